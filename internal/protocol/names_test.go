package protocol_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

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
		state  string // of the organization, in JSON
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
		"error with a name in the state": {
			config: func(org string) map[string]any {
				return map[string]any{"organization_id": org, "email": "jane@acme.example", "role": "view"}
			}, fails: true, state: `{"id":"ORG","name":"Acme of the state"}`,
			want: []string{`WARNING Applying invites jane@acme.example to organization "Acme of the state" (ORG): `, "ERROR Could not check instance "},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
			if tc.fails {
				srv.Fail(mockserver.Fault{Status: http.StatusUnauthorized, Times: -1, Body: `{"type":"Unauthorized","message":"No"}`})
			}
			p := acctest.NewProtocol(t, srv, "losant_organization_invitation", nil)
			var planned acctest.Planned
			p.Run(func() {
				if tc.state != "" {
					recordState(t, p, strings.ReplaceAll(tc.state, "ORG", org))
				}
				planned = p.Plan(p.Null(), p.Config(tc.config(org)))
			})
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

// recordState does what Terraform does with each organization of a state.
func recordState(t *testing.T, p *acctest.Protocol, state string) {
	t.Helper()
	_, err := p.Server.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{
		TypeName: "losant_organization", RawState: &tfprotov6.RawState{JSON: []byte(state)},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A name that a list or a data source has read is in later messages of the run.
func TestOtherMessagesNameOrganizations(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	srv.AddMember(org, mockserver.Doc{"email": "jane@acme.example"})
	srv.AddMember(org, mockserver.Doc{"email": "sam@acme.example"})
	id := srv.Invite(org, mockserver.Doc{"email": "kim@acme.example"})
	config := map[string]any{"organization_id": org}
	named := acctest.OrganizationName(srv, org)

	s := acctest.NewServer(t, srv, nil)
	found, _ := s.List("losant_organization_member", config, 1, false)
	acctest.ExpectDetails(t, found[0].Diagnostics, "WARNING Listed 1 of 2 members of "+named+": ")
	progress, _, diagnostics := s.Invoke("losant_resend_invitation", map[string]any{"organization_id": org, "invitation_id": id})
	if acctest.ExpectDetails(t, diagnostics); !slices.Equal(progress, []string{"Sending the invitation of kim@acme.example to " + named + " again"}) {
		t.Errorf("progress %q", progress)
	}

	srv.Fail(mockserver.Fault{PathContains: "/invites", Status: http.StatusForbidden, Times: -1, Body: `{"type":"Forbidden","message":"No"}`})
	_, diagnostics = s.ReadData("losant_organization_invitations", config)
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not list the invitations to "+named+": ")
	_, _, diagnostics = s.Invoke("losant_resend_invitation", map[string]any{"organization_id": org, "email": "kim@acme.example"})
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not read the invitations to "+named+": ")
}

// The state of a destroyed object says which organization it belonged to.
func TestDestroysNameOrganizations(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.AddAccount(mockserver.Doc{"email": "jane@acme.example"})
	for typeName, tc := range map[string]struct {
		attribute string
		value     any
		want      string
	}{
		"losant_organization_limits":  {"limits", map[string]any{"device": 5}, "WARNING The limits of ORG keep their values: "},
		"losant_organization_members": {"members", map[string]any{"jane@acme.example": map[string]any{"role": "admin"}}, "WARNING The members of ORG are kept: "},
	} {
		org := srv.AddOrganization(mockserver.Doc{"name": "Acme " + typeName})
		p := acctest.NewProtocol(t, srv, typeName, nil)
		object := p.Apply(p.Null(), p.Config(map[string]any{"organization_id": org, tc.attribute: tc.value}))
		p.Run(func() { // The run has read nothing.
			_, diagnostics := p.Destroy(object)
			acctest.ExpectDetails(t, diagnostics, strings.ReplaceAll(tc.want, "ORG", acctest.OrganizationName(srv, org)))
		})
	}
}
