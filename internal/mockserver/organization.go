package mockserver

import (
	"encoding/json"
	"slices"
	"time"
)

// organization is one organization and what it holds.
type organization struct {
	roster

	instance    *instance
	doc         Doc // What GET shows, short of the computed members.
	summary     Doc // The counts that control has set.
	invitations []*invitation

	hidden   int // Requests by id that still do not find it.
	visible  int // Requests by id that still find it after its deletion.
	rendered map[string]json.RawMessage
}

func (o *organization) path() string { return o.instance.path() + "/orgs/" + text(o.doc, "id") }

// visit finds an organization for a request, counting down its time in the dark.
func (in *instance) visit(id string) *organization {
	if o := in.gone[id]; o != nil && o.visible > 0 {
		o.visible--
		return o
	}
	o := in.organizations[id]
	if o != nil && o.hidden > 0 {
		o.hidden--
		return nil
	}
	return o
}

// changed drops what was computed from the former document.
func (o *organization) changed() {
	o.rendered = map[string]json.RawMessage{}
	o.instance.sorted = map[string][]*organization{}
}

func getOrganization(c *call) (any, error) { return c.organizationDoc(c.organization) }

func postOrganization(c *call) (any, error) {
	// A wrong summaryInclude must be refused before there is an organization.
	if _, err := c.included(); err != nil {
		return nil, err
	}
	o, err := c.createOrganization(c.instance, c.body, c.token.user)
	if err != nil {
		return nil, err
	}
	c.organization = o
	if c.is("not-found-after-create", "two-reads") {
		o.hidden = 2
	}
	if c.is("create-result", "instanceOrg") {
		return c.organizationDoc(o)
	}
	return c.createdDoc(o)
}

func patchOrganization(c *call) (any, error) {
	if _, err := c.included(); err != nil {
		return nil, err
	}
	if err := c.changeOrganization(c.organization, c.body); err != nil {
		return nil, err
	}
	return c.organizationDoc(c.organization)
}

func deleteOrganization(c *call) (any, error) {
	if c.is("delete-visibility", "two-reads") {
		c.organization.visible = 2
		c.instance.gone[text(c.organization.doc, "id")] = c.organization
	}
	c.removeOrganization(c.organization)
	return done, nil
}

func (s *Server) removeOrganization(o *organization) {
	delete(o.instance.organizations, text(o.doc, "id"))
	o.invitations = nil
	o.changed()
}

func listOrganizations(c *call) (any, error) {
	matches := c.instance.inOrder(c.params["sortField"], c.params["sortDirection"])
	if raw, ok := c.params["query"]; ok && raw != "" {
		accepts, err := parseQuery(raw)
		if err != nil {
			return nil, err
		}
		matches = filter(matches, accepts)
	} else if glob := c.glob(); glob != nil {
		matches = filter(matches, func(o *organization) bool { return glob.MatchString(text(o.doc, "name")) })
	}
	if _, err := c.included(); err != nil {
		return nil, err
	}
	doc := page(c, matches, func(o *organization) any { return must(c.organizationDoc(o)) })
	doc["instanceId"] = c.instance.id
	return c.hypermedia(doc, "instanceOrgs", Doc{"instance": c.instance.path()}), nil
}

// inOrder returns a shared slice: it must not be changed.
func (in *instance) inOrder(field, direction string) []*organization {
	key := field + " " + direction
	if in.sorted[key] == nil {
		var all []*organization
		for _, o := range in.organizations {
			all = append(all, o)
		}
		sortDocs(all, field, direction, "id", func(o *organization) Doc { return o.doc })
		if in.sorted == nil {
			in.sorted = map[string][]*organization{}
		}
		in.sorted[key] = all
	}
	return in.sorted[key]
}

func filter(all []*organization, accepts func(*organization) bool) []*organization {
	return slices.DeleteFunc(slices.Clone(all), func(o *organization) bool { return !accepts(o) })
}

// later is the present, or the least instant after a date when the clock has not moved on since.
func (s *Server) later(than string) string {
	now := date(s.clock())
	if now > than {
		return now
	}
	before, _ := time.Parse(time.RFC3339, than)
	return date(before.Add(time.Millisecond))
}

// normalize writes an instant the way the API does and leaves every other value alone.
func (s *Server) normalize(value any) any {
	if v, ok := value.(string); ok {
		if t, err := time.Parse(time.RFC3339, v); err == nil {
			return date(t)
		}
	}
	return value
}
