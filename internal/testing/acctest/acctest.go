// Package acctest is what acceptance tests share: a provider that talks to a
// mock server, and a stand-in for Terraform core that drives it in process.
package acctest

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/protocol"
	"github.com/losant/terraform-provider-losant/internal/provider"
)

// Factories returns the provider for a test case, set up by an environment that
// points at the mock server. The overrides are pairs of a variable and a value.
func Factories(srv *mockserver.Server, overrides ...string) map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){"losant": factory(Environment(srv, overrides...))}
}

func factory(getenv func(string) string) func() (tfprotov6.ProviderServer, error) {
	return protocol.NewServer("test", provider.WithEnvironment(getenv))
}

// Environment is a process environment that points at the mock server.
func Environment(srv *mockserver.Server, overrides ...string) func(string) string {
	vars := map[string]string{
		provider.EnvAPIURL:     srv.URL(),
		provider.EnvAPIToken:   srv.Token(),
		provider.EnvInstanceID: srv.InstanceID(),
	}
	for i := 0; i+1 < len(overrides); i += 2 {
		vars[overrides[i]] = overrides[i+1]
	}
	return func(name string) string { return vars[name] }
}

// SwitchesExcept are the mock's assumptions without those whose name begins with
// one of the prefixes: they are about other nouns.
func SwitchesExcept(prefixes ...string) []mockserver.Assumption {
	return slices.DeleteFunc(mockserver.Assumptions(), func(sw mockserver.Assumption) bool {
		return slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(sw.Name, prefix) })
	})
}

// SwitchesNamed are the mock's assumptions of these names; it fails the test unless
// each is there.
func SwitchesNamed(t *testing.T, names ...string) []mockserver.Assumption {
	t.Helper()
	found := slices.DeleteFunc(mockserver.Assumptions(), func(sw mockserver.Assumption) bool { return !slices.Contains(names, sw.Name) })
	if len(found) != len(names) {
		t.Errorf("%d of %d switches are there", len(found), len(names))
	}
	return found
}

// LiveUnder has life tested under each setting of each switch, one at a time. Life
// returns what went wrong, "" for nothing; fatal tells, by switch=setting, the
// first words of what has to go wrong.
func LiveUnder(t *testing.T, switches []mockserver.Assumption, fatal map[string]string, life func(*testing.T, mockserver.Option) string) {
	t.Helper()
	for _, sw := range switches {
		for _, setting := range sw.Settings {
			name := sw.Name + "=" + setting
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				if got := life(t, mockserver.With(sw.Name, setting)); !strings.HasPrefix(got, fatal[name]) || fatal[name] == "" && got != "" {
					t.Errorf("want %q, got %q", fatal[name], got)
				}
			})
		}
	}
}

// Main runs a package's tests, and cleans up. It fails at once where no
// Terraform is installed: skipped tests would look like passed ones.
func Main(m *testing.M, cleanUp ...func()) {
	if os.Getenv("TF_ACC_TERRAFORM_PATH") == "" {
		if _, err := exec.LookPath("terraform"); err != nil {
			fmt.Fprintln(os.Stderr, "The acceptance tests need Terraform 1.5 or later: put terraform on the PATH, or set TF_ACC_TERRAFORM_PATH to it or to tofu.")
			os.Exit(1)
		}
	}
	code := m.Run()
	for _, f := range cleanUp {
		f()
	}
	os.Exit(code)
}
