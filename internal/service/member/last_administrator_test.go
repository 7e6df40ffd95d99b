package member_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// The last administrator cannot be removed at once. A new administrator in the same
// run completes the removal, whichever resource adds or promotes that person.
func TestNewAdministratorCompletesRemoval(t *testing.T) {
	t.Parallel()
	authoritative := func(org string) map[string]any {
		config := membersConfig(org, jane, "admin")
		config["ignore"] = []any{owner}
		return config
	}
	additive := func(org string) map[string]any { return person(org, jane, "admin") }
	for name, tc := range map[string]struct {
		resourceType string
		config       func(org string) map[string]any
		isMember     bool // jane already is a member, with another role
	}{
		"added by losant_organization_member":     {typeName, additive, false},
		"promoted by losant_organization_member":  {typeName, additive, true},
		"added by losant_organization_members":    {membersType, authoritative, false},
		"promoted by losant_organization_members": {membersType, authoritative, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			srv.AddAccount(mockserver.Doc{"email": jane})
			if tc.isMember {
				srv.AddMember(org, mockserver.Doc{"email": jane, "role": "view"})
			}
			p := newProtocol(t, srv)
			former, _ := p.Import(org+"/"+owner, nil)
			next := acctest.NewProtocol(t, srv, tc.resourceType, nil)
			p.Run(func() {
				_, diagnostics := p.Destroy(former)
				acctest.ExpectDetails(t, diagnostics, "WARNING "+owner+" in "+acctest.OrganizationName(srv, org))
				if got := roleOf(srv, org, owner); got != "admin" {
					t.Fatalf("the last administrator has the role %q", got)
				}
				applyInRunOf(t, p, next, next.Config(tc.config(org)))
			})
			if got := roleOf(srv, org, owner) + " " + roleOf(srv, org, jane); got != " admin" {
				t.Errorf("the roles are %q", got)
			}
		})
	}
}

// applyInRunOf creates a resource of another type in the present run of a provider.
func applyInRunOf(t *testing.T, provider, other *acctest.Protocol, config tftypes.Value) {
	t.Helper()
	req := other.PlanRequest(other.Null(), config)
	planned, err := provider.Server.PlanResourceChange(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	applied, err := provider.Server.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: req.TypeName, PriorState: req.PriorState, Config: req.Config, PlannedState: planned.PlannedState,
		PlannedPrivate: planned.PlannedPrivate, PlannedIdentity: planned.PlannedIdentity,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range acctest.Errors(append(planned.Diagnostics, applied.Diagnostics...)) {
		t.Error(got)
	}
}
