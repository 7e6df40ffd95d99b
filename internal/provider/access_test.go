package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const foreignInstance = "60000001105a4700c0009999"

// minimalResources returns a configuration of each resource, with an organization that
// exists.
func minimalResources(org string) map[string]object {
	return map[string]object{
		"losant_organization":               {"name": "Acme"},
		"losant_organization_limits":        {"organization_id": org, "limits": object{"device": 5}},
		"losant_organization_member":        {"organization_id": org, "email": "jane@acme.example", "role": "view"},
		"losant_organization_invitation":    {"organization_id": org, "email": "jane@acme.example", "role": "view"},
		"losant_organization_members":       {"organization_id": org, "members": object{"jane@acme.example": object{"role": "admin"}}},
		"losant_instance_member":            {"email": "jane@acme.example", "role": "view"},
		"losant_instance_settings":          {"mfa_mode": "notRequired"},
		"losant_instance_api_token":         {"name": "CI", "scopes": []any{"all.Instance.read"}},
		"losant_instance_custom_node":       {"name": "Node", "definition": `{"triggers":[],"nodes":[]}`},
		"losant_instance_notification_rule": {"name": "Rule", "target_query": "{}", "rule": object{"type": "payloadUsage", "threshold": 80}},
	}
}

// A plan that only creates finds out whether the token works for the instance. It asks
// once, however many objects it creates.
func TestPlanOfCreationsChecksTokenAndInstanceOnce(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		block object
		want  string
	}{
		"wrong token":         {object{"api_token": "abc"}, "The API token is wrong, expired or inactive."},
		"instance of another": {object{"instance_id": foreignInstance}, "instance_id is the instance that the API token belongs to"},
		"valid":               {nil, ""},
	} {
		for typeName := range minimalResources("") {
			t.Run(name+" "+typeName, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t)
				srv.AddAccount(mockserver.Doc{"email": "jane@acme.example"})
				config := minimalResources(srv.AddOrganization(mockserver.Doc{"name": "Other"}))[typeName]
				p := acctest.NewProtocol(t, srv, typeName, tc.block)
				var errors []string
				p.Run(func() {
					for range 3 {
						errors = append(errors, acctest.Errors(p.Plan(p.Null(), p.Config(config)).Diagnostics)...)
					}
				})
				switch {
				case tc.want == "" && len(errors) > 0, tc.want != "" && len(errors) != 1:
					t.Fatalf("got %q", errors)
				case tc.want != "" && (!strings.Contains(errors[0], tc.want) || !strings.HasSuffix(errors[0], "\n\nTo destroy instead: terraform destroy -refresh=false")):
					t.Errorf("want %q, got %q", tc.want, errors[0])
				}
				asked := 0
				for _, r := range srv.Requests() {
					if r.Path == "/instances/"+srv.InstanceID() || r.Path == "/instances/"+foreignInstance {
						asked++
					}
				}
				if asked != 1 {
					t.Errorf("asked %d times for the instance", asked)
				}
				acctest.ExpectWrites(t, srv)
			})
		}
	}
}

// A known organization that does not exist fails the plan, with one error.
func TestPlanWithWrongOrganizationFails(t *testing.T) {
	t.Parallel()
	const missing = "60106426dc03c6aad06540bb"
	for typeName, config := range minimalResources(missing) {
		if config["organization_id"] == nil {
			continue
		}
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			p := acctest.NewProtocol(t, mockserver.Start(t), typeName, nil)
			var errors []string
			p.Run(func() {
				for range 3 {
					errors = append(errors, acctest.Errors(p.Plan(p.Null(), p.Config(config)).Diagnostics)...)
				}
			})
			if len(errors) != 1 || !strings.Contains(errors[0], missing) || !strings.Contains(errors[0], "Check the ID") {
				t.Errorf("got %q", errors)
			}
		})
	}
}

