package mockserver

import (
	"maps"
	"strings"
)

// accountNoun describes the people with a Losant account. Only the control API creates and changes them.
func accountNoun() noun {
	return noun{
		primaryTarget: "User",
		controls: map[string]control{
			"POST /_control/accounts":          func(c controlCall) (any, error) { return withID("userId")(c.addAccount(c.doc)) },
			"PATCH /_control/accounts/{email}": func(c controlCall) (any, error) { return noContent(c.editAccount(c.path("email"), c.doc)) },
		},
		assumptions: []Assumption{
			{"email-case", "Is an e-mail address stored as it was sent, or in lower case?", []string{"kept", "lowered"}},
			{"email-match", "Do e-mail addresses that differ only in case belong to the same account?", []string{"any-case", "exact"}},
		},
	}
}

var accountShape = shape{
	{name: "userId", use: seed, kind: anID},
	{name: "email", use: readOnly, required: seed, kind: anEmail, max: 1024},
	{name: "firstName", use: readOnly, min: 1, max: 1024},
	{name: "lastName", use: readOnly, max: 1024},
	{name: "avatarUrl", use: readOnly, kind: aURI, max: 1024},
	{name: "twoFactorAuthEnabled", use: readOnly, kind: aBoolean},
	{name: "ssoLinked", use: readOnly, kind: aBoolean},
}

func (s *Server) userParty(id string) party {
	return party{"User", id, text(s.accounts[id], "email")}
}

// AddAccount creates a person with a Losant account who is not a member of anything, and returns the user id. The e-mail
// is required. It panics if the document is invalid or the e-mail is taken.
func (s *Server) AddAccount(doc Doc) string {
	return s.mustAdd(func() (string, error) { return s.addAccount(doc) })
}

func (s *Server) addAccount(doc Doc) (string, error) {
	fields, err := accountShape.read(doc, seed)
	if err != nil {
		return "", err
	}
	id := lower(text(fields, "userId"))
	if id == "" {
		id = s.nextID()
	}
	if s.used(id) || s.account(text(fields, "email")) != nil {
		return "", invalid("the account exists")
	}
	name, _, _ := strings.Cut(text(fields, "email"), "@")
	account := Doc{"firstName": name, "lastName": "", "twoFactorAuthEnabled": false, "ssoLinked": false}
	maps.Copy(account, fields)
	account["userId"], account["email"] = id, s.storedEmail(text(account, "email"))
	s.accounts[id] = account
	return id, nil
}

// EditAccount changes what only the person can change: email, twoFactorAuthEnabled, ssoLinked, firstName, lastName and
// avatarUrl. Memberships stay, even those that mfaMode would refuse. Invitations stay too: they belong to an address. It
// panics if no account has the e-mail, if the new one is taken, or if the changes are invalid.
func (s *Server) EditAccount(email string, changes Doc) {
	s.mustChange(func() error { return s.editAccount(email, changes) })
}

func (s *Server) editAccount(email string, changes Doc) error {
	fields, err := accountShape.read(changes, edit)
	if err != nil {
		return err
	}
	account := s.account(email)
	if account == nil {
		return notFound("Account")
	}
	if address, ok := fields["email"].(string); ok {
		if other := s.account(address); other != nil && other["userId"] != account["userId"] {
			return invalid("the account exists")
		}
		fields["email"] = s.storedEmail(address)
	}
	maps.Copy(account, fields)
	return nil
}

// ensureAccount creates an account, or changes the one that has the e-mail, and returns the user id.
func (s *Server) ensureAccount(fields Doc) (string, error) {
	email := text(fields, "email")
	account := s.account(email)
	if account == nil {
		return s.addAccount(fields)
	}
	delete(fields, "email")
	return text(account, "userId"), s.editAccount(email, fields)
}

// account returns the account of an e-mail address, and nil if there is none.
func (s *Server) account(email string) Doc {
	for _, account := range s.accounts {
		if s.sameEmail(text(account, "email"), email) {
			return account
		}
	}
	return nil
}

// accountOf returns the account that a checked document names by userId, email or both. It returns nil if there is no
// account for an email.
func (s *Server) accountOf(fields Doc) (Doc, error) {
	email := text(fields, "email")
	id, ok := fields["userId"].(string)
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
	return a == b || (s.settingIs("email-match", "any-case") && strings.EqualFold(a, b))
}

func (s *Server) storedEmail(email string) string {
	if s.settingIs("email-case", "lowered") {
		return strings.ToLower(email)
	}
	return email
}

// ownerAccount returns the id of the account that becomes administrator in place of a token that creates an organization.
func (s *Server) ownerAccount() string {
	const email = "owner@example.com"
	if account := s.account(email); account != nil {
		return text(account, "userId")
	}
	return must(s.addAccount(Doc{"email": email, "firstName": "Olga", "lastName": "Owner", "twoFactorAuthEnabled": true}))
}

// hasMFA reports whether an account has multi-factor authentication. Single sign-on counts.
func hasMFA(account Doc) bool {
	return flag(account, "twoFactorAuthEnabled") || flag(account, "ssoLinked")
}
