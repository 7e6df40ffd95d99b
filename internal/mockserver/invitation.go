package mockserver

import (
	"maps"
	"slices"
	"time"
)

// lifetime is how long an invitation can be accepted.
const lifetime = 7 * day

// invitation waits for the person who has an e-mail address. It stays listed when its time is over.
type invitation struct {
	doc     Doc // What GET shows, short of the computed members.
	expires time.Time
}

func (s *Server) expired(i *invitation) bool { return !s.clock().Before(i.expires) }

// open counts the invitations that can still be accepted.
func (s *Server) open(o *organization) (n int) {
	for _, i := range o.invitations {
		if !s.expired(i) {
			n++
		}
	}
	return n
}

// pending is what a summary counts.
func (s *Server) pending(o *organization) int {
	if s.is("expired-pending-count", "included") {
		return len(o.invitations)
	}
	return s.open(o)
}

// invitationTo finds the invitation to an e-mail address, expired or not; nil when there is none.
func (s *Server) invitationTo(o *organization, email string) *invitation {
	for _, i := range o.invitations {
		if s.sameEmail(text(i.doc, "email"), email) {
			return i
		}
	}
	return nil
}

// withdraw takes an invitation away, because it was answered or revoked.
func (o *organization) withdraw(i *invitation) {
	o.invitations = slices.DeleteFunc(o.invitations, func(other *invitation) bool { return other == i })
}

// invite invites an e-mail address, whether an account has it or not.
func (s *Server) invite(o *organization, asked Doc) (seat, error) {
	have, err := s.vacancy(o, text(asked, "email"))
	if err != nil || have.taken() {
		return have, err
	}
	i := &invitation{doc: Doc{
		"id": s.nextID(), "email": s.spell(text(asked, "email")), "role": asked["role"],
		"disallowTransfer": flag(asked, "disallowTransfer"),
	}}
	s.storeRoles(i.doc, asked)
	s.renew(i)
	o.invitations = append(o.invitations, i)
	return seat{invitation: i}, nil
}

// renew starts the lifetime anew.
func (s *Server) renew(i *invitation) {
	i.doc["inviteDate"] = s.later(text(i.doc, "inviteDate"))
	i.expires = s.clock().Add(lifetime)
}

func (s *Server) showInvitation(i *invitation) Doc {
	doc := clone(i.doc)
	doc["ttl"], doc["hasExpired"] = float64(lifetime.Milliseconds()), s.expired(i)
	return doc
}

func (s *Server) showInvitations(o *organization, field, direction string) []Doc {
	var out []Doc
	for _, i := range o.invitations {
		out = append(out, s.showInvitation(i))
	}
	sortDocs(out, field, direction, "id", func(invitation Doc) Doc { return invitation })
	return out
}

// invitationDoc is the answer about an invitation that is shown already.
func (c *call) invitationDoc(shown Doc) Doc {
	return c.resource(shown, "orgInvite", Doc{"self": c.organization.path() + "/invites/" + text(shown, "id")})
}

// invitationsDoc is a list of invitations that were found and sorted.
func (c *call) invitationsDoc(invitations []Doc) Doc {
	items := []any{}
	for _, i := range invitations {
		items = append(items, c.invitationDoc(i))
	}
	doc := c.envelope(items)
	maps.Copy(doc, c.roster.ids)
	return c.hypermedia(doc, "orgInviteCollection", nil)
}

func listInvitations(c *call) (any, error) {
	all := c.showInvitations(c.organization, c.params["sortField"], c.params["sortDirection"])
	return c.invitationsDoc(c.matching(all)), nil
}

func getInvitation(c *call) (any, error) { return c.invitationDoc(c.showInvitation(c.invitation)), nil }

// postInvitation answers a list, in the order that the list has by default. Somebody who is a member is not in it.
func postInvitation(c *call) (any, error) {
	have, err := c.inviteOrJoin()
	c.member, c.invitation = have.member, have.invitation
	if err != nil {
		return nil, err
	}
	c.params["sortField"], c.params["sortDirection"] = "inviteDate", "desc"
	switch {
	case c.is("invite-result", "whole-collection"):
		return c.invitationsDoc(c.showInvitations(c.organization, "inviteDate", "desc")), nil
	case have.invitation == nil:
		return c.invitationsDoc(nil), nil
	case c.is("invite-result", "bare"):
		return c.invitationDoc(c.showInvitation(have.invitation)), nil
	}
	return c.invitationsDoc([]Doc{c.showInvitation(have.invitation)}), nil
}

func (c *call) inviteOrJoin() (seat, error) {
	if account := c.account(text(c.body, "email")); account != nil && c.is("invite-existing-account", "joined") {
		return c.enter(c.organization, account, c.body)
	}
	return c.invite(c.organization, c.body)
}

// resendInvitation is also how the roles of an invitation are changed.
func resendInvitation(c *call) (any, error) {
	i := c.invitation
	if c.expired(i) {
		if c.is("resend-expired", "refused") {
			return nil, invalid("the invitation has expired")
		}
		if err := c.room(c.organization); err != nil {
			return nil, err
		}
	}
	if role, ok := c.body["role"]; ok {
		i.doc["role"] = role
	}
	c.storeRoles(i.doc, c.body)
	if c.is("resend-id", "new") {
		i.doc["id"] = c.nextID()
	}
	c.renew(i)
	return getInvitation(c)
}

func deleteInvitation(c *call) (any, error) {
	c.organization.withdraw(c.invitation)
	return done, nil
}

func (c *call) findInvitation() error {
	id, ok := c.ids["inviteId"]
	if !ok {
		return nil
	}
	for _, i := range c.organization.invitations {
		if i.doc["id"] == lower(id) {
			c.invitation = i
			return nil
		}
	}
	return notFound("Invite")
}
