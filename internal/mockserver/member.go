package mockserver

import (
	"maps"
	"slices"
)

// memberNoun describes the members of an organization.
func memberNoun() noun {
	const controlPath = "/_control/organizations/{id}/members"
	return noun{
		path: organizationPath + "/members",
		routes: []route{
			{method: "GET", operation: "instanceOrgMembers.get", handle: listMembers, params: memberParams},
			{method: "POST", operation: "instanceOrgMembers.post", access: manage, handle: postMember, bodyName: "member", body: memberShapes},
			{method: "GET", path: "/{userId}", operation: "instanceOrgMember.get", handle: getMember},
			{method: "PATCH", path: "/{userId}", operation: "instanceOrgMember.patch", access: manage, handle: patchMember, bodyName: "member", body: []shape{roleFields}},
			{method: "DELETE", path: "/{userId}", operation: "instanceOrgMember.delete", access: manage, handle: deleteMember},
		},
		id:   "userId",
		find: findMember,
		controls: map[string]control{
			"POST " + controlPath:                func(c controlCall) (any, error) { return withID("userId")(c.addMember(c.path("id"), c.doc)) },
			"PATCH " + controlPath + "/{email}":  func(c controlCall) (any, error) { return noContent(c.editMember(c.path("id"), c.path("email"), c.doc)) },
			"DELETE " + controlPath + "/{email}": func(c controlCall) (any, error) { return noContent(c.removeMember(c.path("id"), c.path("email"))) },
		},
		assumptions: []Assumption{
			{"already-member", "Is it refused to add or invite a person who is a member or invited, or is the response that of a success?", []string{"refused", "ok"}},
			{"granular-roles", "Are the per-resource roles of new members stored or ignored?", []string{"stored", "ignored"}},
			{"last-admin", "May the last administrator be removed or downgraded?", []string{"refused", "allowed"}},
			{"last-admin-status", "What is the status of the response if removing or downgrading the last administrator is refused?", []string{"400", "403", "409"}},
			{"member-limit", "Does the member limit of an organization apply to additions by the instance?", []string{"refused", "accepted"}},
			{"member-without-account", "What is the response to adding an address without an account: a member without userId, the invitation, or an error without an invitation?", []string{"member", "invitation", "refused"}},
			{"mfa-violation", "What happens to a new member or new administrator without the MFA that mfaMode requires?", []string{"refused", "skipped"}},
		},
	}
}

var orgRoles = []string{"admin", "edit", "collaborate", "view", "none"}

// memberShapes are the two ways to name a new member: by account, or by an e-mail, which need not have an account.
var memberShapes = []shape{
	append(shape{{name: "userId", use: writable, required: writable, kind: anID}}, roleFields...),
	append(shape{
		{name: "email", use: writable, required: writable, kind: anEmail, max: 1024},
		{name: "disallowTransfer", use: writable, kind: aBoolean},
	}, roleFields...),
}

// roleFields are also the body of a change of roles, which requires none of them.
var roleFields = shape{
	{name: "role", use: writable, required: create | seed, enum: orgRoles},
	{name: "applicationRoles", use: writable, kind: aList, max: 100, item: &resourceRole},
	{name: "dashboardRoles", use: writable, kind: aList, max: 100, item: &resourceRole},
}

var resourceRole = field{kind: anObject, shapes: []shape{{
	{name: "resourceId", use: writable, required: writable, kind: anID},
	{name: "role", use: writable, required: writable, enum: []string{"collaborate", "view", "none"}},
}}}

// person is somebody who is a member of an organization or invited to it.
type person struct {
	member     Doc
	invitation *invitation
}

func (p person) exists() bool { return p.member != nil || p.invitation != nil }

// personAt returns the person who has an e-mail address, if the organization has one.
func (s *Server) personAt(o *organization, email string) person {
	if account := s.account(email); account != nil {
		if m := o.member(text(account, "userId")); m != nil {
			return person{member: m}
		}
	}
	return person{invitation: s.invitationTo(o, email)}
}

