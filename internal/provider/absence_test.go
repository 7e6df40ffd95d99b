package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const notFoundBody = `{"type":"NotFound","message":"It was not found"}`

// absentee is a kind of object that can be deleted outside Terraform, in an organization or in an instance.
type absentee struct {
	typeName string
	config   func(srv *mockserver.Server, org string) map[string]any
	// path is where the object is read, below the instance.
	path func(org, id string) string
	// list is the list that proves the absence, below the instance.
	list   string
	remove func(srv *mockserver.Server, org, id string)
	// requests is how many requests a refresh sends if the object was removed.
	requests int
	// scope is the scope that a token needs for the proof.
	scope string
	// keeps reports that a destroy sends no request.
	keeps bool
}

func absentees() []absentee {
	organization := func(org, _ string) string { return "/orgs/" + org }
	removeOrganization := func(srv *mockserver.Server, org, _ string) { srv.RemoveOrganization(org) }
	person := func(_ *mockserver.Server, org string) map[string]any {
		return map[string]any{"organization_id": org, "email": "jane@acme.example", "role": "edit"}
	}
	return []absentee{
		{
			typeName: "losant_organization",
			config:   func(*mockserver.Server, string) map[string]any { return map[string]any{"name": "Beta"} },
			path:     func(_, id string) string { return "/orgs/" + id }, list: "/orgs",
			remove:   func(srv *mockserver.Server, _, id string) { srv.RemoveOrganization(id) },
			requests: 2, scope: "instanceOrgs.get",
		},
		{
			typeName: "losant_organization_limits",
			config: func(_ *mockserver.Server, org string) map[string]any {
				return map[string]any{"organization_id": org, "limits": map[string]any{"device": 10}}
			},
			path: organization, list: "/orgs", remove: removeOrganization, requests: 2, scope: "instanceOrgs.get", keeps: true,
		},
		{
			typeName: "losant_organization_member", config: person,
			path: organization, list: "/orgs", remove: removeOrganization, requests: 3, scope: "instanceOrgs.get",
		},
		{
			typeName: "losant_organization_invitation", config: person,
			path: organization, list: "/orgs", remove: removeOrganization, requests: 3, scope: "instanceOrgs.get",
		},
		{
			typeName: "losant_organization_members",
			config: func(_ *mockserver.Server, org string) map[string]any {
				return map[string]any{"organization_id": org, "members": map[string]any{"owner@acme.example": map[string]any{"role": "admin"}}}
			},
			path: organization, list: "/orgs", remove: removeOrganization, requests: 3, scope: "instanceOrgs.get", keeps: true,
		},
		{
			typeName: "losant_instance_api_token",
			config: func(*mockserver.Server, string) map[string]any {
				return map[string]any{"name": "ci", "scopes": []any{"instance.get"}}
			},
			path: func(_, id string) string { return "/tokens/" + id }, list: "/tokens",
			remove:   func(srv *mockserver.Server, _, id string) { srv.RemoveToken(id) },
			requests: 2, scope: "instanceApiTokens.get",
		},
		{
			typeName: "losant_instance_notification_rule",
			config: func(*mockserver.Server, string) map[string]any {
				return map[string]any{
					"name": "rule", "target_query": "{}", "callback_url": "https://acme.example",
					"rule": map[string]any{"type": "payloadUsage", "threshold": 80},
				}
			},
			path: func(_, id string) string { return "/notification-rules/" + id }, list: "/notification-rules",
			remove:   func(srv *mockserver.Server, _, id string) { srv.RemoveNotificationRule(id) },
			requests: 2, scope: "instanceNotificationRules.get",
		},
		{
			typeName: "losant_instance_custom_node",
			config: func(*mockserver.Server, string) map[string]any {
				return map[string]any{"name": "node", "definition": `{"triggers":[],"nodes":[]}`}
			},
			path: func(_, id string) string { return "/nodes/" + id }, list: "/nodes",
			remove:   func(srv *mockserver.Server, _, id string) { srv.RemoveCustomNode(id) },
			requests: 2, scope: "instanceCustomNodes.get",
		},
	}
}

