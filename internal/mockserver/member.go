package mockserver

import (
	"fmt"
	"maps"
	"slices"
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
	full["userId"] = id
	if s.is("email-case", "lowered") {
		full["email"] = lower(text(full, "email"))
	}
	s.accounts[id] = full
	return id, nil
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

func (s *Server) sameEmail(a, b string) bool {
	return a == b || (s.is("email-match", "any-case") && strings.EqualFold(a, b))
}

// owner is the account that stands in for a creating token.
func (s *Server) owner() string {
	const email = "owner@example.com"
	if account := s.account(email); account != nil {
		return text(account, "userId")
	}
	return must(s.addAccount(Doc{"email": email, "firstName": "Olga", "lastName": "Owner", "twoFactorAuthEnabled": true}))
}

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
	person, err := wire(doc)
	if err != nil {
		return "", err
	}
	member := Doc{"email": person["email"], "role": "view"}
	if role, ok := person["role"]; ok {
		member["role"] = role
		delete(person, "role")
	}
	if err := memberShapes[1].check("", member, seed); err != nil {
		return "", err
	}
	id, err := s.register(person)
	if err != nil {
		return "", err
	}
	if err := s.join(o, member); err != nil {
		return "", err
	}
	o.changed()
	return id, nil
}

// register makes an account, or changes the one that has the e-mail already.
func (s *Server) register(person Doc) (string, error) {
	account := s.account(text(person, "email"))
	if account == nil {
		return s.addAccount(person)
	}
	if err := accountShape.check("", person, edit); err != nil {
		return "", err
	}
	delete(person, "email")
	maps.Copy(account, person)
	return text(account, "userId"), nil
}

// Members lists the members of an organization by e-mail, as the API shows them; nil when the organization is unknown.
func (s *Server) Members(organizationID string) []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.find(organizationID)
	if err != nil {
		return nil
	}
	return s.showMembers(o, "email", "asc")
}

// join adds a member whose document was checked. An unknown e-mail is invited instead.
func (s *Server) join(o *organization, member Doc) error {
	account := s.accounts[lower(text(member, "userId"))]
	email := text(member, "email")
	if email != "" {
		account = s.account(email)
	} else if account == nil {
		return invalid("userId-%s is not a valid userId", text(member, "userId"))
	}
	if s.full(object(o.doc, "limits"), "member", len(o.members)+len(o.invites)) && s.is("member-limit", "refused") {
		return invalid("limits.member is reached")
	}
	if account == nil {
		return s.invite(o, member)
	}
	id := text(account, "userId")
	if slices.ContainsFunc(o.members, func(m Doc) bool { return m["userId"] == id }) {
		return invalid("%s is already a member", text(account, "email"))
	}
	if demandsMFA(o, text(member, "role")) && !hasMFA(account) {
		if s.is("mfa-violation", "skipped") {
			return nil
		}
		return invalid("%s must enable multi-factor authentication first", text(account, "email"))
	}
	joined := Doc{"userId": id, "role": member["role"]}
	if s.is("granular-roles", "stored") {
		for _, name := range []string{"applicationRoles", "dashboardRoles"} {
			if roles, ok := member[name]; ok {
				joined[name] = roles
			}
		}
	}
	o.members = append(o.members, joined)
	return nil
}

func (s *Server) invite(o *organization, member Doc) error {
	email := text(member, "email")
	if slices.ContainsFunc(o.invites, func(i Doc) bool { return s.sameEmail(text(i, "email"), email) }) {
		return invalid("%s is already invited", email)
	}
	invite := clone(member)
	invite["id"], invite["inviteDate"] = s.nextID(), date(s.clock())
	o.invites = append(o.invites, invite)
	return nil
}

// hasMFA counts an SSO account as protected.
func hasMFA(account Doc) bool {
	return flag(account, "twoFactorAuthEnabled") || flag(account, "ssoLinked")
}

func demandsMFA(o *organization, role string) bool {
	mode := text(o.doc, "mfaMode")
	return mode == "required" || (mode == "adminRequired" && role == "admin")
}

// enforceMFA removes or downgrades the members who fall short of mfaMode. Nothing restores them later.
func (s *Server) enforceMFA(o *organization) {
	o.members = slices.DeleteFunc(o.members, func(m Doc) bool {
		if !demandsMFA(o, text(m, "role")) || hasMFA(s.accounts[text(m, "userId")]) {
			return false
		}
		if text(o.doc, "mfaMode") == "required" {
			return true
		}
		m["role"] = "edit"
		return false
	})
}

func listMembers(c *call) (any, error) {
	field, glob := c.params["filterField"], c.glob()
	items := []any{}
	for _, member := range c.showMembers(c.organization, c.params["sortField"], c.params["sortDirection"]) {
		if glob == nil || glob.MatchString(text(member, field)) {
			items = append(items, c.resource(member, "instanceOrgMember", Doc{"self": fmt.Sprintf("%s/%s", c.path, member["userId"])}))
		}
	}
	doc := c.envelope(items)
	doc["instanceId"], doc["orgId"] = c.instance.id, c.organization.doc["id"]
	return c.hypermedia(doc, "instanceOrgMembers", nil), nil
}

// showMembers never shows granular roles: the API does not read them back here.
func (s *Server) showMembers(o *organization, field, direction string) []Doc {
	var out []Doc
	for _, m := range o.members {
		member := clone(s.accounts[text(m, "userId")])
		member["instanceId"], member["orgId"], member["role"] = o.instance.id, o.doc["id"], m["role"]
		out = append(out, member)
	}
	sortDocs(out, field, direction, "userId", func(member Doc) Doc { return member })
	return out
}
