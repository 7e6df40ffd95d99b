package losant

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// clockSlack is allowed between the Date header of an answer, which counts whole seconds, and the dates of objects.
const clockSlack = 2 * time.Second

// creations tells apart the objects of one kind that are created under equal names.
type creations[T any] struct {
	client *Client
	noun   string
	list   operation
	birth  func(*T) birth

	locks sync.Map // a chan struct{} for each name that is being created

	mu      sync.Mutex
	claimed map[string]bool // the ids that were returned, so that no two calls return the same
}

// birth is what an object tells about its creation.
type birth struct{ id, name, date string }

// lock makes creations of equal names take turns. Without it, one call could adopt what another has created whose answer is
// still on its way.
func (c *creations[T]) lock(ctx context.Context, instanceID, name string) (unlock func(), err error) {
	value, _ := c.locks.LoadOrStore(instanceID+"/"+name, make(chan struct{}, 1))
	lock, _ := value.(chan struct{})
	select {
	case lock <- struct{}{}:
		return func() { <-lock }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// claim takes the only candidate that nobody has claimed, if there is exactly one; several are an error that names them.
func (c *creations[T]) claim(candidates ...*T) (*T, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var free []*T
	var ids []string
	for _, candidate := range candidates {
		if id := c.birth(candidate).id; !c.claimed[id] {
			free, ids = append(free, candidate), append(ids, id)
		}
	}
	switch len(free) {
	case 0:
		return nil, nil //nolint:nilnil // nothing, without an error
	case 1:
	default:
		return nil, errors.New("several were created in the meantime: " + strings.Join(ids, ", "))
	}
	if c.claimed == nil {
		c.claimed = map[string]bool{}
	}
	c.claimed[ids[0]] = true
	return free[0], nil
}

// find looks for the object that a POST of unknown fate may have created, and claims it. The list at p must be asked for the
// newest first, so that one page holds all that were created since began, an instant of this computer's clock. The
// clocks are compared by the Date header of the answer.
func (c *creations[T]) find(ctx context.Context, p path, q query, name string, began time.Time) (*T, error) {
	request := newCall(c.list, p, q, nil)
	answer, err := send[list[T]](ctx, c.client, request)
	if err != nil {
		return nil, err
	}
	now, err := http.ParseTime(request.header.Get("Date"))
	if err != nil {
		return nil, fmt.Errorf("the server does not tell its time: %w", err)
	}
	since := now.Add(-time.Since(began) - clockSlack)
	var found []*T
	for _, item := range answer.Items {
		born := c.birth(item)
		if born.name != name {
			continue
		}
		created, err := time.Parse(time.RFC3339, born.date)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", c.noun, born.id, err)
		}
		if !created.Before(since) {
			found = append(found, item)
		}
	}
	return c.claim(found...)
}
