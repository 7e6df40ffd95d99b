package losant

import (
	"context"
	"errors"
	"strings"
)

// SameEmail reports whether two e-mail addresses belong to one person. It ignores the letter case, because the API
// does not promise to keep it.
func SameEmail(a, b string) bool { return strings.EqualFold(a, b) }

// person identifies somebody by e-mail, by user id, or by both.
type person struct{ email, userID string }

// matches reports whether an e-mail or a user id is that of the person.
func (p person) matches(email, userID string) bool {
	return p.userID != "" && userID == p.userID || p.email != "" && SameEmail(email, p.email)
}

func (p person) String() string {
	if p.email != "" {
		return p.email
	}
	return "user " + p.userID
}

// checkEmail returns an error if an address has characters that no address has. Messages contain addresses.
func checkEmail(address string) error {
	if !isPrintable(address) {
		return errors.New("the e-mail address " + Printable(address) + " has invalid characters")
	}
	return nil
}

// forgetRoster is called after a write that may have changed who belongs to an organization. It forgets both lists,
// because people move between them, and the usage, because it counts people.
func (c *Client) forgetRoster(organization path) {
	c.Usage.forget(organization)
	c.Members.lists.forget(organization)
	c.Invitations.lists.forget(organization)
}

// findPerson reads the roster of an organization again. It returns the member or else the invitation of a person, or
// neither. An expired invitation is older than any request whose outcome is in question.
func (c *Client) findPerson(ctx context.Context, organization path, who person) (*Member, *Invitation, error) {
	c.forgetRoster(organization)
	member, err := firstMatch(c.Members.lists.all(ctx, organization), func(m *Member) bool { return who.matches(m.Email, m.UserID) })
	if member != nil || err != nil {
		return member, nil, err
	}
	invitation, err := firstMatch(c.Invitations.lists.all(ctx, organization), func(i *Invitation) bool { return who.matches(i.Email, "") && !i.HasExpired })
	return nil, invitation, err
}