// An expired token fails every refresh, check and read. The user reads about it once.
func TestOneCauseMakesOneError(t *testing.T) {
	t.Parallel()
	for name, block := range map[string]object{
		"expired token":             {"api_token": "expired"},
		"token of another instance": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := acctest.NewProtocol(t, srv, "losant_organization", nil)
			config := func(i int) map[string]any { return object{"name": fmt.Sprintf("Customer %d", i)} }
			objects := make([]acctest.Object, 50)
			for i := range objects {
				objects[i] = p.Apply(p.Null(), p.Config(config(i)))
			}
			if block == nil { // A token of another instance finds nothing.
				srv.Fail(mockserver.Fault{Status: http.StatusNotFound, Body: `{"type":"NotFound","message":"Instance was not found"}`, Times: -1})
			}
			failing := acctest.NewProtocol(t, srv, "losant_organization", block)
			var diagnostics []*tfprotov6.Diagnostic
			failing.Run(func() {
				for i, before := range objects {
					after, got := failing.Refresh(before)
					diagnostics = append(diagnostics, got...)
					if !after.State.Equal(before.State) {
						t.Errorf("the state of organization %d changed", i)
					}
					changed := config(i)
					changed["description"] = "Changed"
					diagnostics = append(diagnostics, failing.Plan(after, failing.Config(changed)).Diagnostics...)
					diagnostics = append(diagnostics, failing.Plan(failing.Null(), failing.Config(config(100+i))).Diagnostics...)
				}
			})
			if errors := acctest.Errors(diagnostics); len(errors) != 1 || !strings.Contains(errors[0], "Could not read organization") {
				t.Errorf("%d errors: %q", len(errors), errors)
			}
		})
	}
}

// A data source must fail. After the first error, it says so in one sentence.
func TestLaterDataSourcesSayOneSentence(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	s := acctest.NewServer(t, srv, object{"api_token": "expired"})
	_, first := s.ReadData("losant_organizations", nil)
	acctest.ExpectDetails(t, first, "The API token is wrong, expired or inactive.")
	_, second := s.ReadData("losant_organizations", nil)
	acctest.ExpectDetails(t, second, "ERROR Could not list organizations: Losant did not accept the API token. See the first error about it.")
}

func TestExpiredTokenIsOneErrorInTerraform(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	c := newCLI(t, srv, "resource \"losant_organization\" \"test\" {\n  count = 20\n  name  = \"Customer ${count.index}\"\n}\n")
	c.run(0, "apply", "-no-color", "-auto-approve")
	srv.ExpireToken(srv.Token())
	srv.ResetRequests()
	output := c.run(1, "plan", "-no-color")
	if n := strings.Count(output, "Error:"); n != 1 {
		t.Errorf("%d errors:\n%s", n, output)
	}
	if lines := strings.Count(output, "\n"); lines > 70 {
		t.Errorf("%d lines:\n%s", lines, output)
	}
	acctest.ExpectCount(t, srv, http.MethodPost, 0)
}

// All resource types share one cause, in refreshes, in plans of changes, and in plans of
// creations.
func TestOneCauseMakesOneErrorForAllTypes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		body   string
		want   string
	}{
		"expired token":             {http.StatusUnauthorized, `{"type":"Unauthorized","message":"No"}`, "The API token is wrong, expired or inactive."},
		"token of another instance": {http.StatusNotFound, notFoundBody, "instance_id is the instance"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			srv.AddAccount(mockserver.Doc{"email": "jane@acme.example"})
			org := srv.AddOrganization(mockserver.Doc{"name": "Other"})
			p := acctest.NewProtocol(t, srv, "losant_organization", map[string]any{"max_retries": 0})
			objects := map[string]acctest.Object{}
			configs := minimalResources(org)
			for _, typeName := range slices.Sorted(maps.Keys(configs)) {
				q := p.Other(typeName)
				objects[typeName] = q.Apply(q.Null(), q.Config(configs[typeName]))
			}
			srv.Fail(mockserver.Fault{Status: tc.status, Body: tc.body, Times: -1})
			var errors []string
			p.Run(func() {
				for typeName, before := range objects {
					q := p.Other(typeName)
					after, got := q.Refresh(before)
					errors = append(errors, acctest.Errors(got)...)
					if !after.State.Equal(before.State) {
						t.Errorf("the state of %s changed", typeName)
					}
					errors = append(errors, acctest.Errors(q.Plan(q.Null(), q.Config(configs[typeName])).Diagnostics)...)
				}
			})
			if len(errors) != 1 || !strings.Contains(errors[0], tc.want) {
				t.Errorf("%d errors: %q", len(errors), errors)
			}
		})
	}
}
