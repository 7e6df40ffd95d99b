package mockserver

// instanceMemberNoun describes the members of an instance.
func instanceMemberNoun() noun {
	return noun{
		path: instancePath + "/members",
		routes: []route{
			{method: "GET", operation: "instanceMembers.get", handle: listMembers, params: memberParams},
			{method: "POST", operation: "instanceMembers.post", access: manage, handle: postInstanceMember, bodyName: "member", body: instanceMemberShapes},
			{method: "GET", path: "/{userId}", operation: "instanceMember.get", handle: getMember},
			{method: "PATCH", path: "/{userId}", operation: "instanceMember.patch", access: manage, handle: patchInstanceMember, bodyName: "member", body: []shape{{instanceRole}}},
			{method: "DELETE", path: "/{userId}", operation: "instanceMember.delete", access: manage, handle: deleteMember},
		},
		id:   "userId",
		find: findMember,
		controls: map[string]control{
			"POST /_control/instance/members":           func(c controlCall) (any, error) { return withID("userId")(c.addInstanceMember(c.doc)) },
			"DELETE /_control/instance/members/{email}": func(c controlCall) (any, error) { return noContent(c.removeInstanceMember(c.path("email"))) },
		},
		assumptions: []Assumption{
			{"instance-member-unknown", "What is the status of the response to adding a person without an account to the instance?", []string{"400", "404"}},
		},
	}
}

var instanceRole = field{name: "role", use: writable, required: writable, enum: []string{"admin", "view"}}

// instanceMemberShapes each accept the required field of the other one too.
var instanceMemberShapes = []shape{
	{
		{name: "userId", use: writable, required: writable, kind: anID},
		{name: "email", use: writable, kind: anEmail, max: 1024},
		instanceRole,
	},
	{
		{name: "email", use: writable, required: writable, kind: anEmail, max: 1024},
		{name: "userId", use: writable, kind: anID},
		instanceRole,
	},
}

// addToInstance makes the person whom a checked document names a member of an instance. An instance has no invitations.
func (s *Server) addToInstance(in *instance, fields Doc) (Doc, error) {
	account, err := s.accountOf(fields)
	switch {
	case account == nil && s.settingIs("instance-member-unknown", "404"):
		return nil, notFound("User")
	case err != nil:
		return nil, err
	case account == nil:
		return nil, invalid("%s has no account", text(fields, "email"))
	}
	if m := in.member(text(account, "userId")); m != nil {
		if s.settingIs("already-member", "ok") {
			return m, nil
		}
		return nil, invalid("%s is already a member", text(account, "email"))
	}
	member := Doc{"userId": account["userId"], "role": fields["role"]}
	in.members = append(in.members, member)
	return member, nil
}

func postInstanceMember(c *call) (any, error) {
	member, err := c.addToInstance(c.instance, c.body)
	if err != nil {
		return nil, err
	}
	c.primary = c.userParty(text(member, "userId"))
	return c.memberDoc(c.showMember(c.roster, member)), nil
}

// patchInstanceMember returns nothing but the role.
func patchInstanceMember(c *call) (any, error) {
	member, role := found[Doc](c), c.body["role"]
	if role != "admin" {
		if err := c.refuseLastAdmin(c.roster, member); err != nil {
			return nil, err
		}
	}
	member["role"] = role
	return Doc{"role": role}, nil
}

// AddInstanceMember makes a person a member of the instance and returns the user id. The document is as for AddMember,
// with the roles "admin" and "view". It panics if the document is invalid or the person is a member.
func (s *Server) AddInstanceMember(doc Doc) string {
	return s.mustAdd(func() (string, error) { return s.addInstanceMember(doc) })
}

func (s *Server) addInstanceMember(doc Doc) (string, error) {
	return s.addWithAccount(doc, instanceMemberShapes[1], func(fields Doc) error {
		member, err := s.addToInstance(s.instance, fields)
		if err == nil {
			s.recordControl(s.instance, auditEvent{operation: "instanceMembers.post", primary: s.userParty(text(member, "userId")), body: fields})
		}
		return err
	})
}

// InstanceMembers returns the members of the instance by e-mail, as the API shows them.
func (s *Server) InstanceMembers() []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.showMembers(&s.instance.roster, "email", "asc")
}

// RemoveInstanceMember ends a membership in the instance, even that of the last administrator. It panics if there is no
// such member.
func (s *Server) RemoveInstanceMember(email string) {
	s.mustChange(func() error { return s.removeInstanceMember(email) })
}

func (s *Server) removeInstanceMember(email string) error {
	user := text(s.account(email), "userId")
	member := s.instance.member(user)
	if member == nil {
		return notFound("Member")
	}
	s.instance.remove(member)
	s.recordControl(s.instance, auditEvent{operation: "instanceMember.delete", primary: s.userParty(user), ids: Doc{"userId": user}})
	return nil
}
