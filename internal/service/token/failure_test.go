package token_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestLostResponseCreatesOneTokenWithItsSecret(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mockserver.Fault{
		"connection reset after the effect":  {Method: http.MethodPost, Reset: true, After: true},
		"connection reset before the effect": {Method: http.MethodPost, Reset: true},
		"response of a proxy":                {Method: http.MethodPost, Status: http.StatusBadGateway, Body: "<h1>Bad gateway</h1>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			srv.Fail(fault)
			p := newProtocol(t, srv)
			object := p.Apply(p.Null(), p.Config(minimalConfig()))
			if all := otherTokens(srv); len(all) != 1 || all[0]["id"] != p.Text(object.State, "id") {
				t.Errorf("got tokens %v, want the one in the state", all)
			}
			expectWorks(t, srv, p.Text(object.State, "token"))
			acctest.ExpectCount(t, srv, http.MethodPost, 2)
		})
	}
}

func TestErrorsNameTheTokenAndTheAttribute(t *testing.T) {
	t.Parallel()
	create := func(p *acctest.Protocol, _ acctest.Object) []*tfprotov6.Diagnostic {
		config := p.Config(minimalConfig())
		_, diagnostics := p.ApplyPlanned(p.Null(), config, p.Plan(p.Null(), config))
		return diagnostics
	}
	update := func(p *acctest.Protocol, object acctest.Object) []*tfprotov6.Diagnostic {
		config := p.Config(minimalConfig("name", "x"))
		_, diagnostics := p.ApplyPlanned(object, config, p.Plan(object, config))
		return diagnostics
	}
	read := func(p *acctest.Protocol, object acctest.Object) []*tfprotov6.Diagnostic {
		_, diagnostics := p.Refresh(object)
		return diagnostics
	}
	rejected := func(method string, status int, message string) mockserver.Fault {
		return mockserver.Fault{Method: method, PathContains: "/tokens", Status: status, Body: `{"type":"x","message":"` + message + `"}`}
	}
	for name, tc := range map[string]struct {
		act   func(*acctest.Protocol, acctest.Object) []*tfprotov6.Diagnostic
		fault mockserver.Fault
		want  string
		at    string
	}{
		"create, forbidden":  {create, rejected("POST", 403, "no"), `ERROR Could not create API token "ci": POST`, ""},
		"create, scope":      {create, rejected("POST", 400, "scope is too wide"), `400 x: scope is too wide`, "scopes"},
		"create, date":       {create, rejected("POST", 400, "the expirationDate must be nearer"), `400`, "expires_at"},
		"create, two fields": {create, rejected("POST", 400, "name and scope do not go together"), `400`, ""},
		"read":               {read, rejected("GET", 403, "no"), `instanceApiToken.get`, ""},
		"update":             {update, rejected("PATCH", 400, "name is taken"), `ERROR Could not update API token "ci" (`, "name"},
		"update, forbidden":  {update, rejected("PATCH", 403, "no"), "It needs one of these scopes: all.Instance, instanceApiToken.*, instanceApiToken.patch.", ""},
		"delete":             {destroy, rejected("DELETE", 403, "no"), `ERROR Could not delete API token "ci" (`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			object := p.Apply(p.Null(), p.Config(minimalConfig()))
			srv.Fail(tc.fault)
			diagnostics := tc.act(p, object)
			acctest.ExpectDetails(t, diagnostics, tc.want)
			if got := acctest.RootOf(diagnostics[0]); got != tc.at {
				t.Errorf("got path %q, want %q", got, tc.at)
			}
			if secret := p.Text(object.State, "token"); strings.Contains(strings.Join(acctest.Details(diagnostics), ""), secret) {
				t.Error("the secret is in the message")
			}
		})
	}
}

func TestTokenDeletedOutsideTerraformLeavesTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(minimalConfig()))
	srv.RemoveToken(p.Text(object.State, "id"))
	if refreshed := p.MustRefresh(object); !refreshed.State.IsNull() {
		t.Error("the token is still in the state")
	}
	acctest.ExpectDetails(t, destroy(p, object))
}

// With a token of another instance, the API responds with 404 to every request.
func TestTokenOfAnotherInstanceKeepsTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(minimalConfig()))
	other := srv.AddInstance(mockserver.Doc{})
	stranger := acctest.NewProtocol(t, srv, typeName, map[string]any{"instance_id": other})
	foreign, diagnostics := stranger.Import(other+"/"+p.Text(object.State, "id"), nil)
	acctest.ExpectDetails(t, diagnostics, "Instance was not found")
	if foreign.State.IsNull() {
		t.Error("the token is no longer in the state")
	}
}

func TestUnknownAPITokenKeepsTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := minimalConfig()
	object := p.Apply(p.Null(), p.Config(config))
	unknown := acctest.NewProtocol(t, srv, typeName, map[string]any{"api_token": acctest.Unknown})
	kept, diagnostics := unknown.Refresh(object)
	acctest.ExpectDetails(t, diagnostics, "WARNING Skipped refreshing from Losant")
	unknown.ExpectEmpty(kept, config)
}
