package sandbox_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

// The guide's configuration adds everybody of a domain. Its lookup of a person who leaves does not depend on what the
// ID of a sandbox is.
func TestGuideConfigurationWorks(t *testing.T) {
	t.Parallel()
	if acctest.CoreIsOlderThan(t, "1.7") {
		t.Skip("import blocks with for_each need Terraform 1.7")
	}
	for _, setting := range []string{"user-id", "own"} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.With("sandbox-id", setting))
			first, second := srv.AddOrganization(mockserver.Doc{"name": "First"}), srv.AddOrganization(mockserver.Doc{"name": "Second"})
			srv.AddMember(first, mockserver.Doc{"email": "jane@acmefarms.example", "role": "admin"})
			srv.AddMember(second, mockserver.Doc{"email": "jane@acmefarms.example", "role": "view"})
			srv.AddMember(second, mockserver.Doc{"email": "other@x.example", "role": "edit"})
			leaver := workspace(t, srv, "../../../examples/guides/people/offboarding")
			leaver("init", "-no-color")
			leaver("apply", "-no-color", "-auto-approve", "-var=email=jane@acmefarms.example")
			var got map[string]string
			if err := json.Unmarshal([]byte(leaver("output", "-json", "roles")), &got); err != nil {
				t.Fatal(err)
			}
			everybody := workspace(t, srv, "testdata/guide")
			everybody("init", "-no-color")
			everybody("apply", "-no-color", "-auto-approve")
			if diff := cmp.Diff(map[string]string{first: "admin", second: "view"}, got); diff != "" {
				t.Errorf("roles (-want +got):\n%s", diff)
			}
			if all := srv.Organizations(); len(all) != 3 || len(srv.Members(all[0]["id"].(string))) != 1 { //nolint:forcetypeassert // The test may panic.
				t.Errorf("nobody joined %v", all[0]["name"])
			}
		})
	}
}

// workspace returns a function that runs Terraform with the configuration in a folder, and fails the test if Terraform
// fails.
func workspace(t *testing.T, srv *mockserver.Server, folder string) func(args ...string) string {
	t.Helper()
	mirror, err := tfcli.SharedMirror()
	if err != nil {
		t.Fatal(err)
	}
	w, err := mirror.Workspace(t.TempDir(), "LOSANT_API_URL="+srv.URL(), "LOSANT_API_TOKEN="+srv.Token(), "LOSANT_INSTANCE_ID="+srv.InstanceID())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(w.Dir, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	return func(args ...string) string {
		t.Helper()
		output, code, err := w.Run(t.Context(), args...)
		if err != nil || code != 0 {
			t.Fatalf("terraform %q: exit code %d, %v\n%s", args, code, err, output)
		}
		return output
	}
}
