package protocol_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// A message of a resource that has only the ID of an organization has its name too. An
// error does not send another request, which could fail as well.
func TestMessagesNameOrganizations(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		config func(org string) map[string]any
		fails  bool
		want   []string
		reads  int // of the organization
	}{
		"instance_id of the provider": {config: func(org string) map[string]any {
			return map[string]any{"organization_id": org, "email": "jane@acme.example", "role": "view"}
		}, want: []string{`WARNING Applying invites jane@acme.example to organization "Acme" (ORG): `}, reads: 1},
		"unknown value": {config: func(org string) map[string]any {
			return map[string]any{"organization_id": org, "email": "jane@acme.example", "role": acctest.Unknown}
		}, want: []string{`WARNING Applying invites jane@acme.example to organization `}, reads: 1},
		"error": {config: func(org string) map[string]any {
			return map[string]any{"organization_id": org, "email": "jane@acme.example", "role": "view"}
		}, fails: true, want: []string{"WARNING Applying invites jane@acme.example to organization ORG: ", "ERROR Could not check instance "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
			if tc.fails {
				srv.Fail(mockserver.Fault{Status: http.StatusUnauthorized, Times: -1, Body: `{"type":"Unauthorized","message":"No"}`})
			}
			p := acctest.NewProtocol(t, srv, "losant_organization_invitation", nil)
			planned := p.Plan(p.Null(), p.Config(tc.config(org)))
			for i := range tc.want {
				tc.want[i] = strings.ReplaceAll(tc.want[i], "ORG", org)
			}
			acctest.ExpectDetails(t, planned.Diagnostics, tc.want...)
			reads := 0
			for _, r := range srv.Requests() {
				if strings.HasSuffix(r.Path, "/orgs/"+org) {
					reads++
				}
			}
			if reads != tc.reads {
				t.Errorf("%d reads of the organization, want %d", reads, tc.reads)
			}
		})
	}
}
