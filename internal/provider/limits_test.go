package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

func limitsConfig(limits string) string {
	return "resource \"losant_organization\" \"test\" {\n  name = \"Acme\"\n  " + limits + "\n}\n"
}

// Terraform drops unknown keys of objects silently. A map must not let them pass,
// wherever they come from.
func TestMisspelledLimitFailsValidate(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]string{
		"alone":                  limitsConfig(`limits = { devise = 1 }`),
		"beside others":          limitsConfig(`limits = { device = 1, devise = 1, flow = 2 }`),
		"with an unknown value":  "resource \"terraform_data\" \"n\" { input = 5 }\n" + limitsConfig(`limits = { devise = terraform_data.n.output }`),
		"from YAML":              limitsConfig(`limits = yamldecode("device: 1\ndevise: 2\n")`),
		"merged":                 limitsConfig(`limits = merge({ device = 1 }, { devise = 2 })`),
		"in a limits resource":   "resource \"losant_organization_limits\" \"test\" {\n  organization_id = \"60106426dc03c6aad06540bb\"\n  limits = { devise = 1 }\n}\n",
		"in the defaults":        "resource \"losant_instance_settings\" \"test\" {\n  default_organization_limits = { devise = 1 }\n}\n",
		"in a module":            "module \"customer\" {\n  source = \"./customer\"\n}\n",
		"in a module's variable": "module \"customer\" {\n  source = \"./tier\"\n  limits = { devise = 1 }\n}\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			c := newCLI(t, srv, "")
			const versions = "terraform {\n  required_providers {\n    losant = { source = \"losant/losant\" }\n  }\n}\n"
			c.write("customer/main.tf", versions+limitsConfig(`limits = { devise = 1 }`))
			c.write("tier/main.tf", versions+"variable \"limits\" { type = map(number) }\n"+limitsConfig(`limits = var.limits`))
			c.write("main.tf", config)
			if strings.Contains(config, "module ") {
				c.run(0, "init", "-no-color")
			}
			command := "validate"
			if name == "in a module's variable" { // validate takes variables as unknown.
				command = "plan"
			}
			output := c.run(1, command, "-no-color")
			if !strings.Contains(strings.Join(strings.Fields(output), " "), `Did you mean "device"?`) {
				t.Errorf("no suggestion:\n%s", output)
			}
			if sent := srv.Requests(http.MethodPost, http.MethodPatch); len(sent) > 0 {
				t.Errorf("sent %d writes", len(sent))
			}
		})
	}
}

// The plan of a creation shows the limits that are configured, and no others.
func TestPlanOfCreationShowsOnlyConfiguredLimits(t *testing.T) {
	t.Parallel()
	for config, want := range map[string]int{`limits = { device = 500, member = 50 }`: 25, "": 21} {
		c := newCLI(t, mockserver.Start(t), limitsConfig(config))
		output := c.run(0, "plan", "-no-color")
		_, plan, _ := strings.Cut(output, "Terraform will perform the following actions:")
		if lines := strings.Count(strings.TrimSpace(plan), "\n") + 1; lines > want {
			t.Errorf("%q: %d lines, want at most %d:\n%s", config, lines, want, plan)
		}
		if config == "" && strings.Contains(plan, "limits") {
			t.Errorf("limits are planned:\n%s", plan)
		}
	}
}

// A limit that is taken out of the configuration shows in the plan, keeps its
// value, and sends nothing.
func TestRemovedLimitKeepsItsValue(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ limits, shown string }{
		"one":         {`limits = { device = 5 }`, "7 -> null"},
		"set to null": {`limits = { device = 5, webhook = null }`, "7 -> null"},
		"all":         {"", "} -> null"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			c := newCLI(t, srv, limitsConfig(`limits = { device = 5, webhook = 7 }`))
			c.run(0, "apply", "-no-color", "-auto-approve")
			c.write("main.tf", limitsConfig(tc.limits))
			srv.ResetRequests()
			output := c.run(2, "plan", "-no-color", "-detailed-exitcode")
			for _, part := range []string{tc.shown, "are no longer managed", "webhook stays 7"} {
				if !strings.Contains(output, part) {
					t.Errorf("the plan lacks %q:\n%s", part, output)
				}
			}
			c.run(0, "apply", "-no-color", "-auto-approve")
			if sent := srv.Requests(http.MethodPatch); len(sent) > 0 {
				t.Errorf("sent %s", sent[0].Body)
			}
			c.expectEmptyPlan(false)
			if got := limitOf(srv, "webhook"); got != 7.0 {
				t.Errorf("webhook is %v", got)
			}
		})
	}
}

