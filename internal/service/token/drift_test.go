package token_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const eve = acctest.Author

// The warning names the author, whatever names the audit log uses.
func TestDriftIsAttributed(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]mockserver.Option{
		"as documented": nil,
		"other names":   {mockserver.With("audit-names", "client"), mockserver.With("audit-failures", "logged")},
	} {
		for attribute, change := range map[string]mockserver.Doc{
			"name": {"name": "cd"}, "description": {"description": ""}, "status": {"status": "inactive"}, "scopes": {"scope": []any{"instance.get"}},
			"expires_at": {"expirationDate": later}, "name, status": {"name": "cd", "status": "inactive"},
		} {
			t.Run(name+"/"+attribute, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t, opts...)
				p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
				object := p.Apply(p.Null(), p.Config(minimalConfig("description", "d", "expires_at", soon, "status", "active")))
				id := p.Text(object.State, "id")
				acctest.ExpectAttributedChange(t, srv, typeName, object,
					func() { srv.EditToken(id, change) },
					func() { srv.EditToken(srv.AddInstanceToken(mockserver.Doc{"name": "other"}), change) },
					`API token "ci" (`+id+"): changed outside Terraform", eve+" changed "+attribute+" (instanceApiToken patch).")
			})
		}
	}
}

func TestRevocationIsAttributedWithoutBodiesInTheLog(t *testing.T) {
	t.Parallel()
	for _, bodies := range []string{"kept", "omitted"} {
		t.Run(bodies, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.With("audit-bodies", bodies))
			p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
			object := p.Apply(p.Null(), p.Config(minimalConfig()))
			id := p.Text(object.State, "id")
			srv.AuditAs(eve)
			srv.RemoveToken(id)
			srv.AuditAs("bob@example.com")
			srv.RemoveToken(srv.AddInstanceToken(mockserver.Doc{"name": "ci"}))
			acctest.ExpectAttribution(t, srv, typeName, object, `API token "ci" (`+id+"): removed outside Terraform", eve+" removed it (instanceApiToken delete).")
			acctest.ExpectAuditReads(t, srv, 1)
		})
	}
}

// The audit log contains the creation of the token. Its secret is neither in the log
// nor in the warning, which names another configuration by its token.
func TestAttributionShowsNoSecret(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
	object := p.Apply(p.Null(), p.Config(minimalConfig()))
	other := srv.AddToken("all.Instance")
	q := acctest.NewProtocol(t, srv, typeName, map[string]any{"api_token": other})
	q.Apply(object, q.Config(minimalConfig("name", "cd")))
	_, diagnostics := acctest.NewProtocol(t, srv, typeName, acctest.Attribution).Refresh(object)
	acctest.ExpectDetails(t, diagnostics, `API token "Control" (`)
	shown := fmt.Sprint(acctest.Details(diagnostics), srv.AuditLog())
	for _, secret := range []string{p.Text(object.State, "token"), other, srv.Token()} {
		if secret == "" || strings.Contains(shown, secret) {
			t.Errorf("%q is in %s", secret, shown)
		}
	}
}

// Writes of the configuration itself are not drift, and neither are changes of
// attributes that it does not set.
func TestOwnWritesAreNotAttributed(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
	object := p.Apply(p.Null(), p.Config(minimalConfig("description", "d")))
	id := p.Text(object.State, "id")
	srv.AuditAs(eve)
	srv.EditToken(id, mockserver.Doc{"status": "inactive"})
	acctest.ExpectAttribution(t, srv, typeName, object)
	acctest.ExpectAuditReads(t, srv, 0)
	srv.EditToken(id, mockserver.Doc{"description": "by eve"})
	object = p.Apply(object, p.Config(minimalConfig("description", "ours")))
	srv.AuditAs("")
	srv.EditToken(id, mockserver.Doc{"description": "by nobody", "scope": []any{"instance.get"}})
	acctest.ExpectAttribution(t, srv, typeName, object)
	acctest.ExpectAuditReads(t, srv, 1)
}

func TestImportsAreNotAttributed(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.AuditAs(eve)
	id := srv.AddInstanceToken(mockserver.Doc{"name": "ci"})
	srv.EditToken(id, mockserver.Doc{"name": "cd"})
	acctest.ExpectUnattributedImport(t, srv, typeName, id)
	srv.RemoveToken(id)
	acctest.ExpectUnattributedImport(t, srv, typeName, id)
}
