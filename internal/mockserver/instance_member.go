package mockserver

// enlist makes the person whom a checked document names a member of an instance, where nobody can be invited.
func (s *Server) enlist(in *instance, asked Doc) (Doc, error) {
	account, err := s.person(asked)
	switch {
	case account == nil && s.is("instance-member-unknown", "404"):
		return nil, notFound("User")
	case err != nil:
		return nil, err
	case account == nil:
		return nil, invalid("%s has no account", text(asked, "email"))
	}
	if m := in.member(text(account, "userId")); m != nil {
		if s.is("already-member", "ok") {
			return m, nil
		}
		return nil, invalid("%s is already a member", text(account, "email"))
	}
	member := Doc{"userId": account["userId"], "role": asked["role"]}
	in.members = append(in.members, member)
	return member, nil
}

func postInstanceMember(c *call) (any, error) {
	member, err := c.enlist(c.instance, c.body)
	if err != nil {
		return nil, err
	}
	c.member = member
	return c.memberDoc(c.showMember(c.roster, member)), nil
}

// patchInstanceMember answers nothing but the role.
func patchInstanceMember(c *call) (any, error) {
	role := c.body["role"]
	if role != "admin" {
		if err := c.keepAdministrator(c.roster, c.member); err != nil {
			return nil, err
		}
	}
	c.member["role"] = role
	return Doc{"role": role}, nil
}
