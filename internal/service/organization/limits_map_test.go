package organization_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// An installation of Losant that is older than a limit accepts it and drops it.
func TestLimitThatLosantDoesNotStoreIsWarnedAbout(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocol(t, srv, typeName, nil)
	object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
	config := p.Config(map[string]any{"name": "Acme", "limits": map[string]any{"device": 5, "webhook": 7}})
	response := srv.Organization(p.Text(object.State, "id"))
	stored, _ := response["limits"].(mockserver.Doc)
	stored["device"] = 5
	delete(stored, "webhook")
	body, err := json.Marshal(response)
	if err != nil {
		t.Fatal(err)
	}
	srv.Fail(mockserver.Fault{Method: http.MethodPatch, Status: http.StatusOK, Body: string(body)})
	planned := p.Plan(object, config)
	_, diagnostics := p.ApplyPlanned(object, config, planned)
	acctest.ExpectDetails(t, diagnostics, `Losant did not store limits["webhook"] for organization "Acme"`)
}

// A shorter retention deletes data, also if the prior state does not know how long
// the data is kept.
func TestShorterRetentionIsRefusedWhateverTheStateKnows(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]func(p *acctest.Protocol, srv *mockserver.Server) acctest.Object{
		"no limit is managed": func(p *acctest.Protocol, _ *mockserver.Server) acctest.Object {
			return p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
		},
		"another limit is managed": func(p *acctest.Protocol, _ *mockserver.Server) acctest.Object {
			return p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme", "limits": map[string]any{"device": 5}}))
		},
		"data_ttl is null": func(p *acctest.Protocol, _ *mockserver.Server) acctest.Object {
			return p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme", "limits": map[string]any{"data_ttl": nil, "device": 5}}))
		},
		"imported": func(p *acctest.Protocol, srv *mockserver.Server) acctest.Object {
			object, _ := p.Import(srv.AddOrganization(mockserver.Doc{"name": "Acme"}), nil)
			return object
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := acctest.NewProtocol(t, srv, typeName, nil)
			object := before(p, srv)
			srv.ResetRequests()
			config := p.Config(map[string]any{"name": "Acme", "limits": map[string]any{"device": 5, "data_ttl": 86400}})
			planned := p.Plan(object, config)
			if errs := acctest.Errors(planned.Diagnostics); len(errs) != 1 || acctest.RootOf(planned.Diagnostics[len(planned.Diagnostics)-1]) != "limits" {
				t.Errorf("plan: got %q", errs)
			}
			_, applied := p.ApplyPlanned(object, config, planned)
			if errs := acctest.Errors(applied); len(errs) != 1 {
				t.Errorf("apply: got %q", errs)
			}
			acctest.ExpectWrites(t, srv)

			// What the plan does not know, the apply asks for.
			srv.Fail(mockserver.Fault{Method: http.MethodGet, Status: http.StatusForbidden, Body: `{"type":"Forbidden","message":"no"}`, Times: -1})
			if _, applied := p.ApplyPlanned(object, config, planned); len(acctest.Errors(applied)) != 1 {
				t.Errorf("without a response: got %q", acctest.Details(applied))
			}
			acctest.ExpectWrites(t, srv)
		})
	}
}

// An unknown map shows its keys only when it is applied.
func TestUnknownMapIsValidatedWhenItIsKnown(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocol(t, srv, typeName, nil)
	unknown := p.Config(map[string]any{"name": "Acme", "limits": acctest.Unknown})
	acctest.ExpectDetails(t, p.Validate(unknown))
	acctest.ExpectDetails(t, p.Plan(p.Null(), unknown).Diagnostics)
	// Terraform plans again in the apply, when the value is known.
	known := p.Config(map[string]any{"name": "Acme", "limits": map[string]any{"devise": 5}})
	acctest.ExpectDetails(t, p.Plan(p.Null(), known).Diagnostics, `There is no limit "devise". Did you mean "device"?`)
	acctest.ExpectWrites(t, srv)
}