// withAbsentee applies an object of each kind, and calls test with it.
func withAbsentee(t *testing.T, test func(t *testing.T, s absentee, srv *mockserver.Server, p *acctest.Protocol, org string, object acctest.Object)) {
	t.Helper()
	for _, s := range absentees() {
		t.Run(s.typeName, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
			srv.AddMember(org, mockserver.Doc{"email": "owner@acme.example", "role": "admin"})
			srv.AddAccount(mockserver.Doc{"email": "jane@acme.example"})
			p := acctest.NewProtocol(t, srv, s.typeName, map[string]any{"max_retries": 0})
			object := p.Apply(p.Null(), p.Config(s.config(srv, org)))
			srv.ResetRequests()
			test(t, s, srv, p, org, object)
		})
	}
}

func (s absentee) at(srv *mockserver.Server, p *acctest.Protocol, org string, object acctest.Object) string {
	return "/instances/" + srv.InstanceID() + s.path(org, p.Text(object.State, "id"))
}

// An object that was deleted outside Terraform leaves the state. The proof costs few requests.
func TestProofOfAbsenceCostsFewRequests(t *testing.T) {
	t.Parallel()
	withAbsentee(t, func(t *testing.T, s absentee, srv *mockserver.Server, p *acctest.Protocol, org string, object acctest.Object) {
		t.Helper()
		s.remove(srv, org, p.Text(object.State, "id"))
		if refreshed := p.MustRefresh(object); !refreshed.State.IsNull() {
			t.Error("the object is still in the state")
		}
		acctest.ExpectCount(t, srv, http.MethodGet, s.requests)
		destroyed, diagnostics := p.Destroy(object)
		if errs := acctest.Errors(diagnostics); len(errs) > 0 || !destroyed.State.IsNull() {
			t.Errorf("the destroy fails: %q", errs)
		}
	})
}

// Nothing else than a proof removes an object from the state.
func TestNotFoundWithoutProofKeepsTheState(t *testing.T) {
	t.Parallel()
	withAbsentee(t, func(t *testing.T, s absentee, srv *mockserver.Server, p *acctest.Protocol, org string, object acctest.Object) {
		t.Helper()
		at, list := s.at(srv, p, org, object), "/instances/"+srv.InstanceID()+s.list
		response := func(prefix string, status int, body string) mockserver.Fault {
			return mockserver.Fault{Method: http.MethodGet, PathPrefix: prefix, Status: status, Body: body, Times: -1}
		}
		const noProof, waysOut = "there is no proof that it was deleted", "terraform state rm"
		for name, tc := range map[string]struct {
			faults []mockserver.Fault
			want   []string
		}{
			"HTML":                    {[]mockserver.Fault{response(at, 404, "<html>Down</html>")}, []string{"404: Down", "does not look like a response of Losant"}},
			"an empty body":           {[]mockserver.Fault{response(at, 404, "")}, []string{"404: Not Found", "does not look like a response of Losant"}},
			"JSON without a type":     {[]mockserver.Fault{response(at, 404, `{"message":"no"}`)}, []string{"404: no", "does not look like a response of Losant"}},
			"JSON of another type":    {[]mockserver.Fault{response(at, 404, `{"type":"Error","message":"no"}`)}, []string{"404 Error: no"}},
			"the list contains it":    {[]mockserver.Fault{response(at, 404, notFoundBody)}, []string{noProof, "still contains", waysOut}},
			"the list is forbidden":   {[]mockserver.Fault{response(at, 404, notFoundBody), response(list, 403, `{"type":"Forbidden","message":"no"}`)}, []string{noProof, s.scope + ".", waysOut}},
			"the list fails":          {[]mockserver.Fault{response(at, 404, notFoundBody), response(list, 500, "")}, []string{noProof, "500", waysOut}},
			"the list is HTML":        {[]mockserver.Fault{response(at, 404, notFoundBody), response(list, 200, "<html>")}, []string{noProof, "not a JSON object", waysOut}},
			"the list is not found":   {[]mockserver.Fault{response(at, 404, notFoundBody), response(list, 404, notFoundBody)}, []string{noProof, "instance_id is the instance", waysOut}},
			"the list is incomplete":  {[]mockserver.Fault{response(at, 404, notFoundBody), response(list, 200, `{"items":[],"totalCount":1}`)}, []string{noProof, "the list is incomplete", waysOut}},
			"a stale response":        {[]mockserver.Fault{{Method: http.MethodGet, PathPrefix: at, Status: 404, Body: notFoundBody}}, []string{noProof, waysOut}},
			"everything is not found": {[]mockserver.Fault{response("/", 404, notFoundBody)}, []string{noProof, "instance_id is the instance", waysOut}},
		} {
			srv.ClearFaults()
			for _, fault := range tc.faults {
				srv.Fail(fault)
			}
			kept, diagnostics := p.Refresh(object)
			if !kept.State.Equal(object.State) {
				t.Errorf("%s: the state changed: %s", name, kept.State)
			}
			got := acctest.Details(diagnostics)
			if len(got) != 1 || !strings.HasPrefix(got[0], "ERROR Could not read ") {
				t.Errorf("%s: got %q", name, got)
				continue
			}
			for _, want := range tc.want {
				if !strings.Contains(got[0], want) {
					t.Errorf("%s: want %q, got %q", name, want, got[0])
				}
			}
		}
	})
}

