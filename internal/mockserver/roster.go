package mockserver

import (
	"maps"
	"net/http"
	"slices"
)

// roster is the members of an organization or an instance.
type roster struct {
	owner   string // Organization or Instance.
	kind    string // The type of a member in a response.
	base    string // The path of the list.
	ids     Doc    // Fields of each response: instanceId and, for an organization, orgId.
	members []Doc  // The role of each account, by userId.
}

var memberParams = sortParams("email", "asc", []string{"email", "role"}, "email", "role")

// member returns a member by userId, and nil if there is none.
func (r *roster) member(user string) Doc {
	for _, m := range r.members {
		if m["userId"] == user {
			return m
		}
	}
	return nil
}

func (r *roster) remove(member Doc) {
	r.members = slices.DeleteFunc(r.members, func(m Doc) bool { return m["userId"] == member["userId"] })
}

// refuseLastAdmin returns an error if the member is the only administrator.
func (s *Server) refuseLastAdmin(r *roster, member Doc) error {
	isOtherAdmin := func(m Doc) bool { return m["role"] == "admin" && m["userId"] != member["userId"] }
	if member["role"] != "admin" || slices.ContainsFunc(r.members, isOtherAdmin) || s.settingIs("last-admin", "allowed") {
		return nil
	}
	message := r.owner + " must have at least one administrator"
	switch s.setting("last-admin-status") {
	case "403":
		return &apiError{status: http.StatusForbidden, kind: "Forbidden", message: message}
	case "409":
		return &apiError{status: http.StatusConflict, kind: "Conflict", message: message}
	}
	return &apiError{status: http.StatusBadRequest, kind: "Validation", message: message}
}

// addWithAccount splits a control document into an account, which it creates or changes, and a membership, which add
// adds.
func (s *Server) addWithAccount(doc Doc, membership shape, add func(member Doc) error) (string, error) {
	account, err := wireForm(doc)
	if err != nil {
		return "", err
	}
	member := Doc{"email": account["email"], "role": "view"}
	if role, ok := account["role"]; ok {
		member["role"] = role
		delete(account, "role")
	}
	if err := membership.check("", member, seed); err != nil {
		return "", err
	}
	id, err := s.ensureAccount(account)
	if err != nil {
		return "", err
	}
	return id, add(member)
}

// showMember returns a member as GET does, which leaves out the per-resource roles.
func (s *Server) showMember(r *roster, member Doc) Doc {
	doc := clone(s.accounts[text(member, "userId")])
	maps.Copy(doc, r.ids)
	doc["userId"], doc["role"] = member["userId"], member["role"]
	return doc
}

func (s *Server) showMembers(r *roster, field, direction string) []Doc {
	var all []Doc
	for _, m := range r.members {
		all = append(all, s.showMember(r, m))
	}
	sortDocs(all, field, direction, "userId")
	return all
}

// memberDoc is the response for a member from showMember.
func (c *call) memberDoc(shown Doc) Doc {
	return c.resource(shown, c.roster.kind, Doc{"self": c.roster.base + "/" + text(shown, "userId")})
}

// findMember serves the members of organizations and of instances.
func findMember(c *call, id string) error {
	member := c.roster.member(id)
	if member == nil {
		return notFound("Member")
	}
	c.object = member
	if c.organization == nil {
		c.primary = c.userParty(id)
	} else {
		c.primary, _ = c.targets(c.organization, person{member: member})
	}
	return nil
}

func listMembers(c *call) (any, error) {
	items := []any{}
	for _, member := range c.matching(c.showMembers(c.roster, c.params["sortField"], c.params["sortDirection"])) {
		items = append(items, c.memberDoc(member))
	}
	doc := c.envelope(items)
	maps.Copy(doc, c.roster.ids)
	return c.hypermedia(doc, c.roster.kind+"s", nil), nil
}

func getMember(c *call) (any, error) { return c.memberDoc(c.showMember(c.roster, found[Doc](c))), nil }

func deleteMember(c *call) (any, error) {
	if err := c.refuseLastAdmin(c.roster, found[Doc](c)); err != nil {
		return nil, err
	}
	c.roster.remove(found[Doc](c))
	return done, nil
}
