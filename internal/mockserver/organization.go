package mockserver

import (
	"encoding/json"
	"regexp"
	"slices"
)

// organizationNoun describes the organizations of an instance. The other parts of the noun are in organization_response.go,
// organization_write.go, summary.go, query.go and query_tags.go.
func organizationNoun() noun {
	shapes := []shape{organizationShape}
	summary := []param{{name: "summaryInclude"}}
	listParams := append(pageParams(datedFields, "name"), param{name: "summaryInclude"}, param{name: "query"})
	controls := crudControls("/_control/organizations", (*Server).addOrganization, (*Server).editOrganization, (*Server).removeOrganization)
	controls["PATCH /_control/organizations/{id}/summary"] = func(c controlCall) (any, error) {
		return noContent(c.setSummary(c.path("id"), c.doc))
	}
	controls["POST /_control/organizations/{id}/lapse"] = func(c controlCall) (any, error) { return noContent(c.lapseTrial(c.path("id"))) }
	return noun{
		path: instancePath + "/orgs",
		routes: []route{
			{method: "GET", operation: "instanceOrgs.get", handle: listOrganizations, params: listParams},
			{method: "POST", operation: "instanceOrgs.post", access: write, handle: postOrganization, params: summary, bodyName: "orgConfig", body: shapes},
			{method: "GET", path: "/{orgId}", operation: "instanceOrg.get", handle: getOrganization, params: summary},
			{method: "PATCH", path: "/{orgId}", operation: "instanceOrg.patch", access: write, handle: patchOrganization, params: summary, bodyName: "organization", body: shapes},
			{method: "DELETE", path: "/{orgId}", operation: "instanceOrg.delete", access: write, handle: deleteOrganization},
		},
		unserved:      []string{"instanceOrg.convertToEnterprise"},
		primaryTarget: "Organization",
		controls:      controls,
		assumptions:   organizationAssumptions(),
	}
}

func organizationAssumptions() []Assumption {
	return []Assumption{
		{"above-instance-limit", "What happens to a limit above that of the instance?", []string{"refused", "accepted", "clamped"}},
		{"audit-log-refusal", "Which value of auditLogEnabled is refused if the instance does not allow audit logs: true, any value, or is it ignored?", []string{"true", "any", "ignored"}},
		{"banner-clear", "Does a banner with an empty or absent message remove the banner, is it stored, or is an empty message refused?", []string{"removed", "stored", "blank-refused"}},
		{"banner-patch", "Does PATCH replace the banner or merge into it?", []string{"replace", "merge"}},
		{"create-defaults", "Do limits that a new organization does not set come from orgDefaultLimitConfig first, or only from the limits of the instance?", []string{"config-then-instance", "instance"}},
		{"create-result", "What is the shape of the response to the creation of an organization?", []string{"org", "instanceOrg"}},
		{"creator-member", "Who becomes administrator of a new organization: the user who creates it; also the owner if a token creates it; the user only if the request has no members?", []string{"user", "owner", "user-unless-members"}},
		{"delete-visibility", "Is a deleted organization not found at once, or returned by its id twice more?", []string{"immediate", "two-reads"}},
		{"domain-format", "Must whitelistedEmailDomains contain domains, or may they contain any text?", []string{"checked", "unchecked"}},
		{"domains-order", "In which order are whitelistedEmailDomains returned?", []string{"kept", "reversed", "sorted"}},
		{"domains-patch", "Does PATCH replace whitelistedEmailDomains or append to them?", []string{"replace", "append"}},
		{"duplicate-tag-keys", "What happens to tags with the same key?", []string{"kept", "refused", "last-wins"}},
		{"foreign-organization", "What is the status of the response for an organization of another instance?", []string{"404", "403"}},
		{"icon-color-default", "Which iconColor does a new organization get?", []string{"#057180", "red", "absent"}},
		{"limits-patch", "Does PATCH merge limits by key, or reset absent keys to their defaults?", []string{"merge", "replace"}},
		{"name-unique", "Must names of organizations be unique?", []string{"no", "yes"}},
		{"not-found-after-create", "Is a new organization found at once, or not found by the first two requests for it?", []string{"immediate", "two-reads"}},
		{"organization-limit", "Is a new organization above the organization limit of the instance refused?", []string{"refused", "accepted"}},
		{"past-disabled-at", "Is a disabledAt in the past accepted?", []string{"accepted", "refused"}},
		{"referral-clear", "How is a cleared referralId returned?", []string{"omitted", "empty"}},
		{"summary", "What does a summary contain without summaryInclude: the resource counts, everything, or nothing?", []string{"counts", "full", "nothing"}},
		{"summary-unknown-name", "What happens to an unknown name in summaryInclude?", []string{"ignored", "refused"}},
		{"system-interval-limit", "Is the systemInterval of an organization unlimited, or must it not be below that of the instance?", []string{"unchecked", "minimum"}},
		{"tags-order", "In which order are tags returned?", []string{"kept", "reversed", "sorted"}},
		{"tags-patch", "Does PATCH replace tags or append to them?", []string{"replace", "append"}},
		{"unset-fields", "Are empty arrays and false settings of an organization returned or omitted?", []string{"returned", "omitted"}},
		{"zero-limit", "Does a limit of 0 mean none at all, or no limit?", []string{"none", "unlimited"}},
	}
}