// checkNew checks that the organization has nobody with an e-mail address yet, and room for one more. Depending on an
// assumption, it returns the person who has the address instead of an error.
func (s *Server) checkNew(o *organization, email string) (person, error) {
	p := s.personAt(o, email)
	switch {
	case p.exists() && s.settingIs("already-member", "ok"):
		return p, nil
	case p.member != nil:
		return person{}, invalid("%s is already a member", email)
	case p.invitation != nil:
		return person{}, invalid("%s is already invited", email)
	}
	return person{}, s.checkMemberLimit(o)
}

// checkMemberLimit refuses one more person if the members and the open invitations reach the limit.
func (s *Server) checkMemberLimit(o *organization) error {
	if s.full(object(o.doc, "limits"), "member", len(o.members)+s.openInvitations(o)) && s.settingIs("member-limit", "refused") {
		return invalid("limits.member is reached")
	}
	return nil
}

// addPerson adds the person whom a checked document names: as a member if there is an account, else by an invitation.
func (s *Server) addPerson(o *organization, fields Doc) (person, error) {
	account, err := s.accountOf(fields)
	switch {
	case err != nil:
		return person{}, err
	case account != nil:
		return s.addAccountTo(o, account, fields)
	case s.settingIs("member-without-account", "refused"):
		return person{}, invalid("%s has no account", text(fields, "email"))
	}
	return s.invite(o, fields)
}

// addAccountTo makes an account a member of an organization.
func (s *Server) addAccountTo(o *organization, account, fields Doc) (person, error) {
	existing, err := s.checkNew(o, text(account, "email"))
	if err != nil || existing.exists() {
		return existing, err
	}
	member := s.newMember(account, fields)
	if err := checkMFA(o, account, text(fields, "role")); err != nil {
		if s.settingIs("mfa-violation", "skipped") {
			return person{member: member}, nil
		}
		return person{}, err
	}
	o.members = append(o.members, member)
	return person{member: member}, nil
}

func (s *Server) newMember(account, fields Doc) Doc {
	member := Doc{"userId": account["userId"], "role": fields["role"]}
	s.storeRoles(member, fields)
	return member
}

