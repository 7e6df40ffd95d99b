package losant

import (
	"context"
	"strings"
)

// SameEmail reports whether two e-mail addresses are those of one person. The API does not promise to keep the letter case of
// an address, so it is ignored.
func SameEmail(a, b string) bool { return strings.EqualFold(a, b) }

// person names somebody by e-mail, by user id, or by both.
type person struct{ email, userID string }

func (p person) is(email, userID string) bool {
	return p.userID != "" && userID == p.userID || p.email != "" && SameEmail(email, p.email)
}

func (p person) String() string {
	if p.email != "" {
		return p.email
	}
	return "user " + p.userID
}

// roleChange is the body of requests that change a role, or nothing if it is empty.
type roleChange struct {
	Role string `json:"role,omitempty"`
}

// forgetPeople is called after a write that may have changed who is in an organization: acceptance and removal move
// people between the lists, so both are forgotten. Usage counts people too.
func (c *Client) forgetPeople(organization path) {
	c.Usage.forget(organization)
	c.Members.lists.forget(organization)
	c.Invitations.lists.forget(organization)
}

// lookUp returns what a person is in an organization at this moment: a member, else invited, else neither.
func (c *Client) lookUp(ctx context.Context, organization path, who person) (*Member, *Invitation, error) {
	c.forgetPeople(organization)
	member, err := find(c.Members.lists.all(ctx, organization), func(m *Member) bool { return who.is(m.Email, m.UserID) })
	if member != nil || err != nil {
		return member, nil, err
	}
	invitation, err := find(c.Invitations.lists.all(ctx, organization), func(i *Invitation) bool { return who.is(i.Email, "") })
	return nil, invitation, err
}
