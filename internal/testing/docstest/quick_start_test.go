package docstest_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/mockserver/ui"
)

// follow follows a page in an empty folder.
func follow(t *testing.T, srv *mockserver.Server, name string) string {
	t.Helper()
	r, script := begin(t, srv, name)
	return r.paste(script)
}

// begin returns a reader of a page and its commands. They have a token and an instance
// in place of the dots, and do not ask for approval.
func begin(t *testing.T, srv *mockserver.Server, name string) (r reader, script string) {
	t.Helper()
	p := readPage(t, name)
	r = newReader(t, "LOSANT_API_URL="+srv.URL())
	r.save(p)
	script = p.script()
	for _, variable := range [][2]string{{"LOSANT_API_TOKEN", srv.Token()}, {"LOSANT_INSTANCE_ID", srv.InstanceID()}} {
		const dots = `="..."`
		if !strings.Contains(script, variable[0]+dots) {
			t.Fatalf("%s does not set %s", name, variable[0])
		}
		script = strings.Replace(script, variable[0]+dots, variable[0]+"="+variable[1], 1)
	}
	return r, approved(script)
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

// saveDescription edits an organization with the form of its page in losant-mock.
func saveDescription(t *testing.T, srv *mockserver.Server, id, description string) {
	t.Helper()
	pages := httptest.NewServer(ui.New(srv))
	t.Cleanup(pages.Close)
	form := url.Values{"name": {"Acme Farms"}, "description": {description}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, pages.URL+"/_ui/organizations/"+id+"/describe", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if _ = res.Body.Close(); res.StatusCode != http.StatusOK {
		t.Fatalf("got status %d", res.StatusCode)
	}
}

func TestGettingStarted(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	r, script := begin(t, srv, "docs/guides/getting-started.md")
	before, after, found := strings.Cut(script, "terraform plan\nterraform destroy")
	if !found {
		t.Fatalf("the guide does not plan before it cleans up:\n%s", script)
	}
	expect(t, r.paste(before),
		"Apply complete! Resources: 2 added, 0 changed, 0 destroyed.", "No changes. ",
		`~ "device" `, "500 -> 800", "Apply complete! Resources: 0 added, 1 changed, 0 destroyed.")
	id, _ := srv.Organizations()[0]["id"].(string)
	saveDescription(t, srv, id, "Edited in the browser.")
	exports := strings.Join(regexp.MustCompile(`(?m)^export .*\n`).FindAllString(before, -1), "")
	plan, destroy := r.paste(exports+"terraform plan"), r.paste(exports+"terraform destroy"+after)
	expect(t, plan, `"Edited in the browser." -> "Soil and climate monitoring."`, "Plan: 0 to add, 1 to change, 0 to destroy.")
	expect(t, destroy, "Destroy complete! Resources: 2 destroyed.")
	if sent := srv.Requests("PATCH"); len(sent) != 1 || string(sent[0].Body) != `{"limits":{"device":800}}` {
		t.Errorf("sent %v", sent)
	}
	if left := srv.Organizations(); len(left) > 0 {
		t.Errorf("organizations left: %v", left)
	}
}
