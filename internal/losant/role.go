package losant

import (
	"context"
	"fmt"
)

// roleBody is the body of a request that changes a role. An empty role is not sent.
type roleBody struct {
	Role string `json:"role,omitempty"`
}

// looksAfterRole is how often to check whether a role was changed.
const looksAfterRole = 3

// confirmRole returns an error if a person does not have a role that the server has accepted. It reads the current role
// until it is that one. The server may respond with the role from before.
func (c *Client) confirmRole(ctx context.Context, op operation, p path, role string, read func(context.Context) (string, error)) error {
	ctx, cancel := c.Finishing(ctx)
	defer cancel()
	request := op.method + " " + c.clean(p.text)
	current := ""
	for try := range looksAfterRole {
		if try > 0 {
			if err := sleep(ctx, c.waits.retry(try-1)); err != nil {
				return fmt.Errorf("%s: whether the role is %q now could not be checked: %w", request, role, err)
			}
		}
		var err error
		if current, err = read(ctx); err != nil {
			return fmt.Errorf("%s: Losant accepted the role %q, and then it could not be read: %w", request, role, err)
		}
		if current == role {
			return nil
		}
	}
	return fmt.Errorf("%s: Losant accepted the role %q, but the role is %q", request, role, c.clean(current))
}