// The error of an import speaks of no state, and of no name, because there is neither.
func TestNotFoundInAnImport(t *testing.T) {
	t.Parallel()
	withAbsentee(t, func(t *testing.T, _ absentee, srv *mockserver.Server, p *acctest.Protocol, _ string, object acctest.Object) {
		t.Helper()
		id := p.Text(object.State, "id")
		srv.Fail(mockserver.Fault{Method: http.MethodGet, Status: 404, Body: notFoundBody, Times: -1})
		_, diagnostics := p.Import(id, nil)
		errs := acctest.Details(diagnostics)
		if len(errs) != 1 || !strings.Contains(errs[0], "ERROR Could not read ") {
			t.Fatalf("got %q", errs)
		}
		for _, wrong := range []string{`""`, "state"} {
			if strings.Contains(errs[0], wrong) {
				t.Errorf("got %q", errs[0])
			}
		}
	})
}

// A destroy that finds nothing needs a proof too.
func TestUnconfirmedDestroyKeepsTheState(t *testing.T) {
	t.Parallel()
	withAbsentee(t, func(t *testing.T, s absentee, srv *mockserver.Server, p *acctest.Protocol, org string, object acctest.Object) {
		t.Helper()
		if s.keeps {
			return
		}
		at := s.at(srv, p, org, object)
		response := func(method string, status int, body string) mockserver.Fault {
			return mockserver.Fault{Method: method, PathPrefix: at, Status: status, Body: body, Times: -1}
		}
		for name, faults := range map[string][]mockserver.Fault{
			"DELETE is an HTML 404":         {response(http.MethodDelete, 404, "<html>")},
			"DELETE is an empty 404":        {response(http.MethodDelete, 404, "")},
			"DELETE is not found":           {response(http.MethodDelete, 404, notFoundBody)},
			"DELETE is an error with 200":   {response(http.MethodDelete, 200, `{"type":"Error","message":"no"}`)},
			"DELETE is no success":          {response(http.MethodDelete, 200, `{"success":false}`)},
			"DELETE is a job":               {response(http.MethodDelete, 202, `{"success":true,"jobId":"j"}`)},
			"everything is an HTML 404":     {response("", 404, "<html>")},
			"everything of it is not found": {response("", 404, notFoundBody)},
		} {
			srv.ClearFaults()
			for _, fault := range faults {
				srv.Fail(fault)
			}
			var kept acctest.Object
			var diagnostics []*tfprotov6.Diagnostic
			p.Run(func() { // The run that created a person keeps the person.
				kept, diagnostics = p.Destroy(object)
			})
			if errs := acctest.Errors(diagnostics); len(errs) != 1 || kept.State.IsNull() {
				t.Errorf("%s: got %q", name, errs)
			}
		}
		srv.ClearFaults()
		if destroyed := p.Apply(object, p.Null().State); !destroyed.State.IsNull() {
			t.Error("the destroy fails")
		}
	})
}

