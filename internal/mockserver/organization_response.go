package mockserver

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// organizationDoc is the response of GET and PATCH, and an item of the list. It is cached until the organization changes.
// The key contains everything else that it depends on.
func (c *call) organizationDoc(o *organization) (any, error) {
	include, err := c.requestedCounts()
	if err != nil {
		return nil, err
	}
	month := date(c.clock())[:len("2006-01")]
	key := fmt.Sprintf("%q %s %q %d %d", include, month, c.params["_links"], len(o.members), c.pendingInvitations(o))
	if o.responses[key] == nil {
		doc := c.resource(c.show(o, include), "instanceOrg", Doc{"self": o.path(), "instance": o.instance.path()})
		o.responses[key] = marshal(doc)
	}
	return o.responses[key], nil
}

// createdDoc is the response of POST. It has fewer fields, but also the members and their per-resource roles.
func (c *call) createdDoc(o *organization) (any, error) {
	include, err := c.requestedCounts()
	if err != nil {
		return nil, err
	}
	doc := c.show(o, include)
	for _, name := range []string{"instanceId", "tags", "auditLogEnabled", "referralId", "customerId", "subscriptionId"} {
		delete(doc, name)
	}
	members := []any{}
	for _, m := range o.members {
		member := clone(c.accounts[text(m, "userId")])
		for name, value := range m {
			member[name] = deepCopy(value)
		}
		members = append(members, member)
	}
	doc["members"], doc["isEnterprise"] = members, false
	return c.resource(doc, "org", Doc{"self": c.path + "/" + text(o.doc, "id")}), nil
}

// show returns an organization as GET does, without hypermedia.
func (s *Server) show(o *organization, include []string) Doc {
	doc := clone(o.doc)
	if summary := s.summarize(o, include); summary != nil {
		doc["summary"] = summary
	}
	start, end := month(s.clock())
	for name, at := range map[string]time.Time{"currentPeriodStart": start, "currentPeriodEnd": end} {
		if doc[name] == nil {
			doc[name] = date(at)
		}
	}
	s.reorder(doc, "tags", "tags-order", func(a, b any) int {
		return strings.Compare(tagPart(a, "key")+"\x00"+tagPart(a, "value"), tagPart(b, "key")+"\x00"+tagPart(b, "value"))
	})
	s.reorder(doc, "whitelistedEmailDomains", "domains-order", compareStrings)
	s.showDescription(doc)
	if s.settingIs("unset-fields", "omitted") {
		omitUnset(doc)
	}
	return doc
}

func month(now time.Time) (start, end time.Time) {
	now = now.UTC()
	start = time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	return start, start.AddDate(0, 1, 0).Add(-time.Millisecond)
}

// reorder puts the items of a list into the order that an assumption asks for.
func (s *Server) reorder(doc Doc, name, assumption string, compare func(a, b any) int) {
	switch items := list(doc, name); s.setting(assumption) {
	case "reversed":
		slices.Reverse(items)
	case "sorted":
		slices.SortStableFunc(items, compare)
	}
}

func compareStrings(a, b any) int {
	x, _ := a.(string)
	y, _ := b.(string)
	return strings.Compare(x, y)
}

func (s *Server) showDescription(doc Doc) {
	if text(doc, "description") != "" {
		return
	}
	switch s.setting("empty-description") {
	case "omitted":
		delete(doc, "description")
	case "empty":
		doc["description"] = ""
	}
}

func omitUnset(doc Doc) {
	for _, name := range []string{"auditLogEnabled", "description", "disabledAt", "isReadOnly", "tags", "whitelistedEmailDomains"} {
		items, isList := doc[name].([]any)
		if doc[name] == false || doc[name] == "" || (isList && len(items) == 0) {
			delete(doc, name)
		}
	}
}
