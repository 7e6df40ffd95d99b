package token_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// Whatever becomes of the answer, there is one token in the end, and its secret
// is in the state.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mockserver.Fault{
		"lost after the effect":  {Method: http.MethodPost, Reset: true, After: true},
		"lost before the effect": {Method: http.MethodPost, Reset: true},
		"answered by a proxy":    {Method: http.MethodPost, Status: http.StatusBadGateway, Body: "<h1>Bad gateway</h1>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			srv.Fail(fault)
			p := newProtocol(t, srv)
			object := p.Apply(p.Null(), p.Config(least()))
			if all := made(srv); len(all) != 1 || all[0]["id"] != p.Text(object.State, "id") {
				t.Errorf("there are %v", all)
			}
			works(t, srv, p.Text(object.State, "token"))
			acctest.ExpectCount(t, srv, http.MethodPost, 2)
		})
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	create := func(p *acctest.Protocol, _ acctest.Object) []*tfprotov6.Diagnostic {
		config := p.Config(least())
		_, diagnostics := p.ApplyPlanned(p.Null(), config, p.Plan(p.Null(), config))
		return diagnostics
	}
	update := func(p *acctest.Protocol, object acctest.Object) []*tfprotov6.Diagnostic {
		config := p.Config(least("name", "x"))
		_, diagnostics := p.ApplyPlanned(object, config, p.Plan(object, config))
		return diagnostics
	}
	read := func(p *acctest.Protocol, object acctest.Object) []*tfprotov6.Diagnostic {
		_, diagnostics := p.Refresh(object)
		return diagnostics
	}
	refused := func(method string, status int, message string) mockserver.Fault {
		return mockserver.Fault{Method: method, PathContains: "/tokens", Status: status, Body: `{"type":"x","message":"` + message + `"}`}
	}
	for name, tc := range map[string]struct {
		act   func(*acctest.Protocol, acctest.Object) []*tfprotov6.Diagnostic
		fault mockserver.Fault
		want  string
		at    string
	}{
		"create, forbidden": {create, refused("POST", 403, "no"), `ERROR Could not create API token "ci": POST`, ""},
		"create, scope":     {create, refused("POST", 400, "scope is too wide"), `400 x: scope is too wide`, "scopes"},
		"create, date":      {create, refused("POST", 400, "the expirationDate must be nearer"), `400`, "expires_at"},
		"create, several":   {create, refused("POST", 400, "name and scope do not go together"), `400`, ""},
		"read":              {read, refused("GET", 403, "no"), `instanceApiToken.get`, ""},
		"update":            {update, refused("PATCH", 400, "name is taken"), `ERROR Could not update API token "ci" (`, "name"},
		"update, forbidden": {update, refused("PATCH", 403, "no"), "It needs one of these scopes: all.Instance, instanceApiToken.*, instanceApiToken.patch.", ""},
		"delete":            {destroy, refused("DELETE", 403, "no"), `ERROR Could not delete API token "ci" (`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			object := p.Apply(p.Null(), p.Config(least()))
			srv.Fail(tc.fault)
			diagnostics := tc.act(p, object)
			acctest.ExpectDetails(t, diagnostics, tc.want)
			if got := acctest.RootOf(diagnostics[0]); got != tc.at {
				t.Errorf("points at %q, want %q", got, tc.at)
			}
			if secret := p.Text(object.State, "token"); strings.Contains(strings.Join(acctest.Details(diagnostics), ""), secret) {
				t.Error("the secret is in the message")
			}
		})
	}
}

func TestGone(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(least()))
	srv.RemoveToken(p.Text(object.State, "id"))
	if refreshed := p.MustRefresh(object); !refreshed.State.IsNull() {
		t.Error("the token is still in the state")
	}
	acctest.ExpectDetails(t, destroy(p, object))

	// Everything looks gone to a token of another instance.
	other := srv.AddInstance(mockserver.Doc{})
	stranger := acctest.NewProtocol(t, srv, typeName, map[string]any{"instance_id": other})
	foreign, diagnostics := stranger.Import(other+"/"+p.Text(object.State, "id"), nil)
	acctest.ExpectDetails(t, diagnostics, "Instance was not found")
	if foreign.State.IsNull() {
		t.Error("the token is forgotten")
	}
}

func TestUnknownProviderKeepsTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := least()
	object := p.Apply(p.Null(), p.Config(config))
	later := acctest.NewProtocol(t, srv, typeName, map[string]any{"api_token": acctest.Unknown})
	kept, diagnostics := later.Refresh(object)
	acctest.ExpectDetails(t, diagnostics, "WARNING Skipped refreshing from Losant")
	later.ExpectEmpty(kept, config)
}