var (
	mfaModes = []string{"notRequired", "adminRequired", "required"}
	tagKey   = regexp.MustCompile(`^[0-9a-zA-Z_-]{1,255}$`)
)

var organizationShape = shape{
	{name: "name", use: writable, required: create | seed, min: 1, max: 255},
	{name: "description", use: writable, max: 32767},
	{name: "iconColor", use: writable, max: 64},
	{name: "limits", use: writable, kind: anObject, shapes: []shape{limitShape}},
	{name: "members", use: create | seed, kind: aList, max: 10, item: &field{kind: anObject, shapes: memberShapes}},
	{name: "whitelistedEmailDomains", use: writable, kind: aList, item: &field{min: 3, max: 45}},
	{name: "auditLogEnabled", use: writable, kind: aBoolean},
	{name: "disabledAt", use: writable, kind: aDateOrBoolean},
	{name: "isReadOnly", use: writable, kind: aBoolean},
	{name: "tags", use: writable, kind: aList, max: 100, item: &field{kind: anObject, shapes: []shape{{
		{name: "key", use: writable, required: writable, pattern: tagKey},
		{name: "value", use: writable, required: writable, min: 1, max: 255},
	}}}},
	{name: "referralId", use: writable, max: 1024},
	{name: "mfaMode", use: writable, enum: mfaModes},
	{name: "banner", use: writable, kind: anObject, shapes: []shape{{
		{name: "message", use: writable, max: 2048},
		{name: "level", use: writable, enum: []string{"info", "warning", "critical"}},
	}}},

	{name: "id", use: seed, kind: anID},
	{name: "instanceId", use: seed, kind: anID},
	{name: "creationDate", use: readOnly, kind: aDate},
	{name: "lastUpdated", use: readOnly, kind: aDate},
	{name: "planId", use: readOnly, max: 1024},
	{name: "customerId", use: readOnly, max: 1024},
	{name: "subscriptionId", use: readOnly, max: 1024},
	{name: "billingEmail", use: readOnly, kind: anEmail, max: 1024},
	{name: "subscriptionStatus", use: readOnly, enum: []string{"trialing", "active", "past_due", "canceled", "unpaid"}},
	{name: "currentPeriodStart", use: readOnly, kind: aDate},
	{name: "currentPeriodEnd", use: readOnly, kind: aDate},
}

// organization is one organization and its contents.
type organization struct {
	roster

	instance    *instance
	doc         Doc // What GET returns, without the computed fields.
	summary     Doc // The counts that the control API has set.
	invitations []*invitation

	hiddenReads  int // How many more requests by id do not find it.
	deletedReads int // How many more requests by id find it after its deletion.
	responses    map[string]json.RawMessage
}

func (o *organization) path() string { return o.instance.path() + "/orgs/" + text(o.doc, "id") }

func (o *organization) party() party {
	return party{"Organization", text(o.doc, "id"), text(o.doc, "name")}
}

// organizationFor returns an organization for a request by id, which counts.
func (in *instance) organizationFor(id string) *organization {
	if o := in.deleted[id]; o != nil && o.deletedReads > 0 {
		o.deletedReads--
		return o
	}
	o := in.organizations[id]
	if o != nil && o.hiddenReads > 0 {
		o.hiddenReads--
		return nil
	}
	return o
}

// changed drops everything that was computed from the document before a change.
func (o *organization) changed() {
	o.responses = map[string]json.RawMessage{}
	o.instance.sorted = map[string][]*organization{}
}

func getOrganization(c *call) (any, error) { return c.organizationDoc(c.organization) }

func postOrganization(c *call) (any, error) {
	// An unknown name in summaryInclude must be refused before the organization is created.
	if _, err := c.requestedCounts(); err != nil {
		return nil, err
	}
	o, err := c.createOrganization(c.instance, c.body, c.token.user)
	if err != nil {
		return nil, err
	}
	c.organization = o
	if c.settingIs("not-found-after-create", "two-reads") {
		o.hiddenReads = 2
	}
	if c.settingIs("create-result", "instanceOrg") {
		return c.organizationDoc(o)
	}
	return c.createdDoc(o)
}

