package docstest_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

const testingModules = "docs/guides/testing-modules.md"

// The module of the guide passes its test against losant-mock. With other limits it
// fails, and removes what it created.
func TestTestingModules(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	guide := readPage(t, testingModules)
	r := newReader(t, environment(srv, srv.Token())...)
	if r.older("1.6") {
		t.Skip("terraform test needs Terraform 1.6")
	}
	r.save(guide)
	expect(t, r.paste(guide.script()), `run "new_customer"... pass`, `run "upgrade"... pass`, `run "unknown_plan"... pass`, "3 passed, 0 failed")
	if requests := srv.Requests(); len(requests) > 0 {
		t.Errorf("the guide does not start a mock server of its own: %v", requests)
	}

	if err := r.Write("main_override.tf", "locals {\n  plans = { silver = { device = 1 }, gold = { device = 2000 } }\n}\n"); err != nil {
		t.Fatal(err)
	}
	output, exit, err := r.Run(t.Context(), "test")
	if err != nil || exit != 1 {
		t.Fatalf("exit code %d: %v\n%s", exit, err, output)
	}
	expect(t, output, "A silver customer may have 100 devices.")
	if left := srv.Organizations(); len(left) > 0 || len(srv.Requests("POST")) == 0 {
		t.Errorf("organizations left: %v", left)
	}
}

var controlCommand = regexp.MustCompile(`^\$ curl (?:-X (\S+) )?"\$LOSANT_API_URL(\S+)"(?: -d '(.*)')?$`)

// The commands of the guide work with the control API.
func TestControlCommands(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	srv.Invite(id, mockserver.Doc{"email": "jane@acmefarms.example"})
	control := httptest.NewServer(srv.Control())
	t.Cleanup(control.Close)
	sent := 0
	for _, b := range readPage(t, testingModules).blocks {
		if b.language != "console" {
			continue
		}
		for line := range strings.Lines(b.text) {
			words := controlCommand.FindStringSubmatch(strings.TrimSpace(line))
			if words == nil {
				t.Fatalf("not a command: %q", line)
			}
			r, err := http.NewRequestWithContext(t.Context(), words[1], control.URL+strings.ReplaceAll(words[2], "ORG_ID", id), strings.NewReader(words[3]))
			if err != nil {
				t.Fatal(err)
			}
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			if _ = res.Body.Close(); res.StatusCode != http.StatusOK {
				t.Errorf("%s: status %d", line, res.StatusCode)
			}
			sent++
		}
	}
	if sent == 0 {
		t.Error("the guide has no commands")
	}
}
