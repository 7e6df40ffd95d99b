package mockserver

import (
	"maps"
	"slices"
	"time"
)

// invitationNoun describes the invitations to an organization.
func invitationNoun() noun {
	const controlPath = "/_control/organizations/{id}/invitations"
	listParams := sortParams("inviteDate", "desc", []string{"email", "role", "inviteDate"}, "email", "role")
	return noun{
		path: organizationPath + "/invites",
		routes: []route{
			{method: "GET", operation: "instanceOrgInvites.get", handle: listInvitations, params: listParams},
			{method: "POST", operation: "instanceOrgInvites.post", access: manage, handle: postInvitation, bodyName: "invite", body: memberShapes[1:], status: 201},
			{method: "GET", path: "/{inviteId}", operation: "instanceOrgInvite.get", handle: getInvitation},
			{method: "POST", path: "/{inviteId}", operation: "instanceOrgInvite.resendInvite", access: manage, handle: resendInvitation, bodyName: "roleInfo", body: []shape{roleFields}, use: patch, status: 201},
			{method: "DELETE", path: "/{inviteId}", operation: "instanceOrgInvite.delete", access: manage, handle: deleteInvitation},
		},
		id:              "inviteId",
		find:            findInvitation,
		secondaryTarget: "OrgInvite",
		controls: map[string]control{
			"POST " + controlPath: func(c controlCall) (any, error) { return withID("id")(c.addInvitation(c.path("id"), c.doc)) },
			"POST " + controlPath + "/{email}/accept": func(c controlCall) (any, error) {
				return withID("userId")(c.acceptInvitation(c.path("id"), c.path("email")))
			},
			"POST " + controlPath + "/{email}/expire": func(c controlCall) (any, error) { return noContent(c.expireInvitation(c.path("id"), c.path("email"))) },
			"DELETE " + controlPath + "/{email}":      func(c controlCall) (any, error) { return noContent(c.revokeInvitation(c.path("id"), c.path("email"))) },
		},
		assumptions: []Assumption{
			{"expired-pending-count", "Does pendingInviteCount count expired invitations?", []string{"excluded", "included"}},
			{"invite-existing-account", "Must an invited person with an account accept, or does the person become a member at once?", []string{"invited", "joined"}},
			{"invite-result", "What is the response to a new invitation: a collection of it alone, of all invitations, or the invitation itself?", []string{"new-only", "whole-collection", "bare"}},
			{"resend-expired", "Can an expired invitation be sent again?", []string{"ok", "refused"}},
			{"resend-id", "Does an invitation that is sent again keep its id?", []string{"kept", "new"}},
		},
	}
}

// lifetime is how long an invitation can be accepted.
const lifetime = 7 * day

// invitation asks the person who has an e-mail address to join. It stays in the list after it expires.
type invitation struct {
	doc     Doc // What GET returns, without the computed fields.
	expires time.Time
}

func (i *invitation) party() party {
	return party{"OrgInvite", text(i.doc, "id"), text(i.doc, "email")}
}

func (s *Server) expired(i *invitation) bool { return !s.clock().Before(i.expires) }

// openInvitations returns the number of invitations that can be accepted.
func (s *Server) openInvitations(o *organization) (n int) {
	for _, i := range o.invitations {
		if !s.expired(i) {
			n++
		}
	}
	return n
}

// pendingInvitations returns the number of invitations in a summary.
func (s *Server) pendingInvitations(o *organization) int {
	if s.settingIs("expired-pending-count", "included") {
		return len(o.invitations)
	}
	return s.openInvitations(o)
}

// invitationTo returns the invitation to an e-mail address, expired or not, and nil if there is none.
func (s *Server) invitationTo(o *organization, email string) *invitation {
	for _, i := range o.invitations {
		if s.sameEmail(text(i.doc, "email"), email) {
			return i
		}
	}
	return nil
}

func (o *organization) removeInvitation(i *invitation) {
	o.invitations = slices.DeleteFunc(o.invitations, func(other *invitation) bool { return other == i })
}

