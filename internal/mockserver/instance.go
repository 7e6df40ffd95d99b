package mockserver

import (
	"maps"
	"slices"
)

// instanceNoun describes the instances.
func instanceNoun() noun {
	return noun{
		path: "/instances",
		routes: []route{
			{method: "GET", operation: "instances.get", access: userOnly, handle: listInstances, params: pageParams(datedFields, "name")},
			{method: "GET", path: "/{instanceId}", operation: "instance.get", handle: getInstance},
			{method: "PATCH", path: "/{instanceId}", operation: "instance.patch", access: write, handle: patchInstance, bodyName: "instance", body: []shape{instanceShape}},
			{method: "POST", path: "/{instanceId}/generateReport", operation: "instance.generateReport", handle: generateReport, bodyName: "options", body: []shape{reportOptions}, bodyOptional: true, status: 202},
		},
		controls: map[string]control{
			"PATCH /_control/instance": func(c controlCall) (any, error) { return noContent(c.editInstance(c.doc)) },
		},
		assumptions: []Assumption{
			{"default-limits-patch", "Does PATCH merge orgDefaultLimitConfig or replace it?", []string{"merge", "replace"}},
		},
	}
}

var instanceShape = shape{
	{name: "orgDefaultLimitConfig", use: writable, kind: anObject, shapes: []shape{limitShape}},
	{name: "mfaMode", use: writable, enum: mfaModes},
	{name: "reportConfigs", use: writable, kind: aList, max: 10, item: &field{kind: anObject, shapes: []shape{reportShape}}},

	{name: "id", use: seed, kind: anID},
	{name: "name", use: readOnly, min: 1, max: 255},
	{name: "creationDate", use: readOnly, kind: aDate},
	{name: "lastUpdated", use: readOnly, kind: aDate},
	{name: "allowAuditLogging", use: readOnly, kind: aBoolean},
	{name: "limits", use: readOnly, kind: anObject, shapes: []shape{instanceLimitShape}},
	{name: "members", use: readOnly, kind: aList, item: &field{kind: anObject, shapes: []shape{{
		{name: "userId", use: writable, required: writable, kind: anID}, instanceRole,
	}}}},
}

var reportShape = shape{
	{name: "id", use: writable, max: 48},
	{name: "cron", use: writable, required: writable, max: 255},
	{name: "timezone", use: writable, max: 255},
	{name: "emails", use: writable, kind: aList, max: 10, item: &field{kind: anEmail, max: 1024}},
	{name: "callbackUrl", use: writable, kind: aURI, max: 1024},
	{name: "resourceGroupBy", use: writable, enum: []string{"application", "organization"}},
	{name: "dateGroupBy", use: writable, enum: []string{"day", "month"}},
	{name: "periods", use: writable, kind: anInteger, min: 1, max: 90},
	{name: "includeSandbox", use: writable, kind: aBoolean},
}

// reportOptions is the body of a request for a report.
var reportOptions = shape{
	{name: "email", use: create, kind: anEmail, max: 1024},
	{name: "callbackUrl", use: create, kind: aURI, max: 1024},
	{name: "resourceGroupBy", use: create, enum: []string{"application", "organization"}},
	{name: "dateGroupBy", use: create, enum: []string{"day", "month"}},
	{name: "includeSandbox", use: create, kind: aBoolean},
	{name: "start", use: create, kind: aDate},
	{name: "end", use: create, kind: aDate},
}

// instance is one instance and its contents.
type instance struct {
	roster

	id            string
	doc           Doc
	organizations map[string]*organization
	deleted       map[string]*organization   // Deleted organizations that may still be readable.
	sorted        map[string][]*organization // The organizations in the orders of former requests, until one changes.
	audits        []Doc                      // The audit log, oldest entry first.

	// objects are the objects of the other nouns, by noun and oldest first, without the computed fields.
	objects map[string][]Doc
}

func (in *instance) path() string { return "/instances/" + in.id }

// objectByID returns an object of a noun, and nil if there is none.
func (in *instance) objectByID(noun, id string) Doc {
	for _, doc := range in.objects[noun] {
		if doc["id"] == lower(id) {
			return doc
		}
	}
	return nil
}

func (in *instance) removeObject(noun string, doc Doc) {
	in.objects[noun] = slices.DeleteFunc(in.objects[noun], func(other Doc) bool { return other["id"] == doc["id"] })
}

