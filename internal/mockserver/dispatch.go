package mockserver

import (
	"net/http"
	"net/url"
	"strings"
)

// route is one operation of the API.
type route struct {
	method, path string
	operation    string // Its name, which is also its narrowest scope.
	access       access
	params       []param
	bodyName     string  // Of the body in messages.
	body         []shape // The alternative shapes of the body; nil if the operation has none.
	bodyOptional bool
	use          use // If not set, it follows from the method.
	status       int // Of a success; 200 if not set.
	handle       func(*call) (any, error)
	noun         *noun
}

const (
	instancePath     = "/instances/{instanceId}"
	organizationPath = instancePath + "/orgs/{orgId}"
)

// call is one request and what the checks have found out about it.
type call struct {
	*Server
	route  *route
	token  *token
	path   string
	ids    map[string]string
	params map[string]string
	body   Doc

	instance     *instance
	organization *organization // nil for an operation on the instance.
	roster       *roster       // Of the organization, or else of the instance.
	object       any           // What the find of the noun has stored.

	// The targets for the audit log. Without a primary target, the organization is the target.
	primary, secondary party
}

// dispatch checks a request and runs its operation. The order of the checks decides which of several errors is returned: as
// in Losant's server framework, the parameters are checked before the token.
func (s *Server) dispatch(r *http.Request, body []byte) (int, any, error) {
	if len(body) > maxBody {
		return 0, nil, errTooLarge
	}
	c := &call{Server: s, path: r.URL.Path}
	if c.route, c.ids = s.match(r.Method, r.URL.EscapedPath()); c.route == nil {
		return 0, nil, notAllowed(r.Method)
	}
	for _, check := range []func() error{
		c.checkIDs,
		func() (err error) { c.params, err = c.parse(r.URL.RawQuery); return },
		func() (err error) { c.body, err = c.decode(r.Header.Get("Content-Type"), body); return },
		func() (err error) { c.token, err = s.authenticate(r); return },
		c.checkScope,
		c.findInstance,
		c.findOrganization,
		c.findObject,
	} {
		if err := check(); err != nil {
			return 0, nil, err
		}
	}
	doc, err := c.route.handle(c)
	c.audit(doc, err)
	return c.route.status, doc, err
}

// match finds the route of a path whose segments are still percent-encoded.
func (s *Server) match(method, path string) (*route, map[string]string) {
	segments := strings.Split(path, "/")
	for i := range s.routes {
		r := &s.routes[i]
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
	for segment := range strings.SplitSeq(c.route.path, "/") {
		name := strings.Trim(segment, "{}")
		if id, ok := c.ids[name]; ok && !idPattern.MatchString(id) {
			return invalid("%s pattern mismatch", name)
		}
	}
	return nil
}

// findInstance hides other instances and their organizations from an instance token.
func (c *call) findInstance() error {
	id, ok := c.ids["instanceId"]
	if !ok {
		return nil
	}
	c.instance = c.instances[lower(id)]
	if c.instance == nil || (c.token.user == "" && c.instance != c.token.instance) {
		return notFound("Instance")
	}
	c.roster = &c.instance.roster
	return nil
}

func (c *call) checkScope() error {
	if c.token.allows(c.route) {
		return nil
	}
	return forbidden()
}

func (c *call) findOrganization() error {
	id, ok := c.ids["orgId"]
	if !ok {
		return nil
	}
	if c.organization = c.instance.organizationFor(lower(id)); c.organization != nil {
		c.roster = &c.organization.roster
		return nil
	}
	if o, err := c.organizationByID(id); err == nil && o.instance != c.instance && c.settingIs("foreign-organization", "403") {
		return forbidden()
	}
	return notFound("Organization")
}

func (c *call) findObject() error {
	if id, ok := c.ids[c.route.noun.id]; ok {
		return c.route.noun.find(c, lower(id))
	}
	return nil
}

func lower(id string) string { return strings.ToLower(id) }
