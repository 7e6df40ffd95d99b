package mockserver

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// organizationDoc is the answer of GET, PATCH and, for each item, the list. Its text is kept until something changes;
// what changes with time or beside the document is part of the key.
func (c *call) organizationDoc(o *organization) (any, error) {
	include, err := c.included()
	if err != nil {
		return nil, err
	}
	month := date(c.clock())[:len("2006-01")]
	key := fmt.Sprintf("%q %s %q %d %d", include, month, c.params["_links"], len(o.members), c.pending(o))
	if o.rendered[key] == nil {
		doc := c.resource(c.show(o, include), "instanceOrg", Doc{"self": o.path(), "instance": o.instance.path()})
		o.rendered[key] = marshal(doc)
	}
	return o.rendered[key], nil
}

// createdDoc is the answer of POST: a smaller shape, but the only one that shows members and their granular roles.
func (c *call) createdDoc(o *organization) (any, error) {
	include, err := c.included()
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

// show is an organization as GET tells it, without hypermedia.
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
	s.reorder(doc, "whitelistedEmailDomains", "domains-order", func(a, b any) int {
		x, _ := a.(string)
		y, _ := b.(string)
		return strings.Compare(x, y)
	})
	s.showDescription(doc)
	if s.is("unset-fields", "omitted") {
		omitUnset(doc)
	}
	return doc
}

func month(now time.Time) (start, end time.Time) {
	now = now.UTC()
	start = time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	return start, start.AddDate(0, 1, 0).Add(-time.Millisecond)
}

func (s *Server) reorder(doc Doc, name, assumption string, compare func(a, b any) int) {
	switch items := list(doc, name); s.setting(assumption) {
	case "reversed":
		slices.Reverse(items)
	case "sorted":
		slices.SortStableFunc(items, compare)
	}
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
