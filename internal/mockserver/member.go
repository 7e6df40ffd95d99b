package mockserver

import (
	"maps"
	"slices"
)

// seat is how somebody belongs to an organization: as a member, or by an invitation.
type seat struct {
	member     Doc
	invitation *invitation
}

func (t seat) taken() bool { return t.member != nil || t.invitation != nil }

// seatOf finds the seat of an e-mail address.
func (s *Server) seatOf(o *organization, email string) seat {
	if account := s.account(email); account != nil {
		if m := o.member(text(account, "userId")); m != nil {
			return seat{member: m}
		}
	}
	return seat{invitation: s.invitationTo(o, email)}
}

// vacancy tells whether an e-mail address may get a seat. A seat that is taken already is returned, or it is an error.
func (s *Server) vacancy(o *organization, email string) (seat, error) {
	have := s.seatOf(o, email)
	switch {
	case have.taken() && s.is("already-member", "ok"):
		return have, nil
	case have.member != nil:
		return seat{}, invalid("%s is already a member", email)
	case have.invitation != nil:
		return seat{}, invalid("%s is already invited", email)
	}
	return seat{}, s.room(o)
}

// room is the rule that members and open invitations together must not exceed the limit.
func (s *Server) room(o *organization) error {
	if s.full(object(o.doc, "limits"), "member", len(o.members)+s.open(o)) && s.is("member-limit", "refused") {
		return invalid("limits.member is reached")
	}
	return nil
}

// join gives a seat to the person whom a checked document names: membership to an account, an invitation to an e-mail
// address without one.
func (s *Server) join(o *organization, asked Doc) (seat, error) {
	account, err := s.person(asked)
	switch {
	case err != nil:
		return seat{}, err
	case account != nil:
		return s.enter(o, account, asked)
	case s.is("member-without-account", "refused"):
		return seat{}, invalid("%s has no account", text(asked, "email"))
	}
	return s.invite(o, asked)
}

// enter makes an account a member.
func (s *Server) enter(o *organization, account, asked Doc) (seat, error) {
	have, err := s.vacancy(o, text(account, "email"))
	if err != nil || have.taken() {
		return have, err
	}
	member := s.newMember(account, asked)
	if err := checkMFA(o, account, text(asked, "role")); err != nil {
		if s.is("mfa-violation", "skipped") {
			return seat{member: member}, nil
		}
		return seat{}, err
	}
	o.members = append(o.members, member)
	return seat{member: member}, nil
}

func (s *Server) newMember(account, asked Doc) Doc {
	member := Doc{"userId": account["userId"], "role": asked["role"]}
	s.storeRoles(member, asked)
	return member
}

// storeRoles copies the per-resource roles of a body to a member or an invitation.
func (s *Server) storeRoles(doc, body Doc) {
	if s.is("granular-roles", "ignored") {
		return
	}
	for _, name := range []string{"applicationRoles", "dashboardRoles"} {
		if roles, ok := body[name]; ok {
			doc[name] = roles
		}
	}
}

// changeRoles applies a checked document to a member.
func (s *Server) changeRoles(o *organization, member, changes Doc) error {
	role, given := changes["role"]
	if role == "admin" && member["role"] != "admin" {
		err := checkMFA(o, s.accounts[text(member, "userId")], "admin")
		if err != nil && s.is("mfa-violation", "refused") {
			return err
		}
		given = err == nil
	}
	if given {
		member["role"] = role
	}
	s.storeRoles(member, changes)
	return nil
}

func checkMFA(o *organization, account Doc, role string) error {
	if demandsMFA(o, role) && !hasMFA(account) {
		return invalid("%s must enable multi-factor authentication first", text(account, "email"))
	}
	return nil
}

func demandsMFA(o *organization, role string) bool {
	mode := text(o.doc, "mfaMode")
	return mode == "required" || (mode == "adminRequired" && role == "admin")
}

// enforceMFA removes or downgrades the members who fall short of mfaMode. Nothing restores them later.
func (s *Server) enforceMFA(o *organization) {
	o.members = slices.DeleteFunc(o.members, func(m Doc) bool {
		if checkMFA(o, s.accounts[text(m, "userId")], text(m, "role")) == nil {
			return false
		}
		if text(o.doc, "mfaMode") == "required" {
			return true
		}
		m["role"] = "edit"
		return false
	})
}

// postMember answers in the shape of a member even where nobody became one: that is the only documented shape.
func postMember(c *call) (any, error) {
	have, err := c.join(c.organization, c.body)
	c.member, c.invitation = have.member, have.invitation
	switch {
	case err != nil:
		return nil, err
	case have.member != nil:
		return c.memberDoc(c.showMember(c.roster, have.member)), nil
	case c.is("member-without-account", "invitation"):
		return c.invitationDoc(c.showInvitation(have.invitation)), nil
	}
	doc := Doc{"email": have.invitation.doc["email"], "role": have.invitation.doc["role"]}
	maps.Copy(doc, c.roster.ids)
	return c.resource(doc, c.roster.kind, nil), nil
}

func patchMember(c *call) (any, error) {
	if role, ok := c.body["role"]; ok && role != "admin" {
		if err := c.keepAdministrator(c.roster, c.member); err != nil {
			return nil, err
		}
	}
	if err := c.changeRoles(c.organization, c.member, c.body); err != nil {
		return nil, err
	}
	return getMember(c)
}