// A person who has left is in neither list, and the organization exists.
func TestProofThatAPersonHasLeft(t *testing.T) {
	t.Parallel()
	for _, typeName := range []string{"losant_organization_member", "losant_organization_invitation"} {
		for name, tc := range map[string]struct {
			fail func(srv *mockserver.Server, org string)
			want string // "": removed from the state
			gets int
		}{
			"left": {func(*mockserver.Server, string) {}, "", 3},
			"the organization is forbidden": {func(srv *mockserver.Server, org string) {
				srv.Fail(mockserver.Fault{PathContains: org, Skip: 2, Status: 403, Body: `{"type":"Forbidden","message":"no"}`, Times: -1})
			}, "instanceOrg.get.", 3},
			"the organization is an HTML 404": {func(srv *mockserver.Server, org string) {
				srv.Fail(mockserver.Fault{PathContains: org, Skip: 2, Status: 404, Body: "<html>", Times: -1})
			}, "does not look like a response of Losant", 3},
			"the organization is not found, but listed": {func(srv *mockserver.Server, org string) {
				srv.Fail(mockserver.Fault{PathContains: org, Skip: 2, Status: 404, Body: notFoundBody, Times: -1})
			}, "the list of organizations still contains organization", 4},
			"the invitations are incomplete": {func(srv *mockserver.Server, _ string) {
				srv.Fail(mockserver.Fault{PathContains: "/invites", Status: 200, Body: `{"items":[],"totalCount":1}`, Times: -1})
			}, "the list is incomplete", 4},
			"the invitations are not found": {func(srv *mockserver.Server, _ string) {
				srv.Fail(mockserver.Fault{PathContains: "/invites", Status: 404, Body: notFoundBody, Times: -1})
			}, "Losant finds organization", 3},
			"the members are not found": {func(srv *mockserver.Server, _ string) {
				srv.Fail(mockserver.Fault{PathContains: "/members", Status: 404, Body: notFoundBody, Times: -1})
			}, "Losant finds organization", 2},
		} {
			t.Run(typeName+", "+name, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t)
				org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
				p := acctest.NewProtocol(t, srv, typeName, map[string]any{"max_retries": 0})
				object := p.Apply(p.Null(), p.Config(map[string]any{"organization_id": org, "email": "jane@acme.example", "role": "edit"}))
				srv.RevokeInvitation(org, "jane@acme.example")
				srv.ResetRequests()
				tc.fail(srv, org)
				refreshed, diagnostics := p.Refresh(object)
				acctest.ExpectCount(t, srv, http.MethodGet, tc.gets)
				if tc.want == "" {
					acctest.ExpectDetails(t, diagnostics)
				} else {
					acctest.ExpectDetails(t, diagnostics, tc.want)
				}
				if refreshed.State.IsNull() != (tc.want == "") {
					t.Errorf("state %s", refreshed.State)
				}
			})
		}
	}
}

// A run that does not find many organizations, and finds fewer, stops with one error for all.
func TestMassAbsenceStopsTheRun(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		found, missing int
		block          map[string]any
		env            string
		errors         int
		removed        int
	}{
		"ten":                     {0, 10, nil, "", 0, 10},
		"eleven":                  {0, 11, nil, "", 1, 10},
		"twenty":                  {3, 20, nil, "", 1, 10},
		"as many as were found":   {20, 20, nil, "", 0, 20},
		"more than were found":    {20, 22, nil, "", 1, 20},
		"allowed in the block":    {0, 20, map[string]any{"allow_mass_absence": true}, "", 0, 20},
		"allowed for one run":     {0, 20, nil, "1", 0, 20},
		"not allowed, in a block": {0, 20, map[string]any{"allow_mass_absence": false}, "1", 1, 10},
		"not allowed for a run":   {0, 20, nil, "0", 1, 10},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := acctest.NewProtocolWith(t, "losant_organization", tc.block, acctest.Environment(srv, provider.EnvAllowMassAbsence, tc.env))
			var objects []acctest.Object
			for i := range tc.found + tc.missing {
				objects = append(objects, p.Apply(p.Null(), p.Config(map[string]any{"name": fmt.Sprintf("Acme %02d", i)})))
			}
			for _, object := range objects[tc.found:] {
				srv.RemoveOrganization(p.Text(object.State, "id"))
			}
			removed, errs := 0, []string{}
			p.Run(func() {
				for _, object := range objects {
					refreshed, diagnostics := p.Refresh(object)
					errs = append(errs, acctest.Errors(diagnostics)...)
					if refreshed.State.IsNull() {
						removed++
					}
				}
			})
			if len(errs) != tc.errors || removed != tc.removed {
				t.Fatalf("%d removed, %q", removed, errs)
			}
			if tc.errors == 0 {
				return
			}
			for _, want := range []string{
				fmt.Sprintf("ERROR Stopped because %d organizations were not found", tc.removed+1),
				fmt.Sprintf(`- Organization "Acme %02d" (%s)`, tc.found, p.Text(objects[tc.found].State, "id")),
				fmt.Sprintf(`"Acme %02d"`, tc.found+tc.removed),
				fmt.Sprintf("found only %d of the %d organizations", tc.found, tc.found+tc.removed+1),
				"allow_mass_absence = true", "LOSANT_ALLOW_MASS_ABSENCE=1",
			} {
				if !strings.Contains(errs[0], want) {
					t.Errorf("want %q, got %q", want, errs[0])
				}
			}
		})
	}
}

