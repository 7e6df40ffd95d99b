package token_test

import (
	"net/http"
	"strings"
	"testing"

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
	create, update := acctest.Creates(minimalConfig()), acctest.Updates(minimalConfig("name", "x"))
	rejected := func(method string, status int, message string) mockserver.Fault {
		return acctest.Rejection(method, "/tokens", status, message)
	}
	for name, failure := range map[string]acctest.Failure{
		"create, forbidden":  acctest.Fails(create, rejected("POST", 403, "no"), `ERROR Could not create API token "ci": POST`, ""),
		"create, scope":      acctest.Fails(create, rejected("POST", 400, "scope is too wide"), `400 x: scope is too wide`, "scopes"),
		"create, date":       acctest.Fails(create, rejected("POST", 400, "the expirationDate must be nearer"), `400`, "expires_at"),
		"create, two fields": acctest.Fails(create, rejected("POST", 400, "name and scope do not go together"), `400`, ""),
		"read":               acctest.Fails(acctest.Reads, rejected("GET", 403, "no"), `instanceApiToken.get`, ""),
		"update":             acctest.Fails(update, rejected("PATCH", 400, "name is taken"), `ERROR Could not update API token "ci" (`, "name"),
		"update, forbidden":  acctest.Fails(update, rejected("PATCH", 403, "no"), "It needs one of these scopes: all.Instance, instanceApiToken.*, instanceApiToken.patch.", ""),
		"delete":             acctest.Fails(acctest.Destroys, rejected("DELETE", 403, "no"), `ERROR Could not delete API token "ci" (`, ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, object, diagnostics := failure.ExpectFailure(t, typeName, minimalConfig())
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
	acctest.ExpectDeletionIsNoticed(t, p, object, srv.RemoveToken)
}

// With a token of another instance, the API responds with 404 to every request.
func TestTokenOfAnotherInstanceKeepsTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(minimalConfig()))
	acctest.ExpectKeptByAnotherInstance(t, srv, typeName, p.Text(object.State, "id"))
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

func TestUnstoredChangeIsNoticed(t *testing.T) {
	t.Parallel()
	acctest.ExpectUnstoredChangeIsNoticed(t, mockserver.Start(t), typeName, "/tokens/{id}", minimalConfig(), minimalConfig("name", "other"), "name for API token")
}
