package faults_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

// Two instances in one configuration have organizations with the same names. Each
// uses its own token and reads only its own organizations.
func TestAliasesAreSeparate(t *testing.T) {
	t.Parallel()
	m, err := tfcli.SharedMirror()
	if err != nil {
		t.Fatal(err)
	}
	srv := mockserver.Start(t)
	second, user := srv.AddInstance(mockserver.Doc{"name": "Second"}), srv.AddUserToken()
	tokens := map[string]string{srv.InstanceID(): srv.Token(), second: user}
	var config strings.Builder
	for instance, token := range tokens {
		alias := "i" + instance
		fmt.Fprintf(&config, `
provider "losant" {
  alias       = %[1]q
  instance_id = %[2]q
  api_token   = %[3]q
}

resource "losant_organization" %[1]q {
  provider = losant.%[1]s
  count    = 6
  name     = "Organization ${count.index}"
  tags     = { instance = [%[2]q] }
}

data "losant_organizations" %[1]q {
  provider   = losant.%[1]s
  depends_on = [losant_organization.%[1]s]
}

data "losant_instance" %[1]q {
  provider = losant.%[1]s
}
`, alias, instance, token)
	}
	c := newCLI(t, m, config.String(), provider.EnvAPIURL+"="+srv.URL())
	c.run("init", "-no-color")
	c.run("apply", "-no-color", "-auto-approve")
	c.run("plan", "-no-color", "-detailed-exitcode")

	state := readState(t, c)
	for instance := range tokens {
		var created, listed []string
		for i := range 6 {
			id, _ := state[fmt.Sprintf("losant_organization.i%s[%d]", instance, i)]["id"].(string)
			if org := srv.Organization(id); org["instanceId"] != instance {
				t.Errorf("%v is not in instance %s", org, instance)
			}
			created = append(created, id)
		}
		all, _ := state["losant_organizations.i"+instance+"[<nil>]"]["organizations"].([]any)
		for _, org := range all {
			attributes, _ := org.(map[string]any)
			id, _ := attributes["id"].(string)
			listed = append(listed, id)
		}
		slices.Sort(created)
		slices.Sort(listed)
		if !slices.Equal(created, listed) {
			t.Errorf("instance %s: created %q, listed %q", instance, created, listed)
		}
		if got := state["losant_instance.i"+instance+"[<nil>]"]["instance_id"]; got != instance {
			t.Errorf("instance %s is read as %v", instance, got)
		}
	}
	for _, r := range srv.Requests() {
		instance, _, _ := strings.Cut(strings.TrimPrefix(r.Path, "/instances/"), "/")
		if got, want := r.Header.Get("Authorization"), "Bearer "+tokens[instance]; got != want {
			t.Errorf("%s %s was sent with %q, want %q", r.Method, r.Path, got, want)
		}
	}
}