func limitOf(srv *mockserver.Server, key string) any {
	limits, _ := srv.Organizations()[0]["limits"].(mockserver.Doc)
	return limits[key]
}

// An import reads all limits. A configuration may name none, some or all of them.
func TestImportedLimitsPlanEmpty(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"device": 5, "webhook": 7}})
	c := newCLI(t, srv, limitsConfig(""))
	c.run(0, "import", "-no-color", "losant_organization.test", id)
	for _, limits := range []string{"", `limits = { device = 5 }`, `limits = { device = 5, webhook = null }`, `limits = data.losant_organization.acme.limits`} {
		c.write("main.tf", "data \"losant_organization\" \"acme\" { id = \""+id+"\" }\n"+limitsConfig(limits))
		c.expectEmptyPlan(false)
	}

	// The first change shows once that the other limits are not managed.
	c.write("main.tf", limitsConfig(`limits = { device = 6 }`))
	srv.ResetRequests()
	if output := c.run(0, "apply", "-no-color", "-auto-approve"); !strings.Contains(output, "webhook stays 7") {
		t.Errorf("no warning:\n%s", output)
	}
	if diff := cmp.Diff([]mockserver.Doc{{"limits": mockserver.Doc{"device": 6.0}}}, bodies(srv, http.MethodPatch)); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	c.expectEmptyPlan(false)
}

func bodies(srv *mockserver.Server, method string) []mockserver.Doc {
	var sent []mockserver.Doc
	for _, r := range srv.Requests(method) {
		sent = append(sent, r.JSON())
	}
	return sent
}

// The marker for limits that a configuration named moves with the object.
func TestMovedLimitsStayExact(t *testing.T) {
	t.Parallel()
	for name, move := range map[string]func(c cli){
		"moved": func(c cli) {
			c.write("main.tf", strings.ReplaceAll(limitsConfig(`limits = { device = 5 }`), `"test"`, `"other"`)+
				"moved {\n  from = losant_organization.test\n  to = losant_organization.other\n}\n")
		},
		"state mv": func(c cli) {
			c.run(0, "state", "mv", "losant_organization.test", "losant_organization.other")
			c.write("main.tf", strings.ReplaceAll(limitsConfig(`limits = { device = 5 }`), `"test"`, `"other"`))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCLI(t, mockserver.Start(t), limitsConfig(`limits = { device = 5, webhook = 7 }`))
			c.run(0, "apply", "-no-color", "-auto-approve")
			move(c)
			if output := c.run(0, "plan", "-no-color"); !strings.Contains(output, "7 -> null") {
				t.Errorf("the removed limit does not show:\n%s", output)
			}
		})
	}
}

// An update that fails must not make the limits of an import exact: the next plan
// would show all others as removed.
func TestFailedUpdateKeepsImportedLimitsLenient(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"device": 5}})
	c := newCLI(t, srv, limitsConfig(""))
	c.run(0, "import", "-no-color", "losant_organization.test", id)
	c.write("main.tf", limitsConfig(`limits = { device = 6 }`))
	srv.Fail(mockserver.Fault{Method: http.MethodPatch, Status: http.StatusBadRequest, Body: `{"type":"Validation","message":"no"}`})
	c.run(1, "apply", "-no-color", "-auto-approve")
	c.write("main.tf", limitsConfig(`limits = { device = 5 }`))
	c.expectEmptyPlan(false)
}