// AddInstance creates another instance, which only user tokens have access to, and returns its id. Fields that are not set
// are as in the first instance. It panics if the document is invalid.
func (s *Server) AddInstance(doc Doc) string {
	return s.mustAdd(func() (string, error) { return s.addInstance(doc) })
}

func (s *Server) addInstance(doc Doc) (string, error) {
	fields, err := instanceShape.read(doc, seed)
	if err != nil {
		return "", err
	}
	limits := Doc{}
	for name, limit := range instanceLimits {
		limits[name] = limit
	}
	in := &instance{
		doc: Doc{
			"name": "Mock Instance", "creationDate": date(s.clock()), "lastUpdated": date(s.clock()),
			"allowAuditLogging": true, "mfaMode": "notRequired", "limits": limits,
		},
		organizations: map[string]*organization{},
		deleted:       map[string]*organization{},
		objects:       map[string][]Doc{},
	}
	if in.id = lower(text(fields, "id")); in.id == "" {
		in.id = s.nextID()
	} else if s.used(in.id) {
		return "", invalid("id %s is taken", in.id)
	}
	in.roster = roster{owner: "Instance", kind: "instanceMember", base: in.path() + "/members", ids: Doc{"instanceId": in.id}}
	s.changeInstance(in, fields)
	in.doc["id"], in.doc["instanceId"] = in.id, in.id
	s.instances[in.id] = in
	return in.id, nil
}

// EditInstance changes the instance outside the client, including read-only fields. Limits are merged, and a limit of nil
// is removed: an instance need not limit everything. It panics if the changes are invalid.
func (s *Server) EditInstance(changes Doc) {
	s.mustChange(func() error { return s.editInstance(changes) })
}

func (s *Server) editInstance(changes Doc) error {
	fields, err := wireForm(changes)
	if err != nil {
		return err
	}
	limits := object(fields, "limits")
	withNil := maps.Clone(limits)
	maps.DeleteFunc(limits, func(_ string, limit any) bool { return limit == nil })
	if err := instanceShape.check("", fields, edit); err != nil {
		return err
	}
	s.changeInstance(s.instance, fields)
	for name, limit := range withNil {
		if limit == nil {
			delete(object(s.instance.doc, "limits"), name)
		}
	}
	s.recordControl(s.instance, auditEvent{operation: "instance.patch", body: fields})
	return nil
}

func (s *Server) changeInstance(in *instance, changes Doc) {
	doc := maps.Clone(in.doc)
	for name, value := range changes {
		switch {
		case name == "limits", name == "orgDefaultLimitConfig" && s.settingIs("default-limits-patch", "merge"):
			merged := clone(object(doc, name))
			maps.Copy(merged, object(changes, name))
			doc[name] = merged
		case name == "members":
			in.members = nil
			for _, item := range list(changes, name) {
				member, _ := item.(Doc)
				in.members = append(in.members, Doc{"userId": lower(text(member, "userId")), "role": member["role"]})
			}
		case name == "reportConfigs":
			for _, item := range list(changes, name) {
				if report, ok := item.(Doc); ok && report["id"] == nil {
					report["id"] = s.nextID()
				}
			}
			doc[name] = value
		default:
			doc[name] = normalizeDate(value)
		}
	}
	if len(changes) > 0 && changes["lastUpdated"] == nil {
		doc["lastUpdated"] = s.nextUpdate(text(in.doc, "lastUpdated"))
	}
	in.doc = doc
}

func getInstance(c *call) (any, error) { return c.instanceDoc(c.instance), nil }

func patchInstance(c *call) (any, error) {
	c.changeInstance(c.instance, c.body)
	return c.instanceDoc(c.instance), nil
}

// generateReport sends no report to anybody.
func generateReport(c *call) (any, error) {
	return Doc{"success": true, "jobQueued": true, "jobId": c.nextID()[:21]}, nil
}

func listInstances(c *call) (any, error) {
	var matches []*instance
	glob := c.glob()
	for _, in := range c.instances {
		if glob == nil || glob.MatchString(text(in.doc, "name")) {
			matches = append(matches, in)
		}
	}
	sortByDoc(matches, c.params["sortField"], c.params["sortDirection"], "id", func(in *instance) Doc { return in.doc })
	return c.hypermedia(page(c, matches, c.instanceDoc), "instances", nil), nil
}

func (c *call) instanceDoc(in *instance) Doc {
	doc, members := clone(in.doc), []any{}
	for _, m := range in.members {
		members = append(members, clone(m))
	}
	doc["members"] = members
	return c.resource(doc, "instance", Doc{"self": in.path()})
}
