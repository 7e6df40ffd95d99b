package mockserver

// AddMember makes a person a member of an organization and returns the user id. The document may hold role, which is
// "view" by default, and whatever AddAccount takes; the account is made, or when its e-mail is known changed. It panics
// when the document is invalid or the organization's rules keep the person out.
func (s *Server) AddMember(organizationID string, doc Doc) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return must(s.addMember(organizationID, doc))
}

func (s *Server) addMember(organizationID string, doc Doc) (string, error) {
	o, err := s.find(organizationID)
	if err != nil {
		return "", err
	}
	return s.admit(doc, memberShapes[1], func(member Doc) error {
		have, err := s.join(o, member)
		if err == nil {
			s.witness("instanceOrgMembers.post", o.instance, o, have.member, have.invitation, member)
		}
		return err
	})
}

// admit splits a control document into an account, which it registers, and a membership, which join makes.
func (s *Server) admit(doc Doc, membership shape, join func(member Doc) error) (string, error) {
	person, err := wire(doc)
	if err != nil {
		return "", err
	}
	member := Doc{"email": person["email"], "role": "view"}
	if role, ok := person["role"]; ok {
		member["role"] = role
		delete(person, "role")
	}
	if err := membership.check("", member, seed); err != nil {
		return "", err
	}
	id, err := s.register(person)
	if err != nil {
		return "", err
	}
	return id, join(member)
}

// Members lists the members of an organization by e-mail, as the API shows them; nil when the organization is unknown.
func (s *Server) Members(organizationID string) []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.find(organizationID)
	if err != nil {
		return nil
	}
	return s.showMembers(&o.roster, "email", "asc")
}

// EditMember changes the role of a member as somebody else would. Of the rules for changes only mfaMode holds: the last
// administrator may be downgraded. It panics when there is no such member or the changes are invalid.
func (s *Server) EditMember(organizationID, email string, changes Doc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(0, s.editMember(organizationID, email, changes))
}

func (s *Server) editMember(organizationID, email string, changes Doc) error {
	o, member, err := s.findMember(organizationID, email)
	if err != nil {
		return err
	}
	given, err := wire(changes)
	if err != nil {
		return err
	}
	if err := roleFields.check("", given, edit); err != nil {
		return err
	}
	if err := s.changeRoles(o, member, given); err != nil {
		return err
	}
	s.witness("instanceOrgMember.patch", o.instance, o, member, nil, given)
	return nil
}

// RemoveMember ends a membership as the person or somebody else would, even that of the last administrator. It panics
// when there is no such member.
func (s *Server) RemoveMember(organizationID, email string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(0, s.removeMember(organizationID, email))
}

func (s *Server) removeMember(organizationID, email string) error {
	o, member, err := s.findMember(organizationID, email)
	if err != nil {
		return err
	}
	o.remove(member)
	s.witness("instanceOrgMember.delete", o.instance, o, member, nil, nil)
	return nil
}

func (s *Server) findMember(organizationID, email string) (*organization, Doc, error) {
	o, err := s.find(organizationID)
	if err != nil {
		return nil, nil, err
	}
	if member := s.seatOf(o, email).member; member != nil {
		return o, member, nil
	}
	return nil, nil, notFound("Member")
}

// AddInstanceMember makes a person a member of the instance and returns the user id. The document is as for AddMember,
// with the roles "admin" and "view". It panics when the document is invalid or the person is a member already.
func (s *Server) AddInstanceMember(doc Doc) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return must(s.addInstanceMember(doc))
}

func (s *Server) addInstanceMember(doc Doc) (string, error) {
	return s.admit(doc, instanceMemberShapes[1], func(member Doc) error {
		enlisted, err := s.enlist(s.instance, member)
		if err == nil {
			s.witness("instanceMembers.post", s.instance, nil, enlisted, nil, member)
		}
		return err
	})
}

// InstanceMembers lists the members of the instance by e-mail, as the API shows them.
func (s *Server) InstanceMembers() []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.showMembers(&s.instance.roster, "email", "asc")
}

// RemoveInstanceMember ends a membership in the instance, even that of the last administrator. It panics when there is
// no such member.
func (s *Server) RemoveInstanceMember(email string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(0, s.removeInstanceMember(email))
}

func (s *Server) removeInstanceMember(email string) error {
	member := s.instance.member(text(s.account(email), "userId"))
	if member == nil {
		return notFound("Member")
	}
	s.instance.remove(member)
	s.witness("instanceMember.delete", s.instance, nil, member, nil, nil)
	return nil
}