func TestInvalidAllowMassAbsence(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocol(t, srv, "losant_organization", nil)
	server := acctest.Factories(srv, provider.EnvAllowMassAbsence, "often")["losant"]
	s, err := server()
	if err != nil {
		t.Fatal(err)
	}
	configured, err := s.ConfigureProvider(t.Context(), p.Configuration())
	if err != nil {
		t.Fatal(err)
	}
	acctest.ExpectDetails(t, configured.Diagnostics, `Set it to 1, to allow that many organizations were deleted outside Terraform, or unset it. Got: "often".`)
}

// The list of members of an instance is the proof itself. Only a whole list without the
// person removes the person from the state, and only a success removes the member.
func TestInstanceMemberNeedsAWholeList(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.AddAccount(mockserver.Doc{"email": "jane@acme.example"})
	p := acctest.NewProtocolWith(t, "losant_instance_member", map[string]any{"max_retries": 0}, acctest.Environment(srv), acctest.RemovalPause(0))
	object := p.Apply(p.Null(), p.Config(map[string]any{"email": "jane@acme.example", "role": "view"}))
	list := func(status int, body string) mockserver.Fault {
		return mockserver.Fault{Method: http.MethodGet, PathContains: "/members", Status: status, Body: body, Times: -1}
	}
	remove := func(status int, body string) mockserver.Fault {
		return mockserver.Fault{Method: http.MethodDelete, PathContains: "/members/", Status: status, Body: body, Times: -1}
	}
	for name, fault := range map[string]mockserver.Fault{
		"HTML": list(404, "<html>Down</html>"), "an empty body": list(404, ""), "not found": list(404, notFoundBody), "forbidden": list(403, `{"type":"Forbidden","message":"no"}`),
		"a failure": list(500, ""), "an HTML page": list(200, "<html>"), "no items": list(200, `{}`), "incomplete": list(200, `{"items":[],"totalCount":1}`),
	} {
		srv.ClearFaults()
		srv.Fail(fault)
		if kept, diagnostics := p.Refresh(object); len(acctest.Errors(diagnostics)) != 1 || !kept.State.Equal(object.State) {
			t.Errorf("the list is %s: got %q and the state %s", name, acctest.Details(diagnostics), kept.State)
		}
	}
	for name, fault := range map[string]mockserver.Fault{
		"HTML": remove(404, "<html>"), "not found": remove(404, notFoundBody), "no success": remove(200, `{"success":false}`),
	} {
		srv.ClearFaults()
		srv.Fail(fault)
		p.Run(func() { // The run that adds a person keeps the person.
			if kept, diagnostics := p.Destroy(object); len(acctest.Errors(diagnostics)) != 1 || kept.State.IsNull() {
				t.Errorf("DELETE is %s: got %q", name, acctest.Details(diagnostics))
			}
		})
	}
	srv.ClearFaults()
	srv.RemoveInstanceMember("jane@acme.example")
	if refreshed := p.MustRefresh(object); !refreshed.State.IsNull() {
		t.Error("a person who has left is still in the state")
	}
}
