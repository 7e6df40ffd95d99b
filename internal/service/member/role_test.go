package member_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// roleCase is a resource that gives jane a role.
type roleCase struct {
	typeName string
	config   func(org, role string) map[string]any
	roleOf   func(srv *mockserver.Server, org string) string
}

func roleCases() map[string]roleCase {
	ofOrganization := func(srv *mockserver.Server, org string) string { return roleOf(srv, org, jane) }
	return map[string]roleCase{
		"member":  {typeName, func(org, role string) map[string]any { return person(org, jane, role) }, ofOrganization},
		"members": {membersType, func(org, role string) map[string]any { return membersConfig(org, owner, "admin", jane, role) }, ofOrganization},
		"instance member": {
			instanceType, func(_, role string) map[string]any { return instancePerson(jane, role) },
			func(srv *mockserver.Server, _ string) string { return instanceRoleOf(srv, jane) },
		},
	}
}

// A role that Losant accepted but did not store is an error, and the state keeps the role that Losant has.
func TestRoleThatLosantDidNotChange(t *testing.T) {
	t.Parallel()
	for name, tc := range roleCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			srv.AddMember(org, mockserver.Doc{"email": jane, "role": "view"})
			user := srv.AddInstanceMember(mockserver.Doc{"email": jane, "role": "view"})
			p := acctest.NewProtocol(t, srv, tc.typeName, nil)
			object := p.MustRefresh(p.Apply(p.Null(), p.Config(tc.config(org, "view"))))
			body := fmt.Sprintf(`{"userId":%q,"email":%q,"role":"view"}`, user, jane)
			if name == "instance member" {
				body = `{"success":false}`
			}
			srv.Fail(mockserver.Fault{Method: http.MethodPatch, Status: http.StatusOK, Body: body})
			config := p.Config(tc.config(org, "admin"))
			failed, diagnostics := p.ApplyPlanned(object, config, p.Plan(object, config))
			acctest.ExpectDetails(t, diagnostics, `Losant accepted the role "admin", but the role is "view"`)
			p.Apply(p.MustRefresh(failed), config)
			if got := tc.roleOf(srv, org); got != "admin" {
				t.Errorf("the role is %q", got)
			}
		})
	}
}

// Somebody else added the person with another role after the list was read.
func TestAddedPersonGetsThePlannedRole(t *testing.T) {
	t.Parallel()
	for name, tc := range roleCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			user := srv.AddAccount(mockserver.Doc{"email": jane})
			body := fmt.Sprintf(`{"userId":%q,"email":%q,"role":"view"}`, user, jane)
			srv.Fail(mockserver.Fault{Method: http.MethodPost, PathContains: "/members", Status: http.StatusOK, Body: body, After: true})
			p := acctest.NewProtocol(t, srv, tc.typeName, nil)
			p.Apply(p.Null(), p.Config(tc.config(org, "admin")))
			acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"role": "admin"})
			if got := tc.roleOf(srv, org); got != "admin" {
				t.Errorf("the role is %q", got)
			}
		})
	}
}
