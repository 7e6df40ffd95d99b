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
	body         []shape // The alternative schemas of the body, nil when there is none.
	use          use     // Which members of the schema this operation takes.
	status       int     // Of success.
	handle       func(*call) (any, error)
}

const (
	instancePath     = "/instances/{instanceId}"
	organizationPath = instancePath + "/orgs/{orgId}"
	memberPath       = organizationPath + "/members/{userId}"
	invitePath       = organizationPath + "/invites/{inviteId}"
	instanceMember   = instancePath + "/members/{userId}"
	apiTokenPath     = instancePath + "/tokens/{apiTokenId}"
	rulePath         = instancePath + "/notification-rules/{notificationRuleId}"
)

// routes are all the operations the mock knows. What is not here answers 405, as the API does for an unmapped path.
var routes = []route{
	{"GET", "/instances", "instances.get", visitor, pageParams(dated, "name"), nil, 0, 200, listInstances},
	{"GET", instancePath, "instance.get", read, nil, nil, 0, 200, getInstance},
	{"PATCH", instancePath, "instance.patch", write, nil, []shape{instanceShape}, patch, 200, patchInstance},
	{"GET", instancePath + "/deviceCounts", "instance.deviceCounts", read, rangeParams, nil, 0, 200, deviceCounts},
	{"GET", instancePath + "/notebookMinuteCounts", "instance.notebookMinuteCounts", read, rangeParams, nil, 0, 200, notebookMinuteCounts},
	{"GET", instancePath + "/payloadCounts", "instance.payloadCounts", read, payloadParams, nil, 0, 200, payloadCounts},
	{"GET", instancePath + "/payloadCountsBreakdown", "instance.payloadCountsBreakdown", read, breakdownParams, nil, 0, 200, payloadCountsBreakdown},
	{"POST", instancePath + "/generateReport", "instance.generateReport", read, nil, []shape{reportOptions}, create, 202, generateReport},
	{"GET", auditPath, "instanceAuditLogs.get", read, auditParams, nil, 0, 200, listAudits},
	{"GET", auditPath + "/{instanceAuditLogId}", "instanceAuditLog.get", read, nil, nil, 0, 200, getAudit},
	{"GET", instancePath + "/orgs", "instanceOrgs.get", read, organizationsParams, nil, 0, 200, listOrganizations},
	{"POST", instancePath + "/orgs", "instanceOrgs.post", write, summaryParams, []shape{organizationShape}, create, 200, postOrganization},
	{"GET", organizationPath, "instanceOrg.get", read, summaryParams, nil, 0, 200, getOrganization},
	{"PATCH", organizationPath, "instanceOrg.patch", write, summaryParams, []shape{organizationShape}, patch, 200, patchOrganization},
	{"DELETE", organizationPath, "instanceOrg.delete", write, nil, noMembers, patch, 200, deleteOrganization},
	{"GET", organizationPath + "/deviceCounts", "instanceOrg.deviceCounts", read, rangeParams, nil, 0, 200, deviceCounts},
	{"GET", organizationPath + "/notebookMinuteCounts", "instanceOrg.notebookMinuteCounts", read, rangeParams, nil, 0, 200, notebookMinuteCounts},
	{"GET", organizationPath + "/payloadCounts", "instanceOrg.payloadCounts", read, payloadParams, nil, 0, 200, payloadCounts},
	{"GET", organizationPath + "/payloadCountsBreakdown", "instanceOrg.payloadCountsBreakdown", read, breakdownParams, nil, 0, 200, payloadCountsBreakdown},
	{"GET", organizationPath + "/members", "instanceOrgMembers.get", read, memberParams, nil, 0, 200, listMembers},
	{"POST", organizationPath + "/members", "instanceOrgMembers.post", manage, nil, memberShapes, create, 200, postMember},
	{"GET", memberPath, "instanceOrgMember.get", read, nil, nil, 0, 200, getMember},
	{"PATCH", memberPath, "instanceOrgMember.patch", manage, nil, []shape{roleFields}, patch, 200, patchMember},
	{"DELETE", memberPath, "instanceOrgMember.delete", manage, nil, noMembers, patch, 200, deleteMember},
	{"GET", organizationPath + "/invites", "instanceOrgInvites.get", read, inviteParams, nil, 0, 200, listInvitations},
	{"POST", organizationPath + "/invites", "instanceOrgInvites.post", manage, nil, memberShapes[1:], create, 201, postInvitation},
	{"GET", invitePath, "instanceOrgInvite.get", read, nil, nil, 0, 200, getInvitation},
	{"POST", invitePath, "instanceOrgInvite.resendInvite", manage, nil, []shape{roleFields}, patch, 201, resendInvitation},
	{"DELETE", invitePath, "instanceOrgInvite.delete", manage, nil, noMembers, patch, 200, deleteInvitation},
	{"GET", instancePath + "/members", "instanceMembers.get", read, memberParams, nil, 0, 200, listMembers},
	{"POST", instancePath + "/members", "instanceMembers.post", manage, nil, instanceMemberShapes, create, 200, postInstanceMember},
	{"GET", instanceMember, "instanceMember.get", read, nil, nil, 0, 200, getMember},
	{"PATCH", instanceMember, "instanceMember.patch", manage, nil, []shape{{instanceRole}}, patch, 200, patchInstanceMember},
	{"DELETE", instanceMember, "instanceMember.delete", manage, nil, noMembers, patch, 200, deleteMember},
	{"GET", instancePath + "/tokens", "instanceApiTokens.get", read, apiTokensParams, nil, 0, 200, listAPITokens},
	{"POST", instancePath + "/tokens", "instanceApiTokens.post", manage, nil, []shape{instanceTokenShape}, create, 201, postAPIToken},
	{"GET", apiTokenPath, "instanceApiToken.get", read, nil, nil, 0, 200, getAPIToken},
	{"PATCH", apiTokenPath, "instanceApiToken.patch", manage, nil, []shape{instanceTokenShape}, patch, 200, patchAPIToken},
	{"DELETE", apiTokenPath, "instanceApiToken.delete", manage, nil, noMembers, patch, 200, deleteAPIToken},
	{"GET", instancePath + "/notification-rules", "instanceNotificationRules.get", read, pageParams(dated, "name"), nil, 0, 200, listNotificationRules},
	{"POST", instancePath + "/notification-rules", "instanceNotificationRules.post", write, nil, []shape{notificationRuleShape}, create, 201, postNotificationRule},
	{"GET", rulePath, "instanceNotificationRule.get", read, nil, nil, 0, 200, getNotificationRule},
	{"PATCH", rulePath, "instanceNotificationRule.patch", write, nil, []shape{notificationRuleShape}, patch, 200, patchNotificationRule},
	{"DELETE", rulePath, "instanceNotificationRule.delete", write, nil, noMembers, patch, 200, deleteNotificationRule},
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
	roster       *roster       // Of the organization, or else of the instance.
	member       Doc           // The one that the path names.
	invitation   *invitation
	primary      party  // What the audit log names, where it is none of these.
	apiToken     *token // The one that the path names, not the one that the request bears.
	rule         Doc
}

// dispatch takes a request through its checks, cheapest and least telling first: route, token, ids, instance, scope,
// query, organization, what else the path names, body.
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
		c.findMember,
		c.findInvitation,
		c.findAPIToken,
		c.findNotificationRule,
		func() (err error) { c.body, err = c.decode(r.Header.Get("Content-Type"), body); return },
	} {
		if err := step(); err != nil {
			return 0, nil, err
		}
	}
	doc, err := c.route.handle(c)
	c.audit(doc, err)
	return c.route.status, doc, err
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
	return c.forbidden()
}

func (c *call) findOrganization() error {
	id, ok := c.ids["orgId"]
	if !ok {
		return nil
	}
	if c.organization = c.instance.visit(lower(id)); c.organization != nil {
		c.roster = &c.organization.roster
		return nil
	}
	if o, err := c.find(id); err == nil && o.instance != c.instance && c.is("foreign-organization", "403") {
		return c.forbidden()
	}
	return notFound("Organization")
}

func lower(id string) string { return strings.ToLower(id) }
