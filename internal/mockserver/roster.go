package mockserver

import (
	"maps"
	"net/http"
	"slices"
)

// roster is who belongs to an organization or to an instance.
type roster struct {
	noun    string // Organization or Instance.
	kind    string // The type of a member's answer.
	base    string // The path of the list.
	ids     Doc    // What the answer repeats: instanceId, and orgId.
	members []Doc  // The role of each account, by userId.
}

// member finds a member by userId, nil when there is none.
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

// keepAdministrator refuses to let a member go, or sink, who is the only administrator. Where there is none, there is
// none to keep.
func (s *Server) keepAdministrator(r *roster, member Doc) error {
	another := func(m Doc) bool { return m["role"] == "admin" && m["userId"] != member["userId"] }
	if member["role"] != "admin" || slices.ContainsFunc(r.members, another) || s.is("last-admin", "allowed") {
		return nil
	}
	message := r.noun + " must have at least one administrator"
	switch s.setting("last-admin-status") {
	case "403":
		return &refusal{http.StatusForbidden, "Forbidden", message}
	case "409":
		return &refusal{http.StatusConflict, "Conflict", message}
	}
	return &refusal{http.StatusBadRequest, "Validation", message}
}

// showMember never shows granular roles: the API does not read them back here.
func (s *Server) showMember(r *roster, member Doc) Doc {
	doc := clone(s.accounts[text(member, "userId")])
	maps.Copy(doc, r.ids)
	doc["userId"], doc["role"] = member["userId"], member["role"]
	return doc
}

func (s *Server) showMembers(r *roster, field, direction string) []Doc {
	var out []Doc
	for _, m := range r.members {
		out = append(out, s.showMember(r, m))
	}
	sortDocs(out, field, direction, "userId", func(member Doc) Doc { return member })
	return out
}

// memberDoc is the answer about a member that is shown already.
func (c *call) memberDoc(shown Doc) Doc {
	return c.resource(shown, c.roster.kind, Doc{"self": c.roster.base + "/" + text(shown, "userId")})
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

func getMember(c *call) (any, error) { return c.memberDoc(c.showMember(c.roster, c.member)), nil }

func deleteMember(c *call) (any, error) {
	if err := c.keepAdministrator(c.roster, c.member); err != nil {
		return nil, err
	}
	c.roster.remove(c.member)
	return done, nil
}

func (c *call) findMember() error {
	id, ok := c.ids["userId"]
	if !ok {
		return nil
	}
	if c.member = c.roster.member(lower(id)); c.member == nil {
		return notFound("Member")
	}
	return nil
}