// A state from when limits was an object has a number for each limit.
func TestStateOfAnObjectOfLimitsPlansEmpty(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	c := newCLI(t, srv, limitsConfig(`limits = { device = 5 }`))
	c.run(0, "apply", "-no-color", "-auto-approve")
	file := filepath.Join(c.Dir, "terraform.tfstate")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Version          int              `json:"version"`
		TerraformVersion string           `json:"terraform_version"`
		Serial           int              `json:"serial"`
		Lineage          string           `json:"lineage"`
		Outputs          map[string]any   `json:"outputs"`
		Resources        []map[string]any `json:"resources"`
	}
	if err := json.Unmarshal(raw, &state); err != nil {
		t.Fatal(err)
	}
	instances, _ := state.Resources[0]["instances"].([]any)
	instance, _ := instances[0].(map[string]any)
	attributes, _ := instance["attributes"].(map[string]any)
	all := map[string]any{"device": 5, "webhook": limitOf(srv, "webhook"), "data_ttl": limitOf(srv, "dataTTL"), "api_token": nil}
	attributes["limits"] = maps.Clone(all)
	delete(instance, "private")
	if raw, err = json.Marshal(state); err == nil {
		err = os.WriteFile(file, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	c.expectEmptyPlan(false)
}

// A limit that is known only after apply shows as such, and nothing else does.
func TestUnknownLimitIsKnownAfterApply(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	config := "resource \"terraform_data\" \"n\" { input = 5 }\n" + limitsConfig(`limits = { device = terraform_data.n.output, webhook = 7 }`)
	c := newCLI(t, srv, config)
	if output := c.run(0, "plan", "-no-color"); strings.Count(output, "(known after apply)") > 12 {
		t.Errorf("too much is unknown:\n%s", output)
	}
	c.run(0, "apply", "-no-color", "-auto-approve")
	if got := limitOf(srv, "device"); got != 5.0 {
		t.Errorf("device is %v", got)
	}
	c.expectEmptyPlan(false)
	c.write("main.tf", strings.Replace(config, "input = 5", "input = 6", 1))
	c.run(0, "apply", "-no-color", "-auto-approve")
	if diff := cmp.Diff([]mockserver.Doc{{"limits": mockserver.Doc{"device": 6.0}}}, bodies(srv, http.MethodPatch)); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	c.expectEmptyPlan(false)
}

// A lifecycle rule can ignore one limit, by its key.
func TestIgnoreChangesOfOneLimit(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	config := func(device, webhook int) string {
		return fmt.Sprintf(`resource "losant_organization" "test" {
  name   = "Acme"
  limits = { device = %d, webhook = %d }

  lifecycle {
    ignore_changes = [limits["device"]]
  }
}
`, device, webhook)
	}
	c := newCLI(t, srv, config(5, 7))
	c.run(0, "apply", "-no-color", "-auto-approve")
	srv.EditOrganization(fmt.Sprint(srv.Organizations()[0]["id"]), mockserver.Doc{"limits": mockserver.Doc{"device": 50}})
	c.expectEmptyPlan(false)
	c.write("main.tf", config(6, 7))
	c.expectEmptyPlan(false)
	c.write("main.tf", config(6, 8))
	srv.ResetRequests()
	c.run(0, "apply", "-no-color", "-auto-approve")
	if diff := cmp.Diff([]mockserver.Doc{{"limits": mockserver.Doc{"webhook": 8.0}}}, bodies(srv, http.MethodPatch)); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	c.expectEmptyPlan(false)
}

// After an import, a limit that is unknown during the plan and turns out to be equal
// fails once, because the final plan keeps the prior limits. The next apply succeeds.
func TestUnknownLimitAfterImportFailsOnce(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"device": 5, "webhook": 7}})
	c := newCLI(t, srv, limitsConfig(""))
	c.run(0, "import", "-no-color", "losant_organization.test", id)
	c.write("main.tf", "resource \"terraform_data\" \"n\" { input = 5 }\n"+limitsConfig(`limits = { device = terraform_data.n.output }`))
	if output := c.run(1, "apply", "-no-color", "-auto-approve"); !strings.Contains(output, "Provider produced inconsistent final plan") {
		t.Errorf("another error:\n%s", output)
	}
	c.run(0, "apply", "-no-color", "-auto-approve")
	c.expectEmptyPlan(false)
	if sent := srv.Requests(http.MethodPatch); len(sent) > 0 {
		t.Errorf("sent %s", sent[0].Body)
	}
}