// invite invites an e-mail address, with or without an account.
func (s *Server) invite(o *organization, fields Doc) (person, error) {
	existing, err := s.checkNew(o, text(fields, "email"))
	if err != nil || existing.exists() {
		return existing, err
	}
	i := &invitation{doc: Doc{
		"id": s.nextID(), "email": s.storedEmail(text(fields, "email")), "role": fields["role"],
		"disallowTransfer": flag(fields, "disallowTransfer"),
	}}
	s.storeRoles(i.doc, fields)
	s.renew(i)
	o.invitations = append(o.invitations, i)
	return person{invitation: i}, nil
}

// renew restarts the lifetime of an invitation.
func (s *Server) renew(i *invitation) {
	i.doc["inviteDate"] = s.nextUpdate(text(i.doc, "inviteDate"))
	i.expires = s.clock().Add(lifetime)
}

func (s *Server) showInvitation(i *invitation) Doc {
	doc := clone(i.doc)
	doc["ttl"], doc["hasExpired"] = float64(lifetime.Milliseconds()), s.expired(i)
	return doc
}

func (s *Server) showInvitations(o *organization, field, direction string) []Doc {
	var all []Doc
	for _, i := range o.invitations {
		all = append(all, s.showInvitation(i))
	}
	sortDocs(all, field, direction, "id")
	return all
}

// invitationDoc is the response for an invitation from showInvitation.
func (c *call) invitationDoc(shown Doc) Doc {
	return c.resource(shown, "orgInvite", Doc{"self": c.organization.path() + "/invites/" + text(shown, "id")})
}

// invitationsDoc is the response for sorted invitations from showInvitation.
func (c *call) invitationsDoc(invitations []Doc) Doc {
	items := []any{}
	for _, i := range invitations {
		items = append(items, c.invitationDoc(i))
	}
	doc := c.envelope(items)
	maps.Copy(doc, c.roster.ids)
	return c.hypermedia(doc, "orgInviteCollection", nil)
}

func findInvitation(c *call, id string) error {
	for _, i := range c.organization.invitations {
		if i.doc["id"] == id {
			c.object, c.secondary = i, i.party()
			return nil
		}
	}
	return notFound("Invite")
}

func listInvitations(c *call) (any, error) {
	all := c.showInvitations(c.organization, c.params["sortField"], c.params["sortDirection"])
	return c.invitationsDoc(c.matching(all)), nil
}

func getInvitation(c *call) (any, error) {
	return c.invitationDoc(c.showInvitation(found[*invitation](c))), nil
}

// postInvitation returns a list in the default order of lists. The list does not contain a person who is a member.
func postInvitation(c *call) (any, error) {
	p, err := c.inviteOrAdd()
	c.primary, c.secondary = c.targets(c.organization, p)
	if err != nil {
		return nil, err
	}
	c.params["sortField"], c.params["sortDirection"] = "inviteDate", "desc"
	switch {
	case c.settingIs("invite-result", "whole-collection"):
		return c.invitationsDoc(c.showInvitations(c.organization, "inviteDate", "desc")), nil
	case p.invitation == nil:
		return c.invitationsDoc(nil), nil
	case c.settingIs("invite-result", "bare"):
		return c.invitationDoc(c.showInvitation(p.invitation)), nil
	}
	return c.invitationsDoc([]Doc{c.showInvitation(p.invitation)}), nil
}

func (c *call) inviteOrAdd() (person, error) {
	if account := c.account(text(c.body, "email")); account != nil && c.settingIs("invite-existing-account", "joined") {
		return c.addAccountTo(c.organization, account, c.body)
	}
	return c.invite(c.organization, c.body)
}

// resendInvitation also changes the roles of an invitation.
func resendInvitation(c *call) (any, error) {
	i := found[*invitation](c)
	if c.expired(i) {
		if c.settingIs("resend-expired", "refused") {
			return nil, invalid("the invitation has expired")
		}
		if err := c.checkMemberLimit(c.organization); err != nil {
			return nil, err
		}
	}
	if role, ok := c.body["role"]; ok {
		i.doc["role"] = role
	}
	c.storeRoles(i.doc, c.body)
	if c.settingIs("resend-id", "new") {
		i.doc["id"] = c.nextID()
		c.secondary = i.party()
	}
	c.renew(i)
	return getInvitation(c)
}

