package docstest_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// follow follows a page in an empty folder. It replaces the dots by a token and an
// instance, and approves what Terraform asks.
func follow(t *testing.T, srv *mockserver.Server, name string) string {
	t.Helper()
	p := readPage(t, name)
	r := newReader(t, "LOSANT_API_URL="+srv.URL())
	r.save(p)
	script := p.script()
	for _, variable := range [][2]string{{"LOSANT_API_TOKEN", srv.Token()}, {"LOSANT_INSTANCE_ID", srv.InstanceID()}} {
		const dots = `="..."`
		if !strings.Contains(script, variable[0]+dots) {
			t.Fatalf("%s does not set %s", name, variable[0])
		}
		script = strings.Replace(script, variable[0]+dots, variable[0]+"="+variable[1], 1)
	}
	return r.paste(approved(script))
}

var asking = regexp.MustCompile(`(?m)^( *terraform (?:-chdir=\S+ )?(?:apply|destroy))`)

// approved returns commands that do not ask for approval.
func approved(script string) string { return asking.ReplaceAllString(script, "$1 -auto-approve") }

func TestQuickStart(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	expect(t, follow(t, srv, "docs/index.md"), "Apply complete! Resources: 1 added, 0 changed, 0 destroyed.")
	created := srv.Organizations()
	if len(created) != 1 || created[0]["name"] != "Acme Farms" {
		t.Errorf("created %v", created)
	}
}

func TestGettingStarted(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	expect(t, follow(t, srv, "docs/guides/getting-started.md"),
		"Apply complete! Resources: 2 added, 0 changed, 0 destroyed.", "No changes. ",
		`~ "device" `, "500 -> 800", "Apply complete! Resources: 0 added, 1 changed, 0 destroyed.",
		"Destroy complete! Resources: 2 destroyed.")
	if sent := srv.Requests("PATCH"); len(sent) != 1 || string(sent[0].Body) != `{"limits":{"device":800}}` {
		t.Errorf("sent %v", sent)
	}
	if left := srv.Organizations(); len(left) > 0 {
		t.Errorf("organizations left: %v", left)
	}
}
