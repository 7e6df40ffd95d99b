package mockserver

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// maxAudits is the number of entries that an instance keeps. The API keeps them for a year.
const maxAudits = 10_000

// auditLogNoun describes the audit log of an instance.
func auditLogNoun() noun {
	return noun{
		path: "/instance/{instanceId}/audit-logs",
		routes: []route{
			{method: "GET", operation: "instanceAuditLogs.get", handle: listAudits, params: auditParams},
			{method: "GET", path: "/{instanceAuditLogId}", operation: "instanceAuditLog.get", handle: getAudit},
		},
		id:   "instanceAuditLogId",
		find: findAudit,
		controls: map[string]control{
			"PATCH /_control/audit-as": func(c controlCall) (any, error) { return noContent(c.auditAs(text(c.doc, "email"))) },
		},
		assumptions: []Assumption{
			{"audit-bodies", "Does the audit log contain the bodies of requests and responses?", []string{"kept", "omitted"}},
			{"audit-failures", "Does the audit log contain refused changes?", []string{"omitted", "logged"}},
			{"audit-member-target", "What is the target in the audit log of a change to a member of an organization: the organization or the user?", []string{"Organization", "User"}},
			{"audit-names", "How does the audit log name resources and path parameters: as in its documented example, or as the clients do?", []string{"documented", "client"}},
		},
	}
}

// party is an actor or a target in the audit log. The zero party means that there is none.
type party struct{ kind, id, name string }

// addTo adds a party to an entry, if there is one.
func (p party) addTo(entry Doc, role string) {
	if p.id != "" {
		entry[role+"Type"], entry[role+"Id"], entry[role+"Name"] = p.kind, p.id, p.name
	}
}

// auditEvent is a change that becomes an entry of the audit log. ids are the parameters of its path.
type auditEvent struct {
	operation          string
	actor              party
	primary, secondary party
	query, body, ids   Doc
	status             int
	response           any
}

// audit records an operation, unless it only reads. Some reads need a scope that allows changes.
func (c *call) audit(response any, err error) {
	if c.route.method == http.MethodGet || c.route.access != write && c.route.access != manage {
		return
	}
	e := auditEvent{
		operation: c.route.operation, actor: c.token.party(c.Server), primary: c.primary, secondary: c.secondary,
		query: Doc{}, body: c.body, ids: Doc{}, status: c.route.status, response: response,
	}
	if err != nil {
		if c.settingIs("audit-failures", "omitted") {
			return
		}
		failed := c.errorResponse(err)
		e.status, e.response = failed.status, json.RawMessage(failed.body)
	}
	for name, id := range c.ids {
		e.ids[name] = id
	}
	for _, p := range c.route.params {
		if value := c.params[p.name]; value != "" {
			e.query[p.name] = value
		}
	}
	if e.primary.id == "" && c.organization != nil {
		e.primary = c.organization.party()
	}
	c.recordChange(c.instance, e)
}

// recordControl records a change of the control API, if AuditAs has set an actor.
func (s *Server) recordControl(in *instance, e auditEvent) {
	if s.actor.id == "" {
		return
	}
	if e.ids == nil {
		e.ids = Doc{}
	}
	e.actor, e.query, e.status, e.response = s.actor, Doc{}, http.StatusOK, done
	e.ids["instanceId"] = in.id
	s.recordChange(in, e)
}