func deleteInvitation(c *call) (any, error) {
	c.organization.removeInvitation(found[*invitation](c))
	return done, nil
}

// Invite invites an e-mail address to an organization outside the client, whether or not the address has an account, and
// returns the invitation's id. The document may have the fields of a POST; role defaults to "view". It panics if the
// document is invalid, if the address is a member's or invited, and if the organization is full.
func (s *Server) Invite(organizationID string, doc Doc) string {
	return s.mustAdd(func() (string, error) { return s.addInvitation(organizationID, doc) })
}

func (s *Server) addInvitation(organizationID string, doc Doc) (string, error) {
	o, err := s.organizationByID(organizationID)
	if err != nil {
		return "", err
	}
	fields, err := wireForm(doc)
	if err != nil {
		return "", err
	}
	if fields["role"] == nil {
		fields["role"] = "view"
	}
	if err := memberShapes[1].check("", fields, seed); err != nil {
		return "", err
	}
	p, err := s.invite(o, fields)
	switch {
	case err != nil:
		return "", err
	case p.member != nil:
		return "", invalid("%s is already a member", text(fields, "email"))
	}
	s.recordPerson("instanceOrgInvites.post", o, p, Doc{}, fields)
	return text(p.invitation.doc, "id"), nil
}

// Invitations returns the invitations of an organization, including expired ones, newest first and as the API shows them,
// and nil for an unknown organization.
func (s *Server) Invitations(organizationID string) []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.organizationByID(organizationID)
	if err != nil {
		return nil
	}
	return s.showInvitations(o, "inviteDate", "desc")
}

// AcceptInvitation makes the invited person a member with the role of the invitation, removes the invitation, and returns
// the user id. If the address has no account, it creates one without MFA. It panics if there is no invitation, if it has
// expired, and if mfaMode refuses the person.
func (s *Server) AcceptInvitation(organizationID, email string) string {
	return s.mustAdd(func() (string, error) { return s.acceptInvitation(organizationID, email) })
}

func (s *Server) acceptInvitation(organizationID, email string) (string, error) {
	o, i, err := s.invitationByEmail(organizationID, email)
	if err != nil {
		return "", err
	}
	account := s.account(email)
	switch {
	case s.expired(i):
		return "", invalid("the invitation of %s has expired", email)
	case s.personAt(o, email).member != nil:
		return "", invalid("%s is already a member", email)
	}
	if account == nil {
		account = s.accounts[must(s.addAccount(Doc{"email": i.doc["email"]}))]
	}
	if err := checkMFA(o, account, text(i.doc, "role")); err != nil {
		return "", err
	}
	o.removeInvitation(i)
	o.members = append(o.members, s.newMember(account, i.doc))
	return text(account, "userId"), nil
}

// ExpireInvitation lets an invitation expire. Its inviteDate stays. It panics if there is none.
func (s *Server) ExpireInvitation(organizationID, email string) {
	s.mustChange(func() error { return s.expireInvitation(organizationID, email) })
}

func (s *Server) expireInvitation(organizationID, email string) error {
	_, i, err := s.invitationByEmail(organizationID, email)
	if err == nil {
		i.expires = s.clock()
	}
	return err
}

// RevokeInvitation removes an invitation outside the client, as when an administrator revokes it or the invited person
// rejects it. It panics if there is none.
func (s *Server) RevokeInvitation(organizationID, email string) {
	s.mustChange(func() error { return s.revokeInvitation(organizationID, email) })
}

func (s *Server) revokeInvitation(organizationID, email string) error {
	o, i, err := s.invitationByEmail(organizationID, email)
	if err == nil {
		o.removeInvitation(i)
		s.recordPerson("instanceOrgInvite.delete", o, person{invitation: i}, Doc{"inviteId": i.doc["id"]}, nil)
	}
	return err
}

func (s *Server) invitationByEmail(organizationID, email string) (*organization, *invitation, error) {
	o, err := s.organizationByID(organizationID)
	if err != nil {
		return nil, nil, err
	}
	if i := s.invitationTo(o, email); i != nil {
		return o, i, nil
	}
	return nil, nil, notFound("Invite")
}
