package docstest_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/mockserver/ui"
)

// The reader has a token and an instance in place of the dots.
func TestQuickStart(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := readPage(t, "docs/index.md")
	r := newReader(t, "LOSANT_API_URL="+srv.URL())
	r.save(p)
	script := p.script()
	for _, variable := range [][2]string{{"LOSANT_API_TOKEN", srv.Token()}, {"LOSANT_INSTANCE_ID", srv.InstanceID()}} {
		const dots = `="..."`
		if !strings.Contains(script, variable[0]+dots) {
			t.Fatalf("the page does not set %s", variable[0])
		}
		script = strings.Replace(script, variable[0]+dots, variable[0]+"="+variable[1], 1)
	}
	expect(t, r.paste(script), "Apply complete! Resources: 1 added, 0 changed, 0 destroyed.")
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
	r := newReader(t, environment(srv, srv.Token())...)
	editInBrowser := func() {
		id, _ := srv.Organizations()[0]["id"].(string)
		saveDescription(t, srv, id, "Edited in the browser.")
	}
	followSteps(t, r, readPage(t, "docs/guides/getting-started.md"), []guideStep{
		{output: []string{"Resources: 2 added, 0 changed, 0 destroyed."}},
		{output: []string{"No changes. "}},
		{output: []string{`~ "device" = 500 -> 800`, "Resources: 0 added, 1 changed, 0 destroyed."}},
		{before: editInBrowser, output: []string{`"Edited in the browser." -> "Soil and climate monitoring."`, "Plan: 0 to add, 1 to change, 0 to destroy."}},
		{output: []string{"Resources: 0 added, 0 changed, 2 destroyed."}},
	})
	if sent := srv.Requests("PATCH"); len(sent) != 1 || string(sent[0].Body) != `{"limits":{"device":800}}` {
		t.Errorf("sent %v", sent)
	}
	if left := srv.Organizations(); len(left) > 0 {
		t.Errorf("organizations left: %v", left)
	}
}
