package mockserver

import (
	"maps"
	"strings"
)

// AddAccount makes a person with a Losant account who is no member yet, and returns the user id. The e-mail is
// required. It panics when the document is invalid or the e-mail is taken.
func (s *Server) AddAccount(doc Doc) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return must(s.addAccount(doc))
}

func (s *Server) addAccount(doc Doc) (string, error) {
	account, err := wire(doc)
	if err != nil {
		return "", err
	}
	if err := accountShape.check("", account, seed); err != nil {
		return "", err
	}
	id := lower(text(account, "userId"))
	if id == "" {
		id = s.nextID()
	}
	if s.used(id) || s.account(text(account, "email")) != nil {
		return "", invalid("the account exists")
	}
	name, _, _ := strings.Cut(text(account, "email"), "@")
	full := Doc{"firstName": name, "lastName": "", "twoFactorAuthEnabled": false, "ssoLinked": false}
	maps.Copy(full, account)
	full["userId"], full["email"] = id, s.spell(text(full, "email"))
	s.accounts[id] = full
	return id, nil
}

// EditAccount changes what a person alone can change: the e-mail itself, twoFactorAuthEnabled, ssoLinked, firstName,
// lastName and avatarUrl. Memberships stay, even those that mfaMode would not allow now, and so do invitations, which
// belong to an address. It panics when no account has the e-mail, when the new one is taken, or when the changes are
// invalid.
func (s *Server) EditAccount(email string, changes Doc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(0, s.editAccount(email, changes))
}

func (s *Server) editAccount(email string, changes Doc) error {
	given, err := wire(changes)
	if err != nil {
		return err
	}
	if err := accountShape.check("", given, edit); err != nil {
		return err
	}
	account := s.account(email)
	if account == nil {
		return notFound("Account")
	}
	if wanted, ok := given["email"].(string); ok {
		if other := s.account(wanted); other != nil && other["userId"] != account["userId"] {
			return invalid("the account exists")
		}
		given["email"] = s.spell(wanted)
	}
	maps.Copy(account, given)
	return nil
}

// register makes an account, or changes the one that has the e-mail already.
func (s *Server) register(person Doc) (string, error) {
	email := text(person, "email")
	account := s.account(email)
	if account == nil {
		return s.addAccount(person)
	}
	delete(person, "email")
	return text(account, "userId"), s.editAccount(email, person)
}

// account finds a person by e-mail.
func (s *Server) account(email string) Doc {
	for _, account := range s.accounts {
		if s.sameEmail(text(account, "email"), email) {
			return account
		}
	}
	return nil
}

// person finds the account that a checked document names by userId, by email, or by both. An e-mail may have none.
func (s *Server) person(asked Doc) (Doc, error) {
	email := text(asked, "email")
	id, ok := asked["userId"].(string)
	if !ok {
		return s.account(email), nil
	}
	account := s.accounts[lower(id)]
	if account == nil || (email != "" && !s.sameEmail(text(account, "email"), email)) {
		return nil, invalid("userId-%s is not a valid userId", id)
	}
	return account, nil
}

func (s *Server) sameEmail(a, b string) bool {
	return a == b || (s.is("email-match", "any-case") && strings.EqualFold(a, b))
}

// spell is how an e-mail address is stored.
func (s *Server) spell(email string) string {
	if s.is("email-case", "lowered") {
		return strings.ToLower(email)
	}
	return email
}

// owner is the account that stands in for a creating token.
func (s *Server) owner() string {
	const email = "owner@example.com"
	if account := s.account(email); account != nil {
		return text(account, "userId")
	}
	return must(s.addAccount(Doc{"email": email, "firstName": "Olga", "lastName": "Owner", "twoFactorAuthEnabled": true}))
}

// hasMFA counts an SSO account as protected.
func hasMFA(account Doc) bool {
	return flag(account, "twoFactorAuthEnabled") || flag(account, "ssoLinked")
}
