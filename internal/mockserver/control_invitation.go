package mockserver

// Invite invites an e-mail address to an organization as one of its own administrators would, whether or not the address
// has an account, and returns the invitation's id. The document may hold what the body of a POST may; role is "view" by
// default. It panics when the document is invalid, when the address is a member or invited already, and when the
// organization is full.
func (s *Server) Invite(organizationID string, doc Doc) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return must(s.addInvitation(organizationID, doc))
}

func (s *Server) addInvitation(organizationID string, doc Doc) (string, error) {
	o, err := s.find(organizationID)
	if err != nil {
		return "", err
	}
	asked, err := wire(doc)
	if err != nil {
		return "", err
	}
	if asked["role"] == nil {
		asked["role"] = "view"
	}
	if err := memberShapes[1].check("", asked, seed); err != nil {
		return "", err
	}
	have, err := s.invite(o, asked)
	switch {
	case err != nil:
		return "", err
	case have.member != nil:
		return "", invalid("%s is already a member", text(asked, "email"))
	}
	s.witness("instanceOrgInvites.post", o.instance, o, nil, have.invitation, asked)
	return text(have.invitation.doc, "id"), nil
}

// Invitations lists the invitations of an organization, expired ones too, newest first and as the API shows them; nil
// when the organization is unknown.
func (s *Server) Invitations(organizationID string) []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.find(organizationID)
	if err != nil {
		return nil
	}
	return s.showInvitations(o, "inviteDate", "desc")
}

// AcceptInvitation makes the invited person a member with the role of the invitation, which is gone then, and returns
// the user id. An account is made when the address has none; it has no MFA. It panics when there is no invitation, when
// it has expired, and when mfaMode keeps the person out.
func (s *Server) AcceptInvitation(organizationID, email string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return must(s.acceptInvitation(organizationID, email))
}

func (s *Server) acceptInvitation(organizationID, email string) (string, error) {
	o, i, err := s.findInvited(organizationID, email)
	if err != nil {
		return "", err
	}
	account := s.account(email)
	switch {
	case s.expired(i):
		return "", invalid("the invitation of %s has expired", email)
	case s.seatOf(o, email).member != nil:
		return "", invalid("%s is already a member", email)
	}
	if account == nil {
		account = s.accounts[must(s.addAccount(Doc{"email": i.doc["email"]}))]
	}
	if err := checkMFA(o, account, text(i.doc, "role")); err != nil {
		return "", err
	}
	o.withdraw(i)
	o.members = append(o.members, s.newMember(account, i.doc))
	return text(account, "userId"), nil
}

// ExpireInvitation ends the lifetime of an invitation now. Its inviteDate stays. It panics when there is none.
func (s *Server) ExpireInvitation(organizationID, email string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(0, s.expireInvitation(organizationID, email))
}

func (s *Server) expireInvitation(organizationID, email string) error {
	_, i, err := s.findInvited(organizationID, email)
	if err == nil {
		i.expires = s.clock()
	}
	return err
}

// RevokeInvitation takes an invitation away, as an administrator of the organization does by revoking it or the invited
// person by rejecting it. It panics when there is none.
func (s *Server) RevokeInvitation(organizationID, email string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(0, s.revokeInvitation(organizationID, email))
}

func (s *Server) revokeInvitation(organizationID, email string) error {
	o, i, err := s.findInvited(organizationID, email)
	if err == nil {
		o.withdraw(i)
		s.witness("instanceOrgInvite.delete", o.instance, o, nil, i, nil)
	}
	return err
}

func (s *Server) findInvited(organizationID, email string) (*organization, *invitation, error) {
	o, err := s.find(organizationID)
	if err != nil {
		return nil, nil, err
	}
	if i := s.invitationTo(o, email); i != nil {
		return o, i, nil
	}
	return nil, nil, notFound("Invite")
}