// storeRoles copies the per-resource roles of a body to a member or an invitation.
func (s *Server) storeRoles(doc, body Doc) {
	if s.settingIs("granular-roles", "ignored") {
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
	role, isSet := changes["role"]
	if role == "admin" && member["role"] != "admin" {
		err := checkMFA(o, s.accounts[text(member, "userId")], "admin")
		if err != nil && s.settingIs("mfa-violation", "refused") {
			return err
		}
		isSet = err == nil
	}
	if isSet {
		member["role"] = role
	}
	s.storeRoles(member, changes)
	return nil
}

func checkMFA(o *organization, account Doc, role string) error {
	if requiresMFA(o, role) && !hasMFA(account) {
		return invalid("%s must enable multi-factor authentication first", text(account, "email"))
	}
	return nil
}

func requiresMFA(o *organization, role string) bool {
	mode := text(o.doc, "mfaMode")
	return mode == "required" || (mode == "adminRequired" && role == "admin")
}

// enforceMFA removes or downgrades the members who do not meet mfaMode. A later change of mfaMode does not restore them.
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

// targets returns the audit targets of a change to a person.
func (s *Server) targets(o *organization, p person) (primary, secondary party) {
	primary = o.party()
	if p.member != nil && s.settingIs("audit-member-target", "User") {
		primary = s.userParty(text(p.member, "userId"))
	}
	if p.invitation != nil {
		secondary = p.invitation.party()
	}
	return primary, secondary
}

// postMember returns the shape of a member even for an invitation: no other shape is documented.
func postMember(c *call) (any, error) {
	p, err := c.addPerson(c.organization, c.body)
	c.primary, c.secondary = c.targets(c.organization, p)
	switch {
	case err != nil:
		return nil, err
	case p.member != nil:
		return c.memberDoc(c.showMember(c.roster, p.member)), nil
	case c.settingIs("member-without-account", "invitation"):
		return c.invitationDoc(c.showInvitation(p.invitation)), nil
	}
	doc := Doc{"email": p.invitation.doc["email"], "role": p.invitation.doc["role"]}
	maps.Copy(doc, c.roster.ids)
	return c.resource(doc, c.roster.kind, nil), nil
}

func patchMember(c *call) (any, error) {
	member := found[Doc](c)
	if role, ok := c.body["role"]; ok && role != "admin" {
		if err := c.refuseLastAdmin(c.roster, member); err != nil {
			return nil, err
		}
	}
	if err := c.changeRoles(c.organization, member, c.body); err != nil {
		return nil, err
	}
	return getMember(c)
}

// AddMember makes a person a member of an organization and returns the user id. The document may have a role, which
// defaults to "view", and the fields of AddAccount. The account is created, or changed if its e-mail is known. It panics
// if the document is invalid or the organization refuses the person.
func (s *Server) AddMember(organizationID string, doc Doc) string {
	return s.mustAdd(func() (string, error) { return s.addMember(organizationID, doc) })
}

func (s *Server) addMember(organizationID string, doc Doc) (string, error) {
	o, err := s.organizationByID(organizationID)
	if err != nil {
		return "", err
	}
	return s.addWithAccount(doc, memberShapes[1], func(member Doc) error {
		p, err := s.addPerson(o, member)
		if err == nil {
			s.recordPerson("instanceOrgMembers.post", o, p, Doc{}, member)
		}
		return err
	})
}

// Members returns the members of an organization by e-mail, as the API shows them, and nil for an unknown organization.
func (s *Server) Members(organizationID string) []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.organizationByID(organizationID)
	if err != nil {
		return nil
	}
	return s.showMembers(&o.roster, "email", "asc")
}

// EditMember changes the role of a member outside the client. It enforces mfaMode but allows a downgrade of the last
// administrator. It panics if there is no such member or the changes are invalid.
func (s *Server) EditMember(organizationID, email string, changes Doc) {
	s.mustChange(func() error { return s.editMember(organizationID, email, changes) })
}

func (s *Server) editMember(organizationID, email string, changes Doc) error {
	o, member, err := s.memberByEmail(organizationID, email)
	if err != nil {
		return err
	}
	fields, err := roleFields.read(changes, edit)
	if err != nil {
		return err
	}
	if err := s.changeRoles(o, member, fields); err != nil {
		return err
	}
	s.recordPerson("instanceOrgMember.patch", o, person{member: member}, Doc{"userId": member["userId"]}, fields)
	return nil
}

// RemoveMember ends a membership outside the client, even that of the last administrator. It panics if there is no such
// member.
func (s *Server) RemoveMember(organizationID, email string) {
	s.mustChange(func() error { return s.removeMember(organizationID, email) })
}

func (s *Server) removeMember(organizationID, email string) error {
	o, member, err := s.memberByEmail(organizationID, email)
	if err != nil {
		return err
	}
	o.remove(member)
	s.recordPerson("instanceOrgMember.delete", o, person{member: member}, Doc{"userId": member["userId"]}, nil)
	return nil
}

func (s *Server) memberByEmail(organizationID, email string) (*organization, Doc, error) {
	o, err := s.organizationByID(organizationID)
	if err != nil {
		return nil, nil, err
	}
	if member := s.personAt(o, email).member; member != nil {
		return o, member, nil
	}
	return nil, nil, notFound("Member")
}

// recordPerson records a change of the control API to a member or an invitation.
func (s *Server) recordPerson(operation string, o *organization, p person, ids, body Doc) {
	ids["orgId"] = o.doc["id"]
	primary, secondary := s.targets(o, p)
	s.recordControl(o.instance, auditEvent{operation: operation, primary: primary, secondary: secondary, ids: ids, body: body})
}
