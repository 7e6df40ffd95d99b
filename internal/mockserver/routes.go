package mockserver

import (
	"net/http"
	"net/url"
	"strings"
)

// route is one operation of the API.
type route struct {
	method, path string
	scope        string // The narrow scope, which is also the operation's name.
	access       access
	params       []param
	body         *shape // The schema of the body, nil when there is none.
	use          use    // Which members of the schema this operation takes.
	handle       func(*call) (any, error)
}

const (
	instancePath     = "/instances/{instanceId}"
	organizationPath = instancePath + "/orgs/{orgId}"
)

// routes are all the operations the mock knows. What is not here answers 405, as the API does for an unmapped path.
var routes = []route{
	{"GET", "/instances", "instances.get", visitor, pageParams(dated, "name"), nil, 0, listInstances},
	{"GET", instancePath, "instance.get", read, nil, nil, 0, getInstance},
	{"PATCH", instancePath, "instance.patch", write, nil, &instanceShape, patch, patchInstance},
	{"GET", instancePath + "/deviceCounts", "instance.deviceCounts", read, rangeParams, nil, 0, deviceCounts},
	{"GET", instancePath + "/notebookMinuteCounts", "instance.notebookMinuteCounts", read, rangeParams, nil, 0, notebookMinuteCounts},
	{"GET", instancePath + "/payloadCounts", "instance.payloadCounts", read, payloadParams, nil, 0, payloadCounts},
	{"GET", instancePath + "/payloadCountsBreakdown", "instance.payloadCountsBreakdown", read, breakdownParams, nil, 0, payloadCountsBreakdown},
	{"GET", instancePath + "/orgs", "instanceOrgs.get", read, organizationsParams, nil, 0, listOrganizations},
	{"POST", instancePath + "/orgs", "instanceOrgs.post", write, summaryParams, &organizationShape, create, postOrganization},
	{"GET", organizationPath, "instanceOrg.get", read, summaryParams, nil, 0, getOrganization},
	{"PATCH", organizationPath, "instanceOrg.patch", write, summaryParams, &organizationShape, patch, patchOrganization},
	{"DELETE", organizationPath, "instanceOrg.delete", write, nil, &emptyShape, patch, deleteOrganization},
	{"GET", organizationPath + "/deviceCounts", "instanceOrg.deviceCounts", read, rangeParams, nil, 0, deviceCounts},
	{"GET", organizationPath + "/notebookMinuteCounts", "instanceOrg.notebookMinuteCounts", read, rangeParams, nil, 0, notebookMinuteCounts},
	{"GET", organizationPath + "/payloadCounts", "instanceOrg.payloadCounts", read, payloadParams, nil, 0, payloadCounts},
	{"GET", organizationPath + "/payloadCountsBreakdown", "instanceOrg.payloadCountsBreakdown", read, breakdownParams, nil, 0, payloadCountsBreakdown},
	{"GET", organizationPath + "/members", "instanceOrgMembers.get", read, sortParams("email", []string{"email", "role"}, "email", "role"), nil, 0, listMembers},
}

// call is one request on its way through an operation.
type call struct {
	*Server
	route  *route
	token  *token
	path   string
	ids    map[string]string
	params map[string]string
	body   Doc

	instance     *instance
	organization *organization // nil in operations on the instance.
}

// dispatch takes a request through its checks, cheapest and least telling first: route, token, ids, instance, scope,
// query, organization, body.
func (s *Server) dispatch(r *http.Request, body []byte) (int, any, error) {
	if len(body) > maxBody {
		return 0, nil, errTooLarge
	}
	c := &call{Server: s, path: r.URL.Path}
	if c.route, c.ids = match(r.Method, r.URL.EscapedPath()); c.route == nil {
		return 0, nil, notAllowed(r.Method)
	}
	for _, step := range []func() error{
		func() (err error) { c.token, err = s.authenticate(r); return },
		c.checkIDs,
		c.findInstance,
		c.checkScope,
		func() (err error) { c.params, err = c.parse(r.URL.RawQuery); return },
		c.findOrganization,
		func() (err error) { c.body, err = c.decode(r.Header.Get("Content-Type"), body); return },
	} {
		if err := step(); err != nil {
			return 0, nil, err
		}
	}
	doc, err := c.route.handle(c)
	return http.StatusOK, doc, err
}

// match finds the route of a path whose segments are still percent-encoded.
func match(method, path string) (*route, map[string]string) {
	segments := strings.Split(path, "/")
	for i := range routes {
		r := &routes[i]
		pattern := strings.Split(r.path, "/")
		if r.method != method || len(pattern) != len(segments) {
			continue
		}
		if ids, ok := matchSegments(pattern, segments); ok {
			return r, ids
		}
	}
	return nil, nil
}

func matchSegments(pattern, segments []string) (map[string]string, bool) {
	ids := map[string]string{}
	for i, want := range pattern {
		got, err := url.PathUnescape(segments[i])
		if err != nil || (got == "") != (want == "") {
			return nil, false
		}
		if name, ok := strings.CutPrefix(want, "{"); ok {
			ids[strings.TrimSuffix(name, "}")] = got
		} else if want != got {
			return nil, false
		}
	}
	return ids, true
}

func (c *call) checkIDs() error {
	for name, id := range c.ids {
		if !idPattern.MatchString(id) {
			return invalid("%s-%s is not a valid %s", name, id, name)
		}
	}
	return nil
}

// findInstance hides other instances from an instance token, organizations of theirs included.
func (c *call) findInstance() error {
	id, ok := c.ids["instanceId"]
	if !ok {
		return nil
	}
	c.instance = c.instances[lower(id)]
	if c.instance == nil || (c.token.user == "" && c.instance != c.Server.instance) {
		return notFound("Instance")
	}
	return nil
}

func (c *call) checkScope() error {
	if c.token.allows(c.route) {
		return nil
	}
	return c.forbidden()
}

func (c *call) findOrganization() error {
	id, ok := c.ids["orgId"]
	if !ok {
		return nil
	}
	if c.organization = c.instance.visit(lower(id)); c.organization != nil {
		return nil
	}
	if o, err := c.find(id); err == nil && o.instance != c.instance && c.is("foreign-organization", "403") {
		return c.forbidden()
	}
	return notFound("Organization")
}

func lower(id string) string { return strings.ToLower(id) }
