package provider_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// allSubjects is the configuration with all subjects. The content of each block is its
// body, unless another function is given.
func allSubjects(bodyOf ...func(subject) string) string {
	var config strings.Builder
	for _, name := range organizations {
		fmt.Fprintf(&config, "resource \"losant_organization\" %q {\n  name = %q\n}\n", name, name)
	}
	for _, s := range subjects {
		body := s.body
		for _, f := range bodyOf {
			body = f(s)
		}
		fmt.Fprintf(&config, "resource %q \"test\" {\n%s\n}\n", s.typeName, body)
	}
	return config.String()
}

// startSubjects returns a server on which the configuration can be applied.
func startSubjects(t *testing.T) *mockserver.Server {
	t.Helper()
	srv := mockserver.Start(t)
	for _, email := range []string{"ian@acme.example", "mia@acme.example", "max@acme.example"} {
		srv.AddAccount(mockserver.Doc{"email": email})
	}
	return srv
}

// objects compares the objects of a state with those of the first state that it sees.
type objects struct {
	first map[string]map[string]any // attributes by address
	// differs returns an error if an object and its first state do not compare as the
	// test expects. It may be nil.
	differs func(s subject, first, now map[string]any) error
}

func (o *objects) id(address string) string { return fmt.Sprint(o.first[address]["id"]) }

// CheckState implements [statecheck.StateCheck].
func (o *objects) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	now := map[string]map[string]any{}
	for _, r := range req.State.Values.RootModule.Resources {
		now[r.Address] = r.AttributeValues
	}
	if o.first == nil {
		o.first = now
		return
	}
	for _, s := range subjects {
		resp.Error = errors.Join(resp.Error, o.differs(s, o.first[s.address()], now[s.address()]))
	}
}

// isSame compares one attribute.
func isSame(attribute func(subject) string) func(subject, map[string]any, map[string]any) error {
	return func(s subject, first, now map[string]any) error {
		if name := attribute(s); !cmp.Equal(first[name], now[name]) {
			return fmt.Errorf("%s.%s changed from %v to %v", s.address(), name, first[name], now[name])
		}
		return nil
	}
}

// expectActions expects that the plan does this to each subject for which want
// returns an action.
func expectActions(want func(subject) plancheck.ResourceActionType) resource.ConfigPlanChecks {
	checks := resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
	for _, s := range subjects {
		if action := want(s); action != "" {
			checks.PreApply = append(checks.PreApply, plancheck.ExpectResourceAction(s.address(), action))
		}
	}
	return checks
}

func always(action plancheck.ResourceActionType) func(subject) plancheck.ResourceActionType {
	return func(subject) plancheck.ResourceActionType { return action }
}

func TestDriftIsPlannedAndCorrected(t *testing.T) {
	t.Parallel()
	srv := startSubjects(t)
	all := &objects{differs: isSame(func(s subject) string { return s.attribute })}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{Config: allSubjects(), ConfigStateChecks: []statecheck.StateCheck{all}},
			{
				PreConfig: func() {
					for _, s := range subjects {
						s.drift(srv, all.id(s.address()))
					}
				},
				Config:            allSubjects(),
				ConfigPlanChecks:  expectActions(always(plancheck.ResourceActionUpdate)),
				ConfigStateChecks: []statecheck.StateCheck{all},
			},
		},
	})
}

func TestReplacementCreatesAnotherObject(t *testing.T) {
	t.Parallel()
	srv := startSubjects(t)
	other := srv.AddInstance(mockserver.Doc{"name": "Other"})
	token := "provider \"losant\" { api_token = \"" + srv.AddUserToken("all.User") + "\" }\n"
	all := &objects{differs: func(s subject, first, now map[string]any) error {
		if first["id"] == now["id"] {
			return fmt.Errorf("%s still has the id %v", s.address(), now["id"])
		}
		return nil
	}}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{Config: token + allSubjects(), ConfigStateChecks: []statecheck.StateCheck{all}},
			{
				Config:            token + allSubjects(func(s subject) string { return s.replacement(other) }),
				ConfigPlanChecks:  expectActions(always(plancheck.ResourceActionReplace)),
				ConfigStateChecks: []statecheck.StateCheck{all},
			},
		},
	})
}

func TestDeletionOutsideTerraformPlansACreation(t *testing.T) {
	t.Parallel()
	srv := startSubjects(t)
	all := &objects{}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{Config: allSubjects(), ConfigStateChecks: []statecheck.StateCheck{all}},
			{
				PreConfig: func() {
					for _, s := range subjects {
						if s.remove != nil {
							s.remove(srv, all.id(s.address()))
						}
					}
				},
				Config: allSubjects(),
				ConfigPlanChecks: expectActions(func(s subject) plancheck.ResourceActionType {
					if s.remove == nil {
						return plancheck.ResourceActionNoop
					}
					return plancheck.ResourceActionCreate
				}),
			},
		},
	})
}

func importing(address, id string) string {
	return fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id)
}

// forgetting is a block that removes an object from the state only.
func forgetting(address string) string {
	return fmt.Sprintf("removed {\n  from = %s\n  lifecycle {\n    destroy = false\n  }\n}\n", address)
}

// All objects are imported in each form of their import ids. The plan of the import
// changes nothing, and the imported objects equal the created ones.
func TestPlanAfterImportIsEmpty(t *testing.T) {
	t.Parallel()
	srv := startSubjects(t)
	all := &objects{differs: func(s subject, first, now map[string]any) error {
		ignored := cmpopts.IgnoreMapEntries(func(name string, _ any) bool { return slices.Contains(s.notImported, name) })
		if diff := cmp.Diff(first, now, ignored); diff != "" {
			return fmt.Errorf("%s (-created +imported):\n%s", s.address(), diff)
		}
		return nil
	}}
	var forget strings.Builder
	forms := 0
	for _, name := range organizations {
		forget.WriteString(forgetting("losant_organization." + name))
	}
	for _, s := range subjects {
		forms = max(forms, 1+len(s.importIDs))
		forget.WriteString(forgetting(s.address()))
	}
	versions := []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_7_0)} // The removed block.
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		TerraformVersionChecks:   versions,
		Steps: []resource.TestStep{
			{Config: allSubjects(), ConfigStateChecks: []statecheck.StateCheck{all}},
			{Config: forget.String()},
		},
	})
	for form := range forms {
		var imports strings.Builder
		for _, name := range organizations {
			address := "losant_organization." + name
			imports.WriteString(importing(address, all.id(address)))
		}
		for _, s := range subjects {
			imports.WriteString(importing(s.address(), s.importID(srv, form, all.id(s.address()))))
		}
		steps := []resource.TestStep{{
			Config:            allSubjects() + imports.String(),
			ConfigPlanChecks:  expectActions(always(plancheck.ResourceActionNoop)),
			ConfigStateChecks: []statecheck.StateCheck{all},
		}}
		if form < forms-1 {
			steps = append(steps, resource.TestStep{Config: forget.String()})
		}
		resource.UnitTest(t, resource.TestCase{ProtoV6ProviderFactories: acctest.Factories(srv), TerraformVersionChecks: versions, Steps: steps})
	}
}