// recordChange adds an entry to the audit log of an instance.
func (s *Server) recordChange(in *instance, e auditEvent) {
	s.audits++
	// Entries have ids of their own, so that the ids of other objects do not depend on what is recorded.
	id := fmt.Sprintf("%08x%010x%06x", 0x60000000+s.audits, 0xa0d17, s.audits)
	resource, action, _ := strings.Cut(e.operation, ".")
	if s.settingIs("audit-names", "documented") {
		resource = strings.Replace(resource, "instanceOrg", "organization", 1)
		delete(e.ids, "instanceId")
		if org, ok := e.ids["orgId"]; ok {
			e.ids["organizationId"] = org
			delete(e.ids, "orgId")
		}
	}
	entry := Doc{
		"id": id, "instanceAuditLogId": id, "instanceId": in.id, "creationDate": date(s.clock()),
		"requestResource": resource, "requestAction": action, "responseStatus": e.status,
		"requestQueryParams": e.query, "requestPathParams": e.ids,
		// The bodies are stored as JSON text, because the documents may change later.
		"requestBody": redacted(e.body), "responseBody": redacted(e.response),
	}
	if s.settingIs("audit-bodies", "omitted") {
		entry["requestBody"], entry["responseBody"] = Doc{}, Doc{}
	}
	e.actor.addTo(entry, "actor")
	e.primary.addTo(entry, "primaryTarget")
	e.secondary.addTo(entry, "secondaryTarget")
	in.audits = append(in.audits, entry)
	if over := len(in.audits) - maxAudits; over > 0 {
		in.audits = slices.Delete(in.audits, 0, over)
	}
}

// redacted returns the JSON text of a document without the secret of a token.
func redacted(value any) json.RawMessage {
	doc, isDoc := value.(Doc)
	switch {
	case isDoc && doc == nil:
		return json.RawMessage("{}")
	case isDoc && doc["token"] != nil:
		doc = clone(doc)
		doc["token"] = "[redacted]"
		value = doc
	}
	return marshal(value)
}

func listAudits(c *call) (any, error) {
	accepts, err := c.auditFilter()
	if err != nil {
		return nil, err
	}
	start, hasStart := c.millis("start")
	end, hasEnd := c.millis("end")
	matches := slices.DeleteFunc(slices.Clone(c.instance.audits), func(entry Doc) bool {
		at := text(entry, "creationDate")
		return hasStart && at < start || hasEnd && at > end || !accepts(entry)
	})
	// The log is in the order of creation, and entries with equal fields stay in it.
	slices.SortStableFunc(matches, func(a, b Doc) int {
		x, _ := a["responseStatus"].(int)
		y, _ := b["responseStatus"].(int)
		switch field := c.params["sortField"]; field {
		case "responseStatus":
			return cmp.Compare(x, y)
		default:
			return cmp.Compare(text(a, field), text(b, field))
		}
	})
	if c.params["sortDirection"] == "desc" {
		slices.Reverse(matches)
	}
	doc := page(c, matches, c.auditDoc)
	doc["instanceId"] = c.instance.id
	return c.hypermedia(doc, "instanceAuditLogs", Doc{"instance": c.instance.path()}), nil
}

func findAudit(c *call, id string) error {
	for _, entry := range c.instance.audits {
		if entry["id"] == id {
			c.object = entry
			return nil
		}
	}
	return notFound("Audit log")
}

func getAudit(c *call) (any, error) { return c.auditDoc(found[Doc](c)), nil }

func (c *call) auditDoc(entry Doc) Doc {
	return c.resource(clone(entry), "instanceAuditLog", Doc{"self": "/instance/" + c.instance.id + "/audit-logs/" + text(entry, "id")})
}

// AuditAs sets the person whom the audit log names for the following changes by the control API. If the e-mail has no
// account, it creates one. With "", which is the default, they are not recorded. It panics if email is not an
// e-mail address.
func (s *Server) AuditAs(email string) {
	s.mustChange(func() error { return s.auditAs(email) })
}

func (s *Server) auditAs(email string) error {
	if email == "" {
		s.actor = party{}
		return nil
	}
	id, err := s.ensureAccount(Doc{"email": email})
	if err == nil {
		s.actor = s.userParty(id)
	}
	return err
}

// AuditLog returns the audit log of the first instance, newest entry first.
func (s *Server) AuditLog() []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Doc
	for _, entry := range slices.Backward(s.instance.audits) {
		all = append(all, must(wireForm(entry)))
	}
	return all
}