func patchOrganization(c *call) (any, error) {
	if _, err := c.requestedCounts(); err != nil {
		return nil, err
	}
	if err := c.changeOrganization(c.organization, c.body); err != nil {
		return nil, err
	}
	return c.organizationDoc(c.organization)
}

func deleteOrganization(c *call) (any, error) {
	if c.settingIs("delete-visibility", "two-reads") {
		c.organization.deletedReads = 2
		c.instance.deleted[text(c.organization.doc, "id")] = c.organization
	}
	c.organization.delete()
	return done, nil
}

func (o *organization) delete() {
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
	if _, err := c.requestedCounts(); err != nil {
		return nil, err
	}
	doc := page(c, matches, func(o *organization) any { return must(c.organizationDoc(o)) })
	doc["instanceId"] = c.instance.id
	return c.hypermedia(doc, "instanceOrgs", Doc{"instance": c.instance.path()}), nil
}

// inOrder returns a shared slice, which callers must not change.
func (in *instance) inOrder(field, direction string) []*organization {
	key := field + " " + direction
	if in.sorted[key] == nil {
		var all []*organization
		for _, o := range in.organizations {
			all = append(all, o)
		}
		sortByDoc(all, field, direction, "id", func(o *organization) Doc { return o.doc })
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

// organizationByID returns an organization of any instance for the control API.
func (s *Server) organizationByID(id string) (*organization, error) {
	for _, in := range s.instances {
		if o := in.organizations[lower(id)]; o != nil {
			return o, nil
		}
	}
	return nil, notFound("Organization")
}

// AddOrganization creates an organization as a POST would and returns its id. The document may also have fields that only
// GET returns, such as id, creationDate, planId, or instanceId for another instance; SetSummary sets counts. It panics if
// the document is invalid.
func (s *Server) AddOrganization(doc Doc) string {
	return s.mustAdd(func() (string, error) { return s.addOrganization(doc) })
}

func (s *Server) addOrganization(doc Doc) (string, error) {
	fields, err := organizationShape.read(doc, seed)
	if err != nil {
		return "", err
	}
	in := s.instance
	if id, ok := fields["instanceId"].(string); ok {
		if in = s.instances[lower(id)]; in == nil {
			return "", notFound("Instance")
		}
	}
	o, err := s.createOrganization(in, fields, "")
	if err != nil {
		return "", err
	}
	s.recordControl(in, auditEvent{operation: "instanceOrgs.post", primary: o.party(), body: fields})
	return text(o.doc, "id"), nil
}

// Organization returns an organization as GET does, with all summary counts and without hypermedia, and nil if there is
// none.
func (s *Server) Organization(id string) Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.organizationByID(id)
	if err != nil {
		return nil
	}
	return s.showAll(o)
}

func (s *Server) showAll(o *organization) Doc {
	return s.show(o, slices.Concat(resourceCounts, costlyCounts))
}

// Organizations returns the organizations of the first instance by name.
func (s *Server) Organizations() []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Doc
	for _, o := range s.instance.inOrder("name", "asc") {
		all = append(all, s.showAll(o))
	}
	return all
}

// EditOrganization changes an organization outside the client, as a PATCH does. The changes may include read-only fields.
// It panics if the organization is unknown or the changes are invalid.
func (s *Server) EditOrganization(id string, changes Doc) {
	s.mustChange(func() error { return s.editOrganization(id, changes) })
}

func (s *Server) editOrganization(id string, changes Doc) error {
	o, err := s.organizationByID(id)
	if err != nil {
		return err
	}
	fields, err := organizationShape.read(changes, edit)
	if err != nil {
		return err
	}
	if err := s.changeOrganization(o, fields); err != nil {
		return err
	}
	s.recordControl(o.instance, auditEvent{operation: "instanceOrg.patch", primary: o.party(), ids: Doc{"orgId": o.doc["id"]}, body: fields})
	return nil
}

// RemoveOrganization deletes an organization outside the client. It panics if there is none.
func (s *Server) RemoveOrganization(id string) {
	s.mustChange(func() error { return s.removeOrganization(id) })
}

func (s *Server) removeOrganization(id string) error {
	o, err := s.organizationByID(id)
	if err != nil {
		return err
	}
	o.delete()
	s.recordControl(o.instance, auditEvent{operation: "instanceOrg.delete", primary: o.party(), ids: Doc{"orgId": o.doc["id"]}})
	return nil
}
