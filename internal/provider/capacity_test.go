package provider_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// The plan has announced an invitation to an organization that the same run creates.
// The apply plans it once more, and does not announce it in other words.
func TestInvitationToANewOrganizationIsAnnouncedOnce(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	organization := acctest.NewProtocol(t, srv, "losant_organization", nil)
	invitation := organization.Other("losant_organization_invitation")
	config := func(org any) map[string]any {
		return map[string]any{"organization_id": org, "email": "jane@acme.example", "role": "view"}
	}
	organization.Run(func() {
		acctest.ExpectDetails(t, invitation.Plan(invitation.Null(), invitation.Config(config(acctest.Unknown))).Diagnostics,
			"WARNING Applying invites jane@acme.example to an organization whose ID is not known yet")
		object := organization.Apply(organization.Null(), organization.Config(map[string]any{"name": "Acme"}))
		id := organization.Text(object.State, "id")
		acctest.ExpectDetails(t, invitation.Plan(invitation.Null(), invitation.Config(config(id))).Diagnostics)
	})
}

// A check of the member limit compares with the limit that the same run plans.
func TestMemberLimitIsThatOfThePlan(t *testing.T) {
	t.Parallel()
	const full = "has reached its member limit"
	people := map[string]map[string]any{
		"losant_organization_member":     {"email": "new@acme.example", "role": "view"},
		"losant_organization_invitation": {"email": "new@acme.example", "role": "view"},
		"losant_organization_members": {"members": map[string]any{
			"owner@acme.example": map[string]any{"role": "admin"}, "new@acme.example": map[string]any{"role": "view"},
		}},
	}
	for typeName, config := range people {
		for name, tc := range map[string]struct {
			limitOf    string // the resource that plans the limit
			before, to int
			want       bool
		}{
			"unchanged":           {"losant_organization", 1, 1, true},
			"raised":              {"losant_organization", 1, 2, false},
			"lowered":             {"losant_organization", 5, 1, true},
			"raised by limits":    {"losant_organization_limits", 1, 2, false},
			"not raised enough":   {"losant_organization_limits", 1, 1, true},
			"unchanged by limits": {"losant_organization_limits", 5, 5, false},
		} {
			t.Run(typeName+"/"+name, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t)
				org := srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"member": tc.before}})
				srv.AddMember(org, mockserver.Doc{"email": "owner@acme.example", "role": "admin"})
				limits := acctest.NewProtocol(t, srv, tc.limitOf, nil)
				object, _ := limits.Import(org, nil)
				limitConfig := map[string]any{"organization_id": org, "limits": map[string]any{"member": tc.to}}
				if tc.limitOf == "losant_organization" {
					delete(limitConfig, "organization_id")
					limitConfig["name"] = "Acme"
				}
				person := limits.Other(typeName)
				personConfig := map[string]any{"organization_id": org}
				for attribute, value := range config {
					personConfig[attribute] = value
				}
				limits.Run(func() {
					limits.Plan(object, limits.Config(limitConfig))
					planned := person.Plan(person.Null(), person.Config(personConfig))
					warned := false
					for _, d := range planned.Diagnostics {
						warned = warned || d.Summary == `Organization "Acme" (`+org+`) `+full
					}
					if warned != tc.want {
						t.Errorf("warned is %t, want %t: %q", warned, tc.want, acctest.Details(planned.Diagnostics))
					}
				})
			})
		}
	}
}
