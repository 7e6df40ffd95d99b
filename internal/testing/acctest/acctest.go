// Package acctest holds what acceptance tests share: a provider that talks to a
// mock server, and a replacement for Terraform core that calls it in process.
package acctest

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/protocol"
	"github.com/losant/terraform-provider-losant/internal/provider"
)

// Factories returns the provider for a test case, with an environment that points
// at the mock server. The overrides are pairs of a variable and a value.
func Factories(srv *mockserver.Server, overrides ...string) map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){"losant": factory(Environment(srv, overrides...))}
}

// factory returns a provider that removes people without a pause.
func factory(getenv func(string) string, opts ...provider.Option) func() (tfprotov6.ProviderServer, error) {
	opts = append([]provider.Option{provider.WithEnvironment(getenv), provider.WithRemovalPause(0)}, opts...)
	return protocol.NewServer("test", opts...)
}

// RemovalPause makes the removal of people wait for resources that claim them.
func RemovalPause(pause time.Duration) provider.Option { return provider.WithRemovalPause(pause) }

// Environment returns a process environment that points at the mock server.
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

// RunUnderAssumptions runs lifecycle with the defaults of the mock server's assumptions,
// and in a subtest for each other setting of each assumption that it then has used.
// Lifecycle returns the first failure, or "". The expected errors hold, by
// assumption=setting, the beginning of a failure that must occur.
func RunUnderAssumptions(t *testing.T, expectedErrors map[string]string, lifecycle func(*testing.T, mockserver.Option) string) {
	t.Helper()
	var srv *mockserver.Server
	if got := lifecycle(t, func(s *mockserver.Server) { srv = s }); got != "" {
		t.Fatal(got)
	}
	used, expected := srv.UsedAssumptions(), 0
	for _, assumption := range mockserver.Assumptions() {
		if !slices.Contains(used, assumption.Name) {
			continue
		}
		for _, setting := range assumption.Settings[1:] {
			name := assumption.Name + "=" + setting
			want := expectedErrors[name]
			if want != "" {
				expected++
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				if got := lifecycle(t, mockserver.With(assumption.Name, setting)); !strings.HasPrefix(got, want) || want == "" && got != "" {
					t.Errorf("want %q, got %q", want, got)
				}
			})
		}
	}
	if expected != len(expectedErrors) {
		t.Errorf("%d of %d expected errors were tested", expected, len(expectedErrors))
	}
}

// Main runs a package's tests, and cleans up. It fails at once if Terraform is not
// installed, because skipped tests would look like passed ones. A provider in this
// process logs nothing.
func Main(m *testing.M, cleanUp ...func()) {
	if os.Getenv("TF_ACC_TERRAFORM_PATH") == "" {
		if _, err := exec.LookPath("terraform"); err != nil {
			fmt.Fprintln(os.Stderr, "The acceptance tests need Terraform 1.5 or later. Put terraform on the PATH, or set TF_ACC_TERRAFORM_PATH to the path of terraform or tofu.")
			os.Exit(1)
		}
	}
	for _, variable := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER_LOSANT"} {
		if err := os.Setenv(variable, "OFF"); err != nil {
			panic(err)
		}
	}
	code := m.Run()
	for _, f := range cleanUp {
		f()
	}
	os.Exit(code)
}
