package organization_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// everything returns a configuration that sets every attribute.
func everything() map[string]any {
	config := map[string]any{"name": "Acme"}
	for name, value := range optional {
		config[name] = value
	}
	return config
}

// An error after the creation would make the next apply destroy the organization.
func TestCreateKeepsTheOrganizationIfItCannotBeReadBack(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]map[string]any{"only the name": {"name": "Acme"}, "every attribute": everything()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := auditableServer(t)
			p := acctest.NewProtocol(t, srv, typeName, map[string]any{"max_retries": 0})
			planned := p.Plan(p.Null(), p.Config(config))
			srv.Fail(mockserver.Fault{Method: http.MethodGet, PathContains: "/orgs/", Status: http.StatusForbidden, Times: -1})
			object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
			if got := summaries(diagnostics); len(got) != 1 || !strings.Contains(got[0], "was created, but could not be read back") || !strings.HasPrefix(got[0], "WARNING") {
				t.Errorf("got %q", got)
			}
			if srv.Organization(p.Text(object.State, "id")) == nil {
				t.Fatal("the organization is not in the state")
			}
			if !object.State.IsFullyKnown() {
				t.Errorf("unknown values are left: %s", object.State)
			}
			srv.ClearFaults()
			p.ExpectEmpty(p.MustRefresh(object), config)
		})
	}
}

func TestCreateWaitsUntilTheOrganizationAppears(t *testing.T) {
	t.Parallel()
	srv := auditableServer(t, mockserver.With("not-found-after-create", "two-reads"))
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(everything()))
	p.ExpectEmpty(p.MustRefresh(object), everything())
	acctest.ExpectCount(t, srv, http.MethodPost, 1)
}

func TestLostResponseCreatesNoSecondOrganization(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mockserver.Fault{
		"connection reset after the creation":  {Method: http.MethodPost, Reset: true, After: true},
		"connection reset before the creation": {Method: http.MethodPost, Reset: true},
		"503 after the creation":               {Method: http.MethodPost, Status: http.StatusServiceUnavailable, Body: "<html>", After: true},
		"truncated response":                   {Method: http.MethodPost, Cut: true, After: true},
		"throttled request":                    {Method: http.MethodPost, Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"0"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := auditableServer(t)
			p := newProtocol(t, srv)
			config := everything()
			planned := p.Plan(p.Null(), p.Config(config))
			srv.Fail(fault)
			object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
			if got := acctest.Details(diagnostics); len(got) > 0 {
				t.Fatalf("got %q", got)
			}
			if n := len(srv.Organizations()); n != 1 {
				t.Errorf("%d organizations", n)
			}
			p.ExpectEmpty(p.MustRefresh(object), config)
		})
	}
}

func TestServerThatStoresAnotherValueIsWarnedAbout(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("above-instance-limit", "clamped"))
	p := newProtocol(t, srv)
	config := limitsOf("device", 500)
	planned := p.Plan(p.Null(), p.Config(config))
	srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"device": 100}})
	object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
	if got := summaries(diagnostics); len(got) != 1 || !strings.HasPrefix(got[0], "WARNING Losant stored a different limits[\"device\"] for organization") {
		t.Errorf("got %q", got)
	}
	object = p.MustRefresh(object)
	if planned := p.Plan(object, p.Config(config)); object.State.Equal(planned.State) {
		t.Error("the next plan is empty")
	}
}

func TestRefusedRequestPointsAtTheAttribute(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
	for _, tc := range []struct {
		message string
		config  map[string]any
		at      string
	}{
		{"no", map[string]any{"name": "Acme", "description": "Text"}, "description"},
		{"limits: device is too high", limitsOf("device", 5, "flow", 5), "limits.device"},
		{"no", limitsOf("flow", 5), "limits.flow"},
		{"no", limitsOf("device", 5, "flow", 5), ""},
		{"banner is not welcome", map[string]any{"name": "New", "banner": map[string]any{"level": "info", "message": "m"}}, "banner"},
	} {
		planned := p.Plan(object, p.Config(tc.config))
		srv.Fail(mockserver.Fault{Method: http.MethodPatch, Status: http.StatusBadRequest, Body: `{"type":"Validation","message":"` + tc.message + `"}`})
		_, diagnostics := p.ApplyPlanned(object, p.Config(tc.config), planned)
		if len(diagnostics) != 1 || attributeOf(diagnostics[0]) != tc.at || !strings.Contains(diagnostics[0].Detail, tc.message) {
			t.Errorf("want an error at %q, got %q at %v", tc.at, acctest.Details(diagnostics), diagnostics)
		}
	}
}

// attributeOf returns the attribute that a diagnostic points at, such as
// limits.device, or "".
func attributeOf(d *tfprotov6.Diagnostic) string {
	var names []string
	for _, quoted := range regexp.MustCompile(`"[^"]*"`).FindAllString(d.Attribute.String(), -1) {
		names = append(names, strings.Trim(quoted, `"`))
	}
	return strings.Join(names, ".")
}

func TestDeletedOrganizationIsRemovedFromTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
	srv.RemoveOrganization(p.Text(object.State, "id"))

	// Terraform before 1.12 sends no identity.
	for name, identity := range map[string]bool{"with identity": true, "without identity": false} {
		prior := object
		if !identity {
			prior.Identity = nil
		}
		if refreshed := p.MustRefresh(prior); !refreshed.State.IsNull() {
			t.Errorf("%s: the organization is still in the state", name)
		}
	}
	if destroyed := p.Apply(object, p.Null().State); !destroyed.State.IsNull() {
		t.Error("the destroy fails")
	}
}

// With the token of another instance, the API finds none of the organizations. The
// plan must not create them all again.
func TestTokenOfAnotherInstanceRemovesNothingFromTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))

	srv.Fail(mockserver.Fault{Status: http.StatusNotFound, Body: `{"type":"NotFound","message":"Instance was not found"}`, Times: -1})
	other := newProtocol(t, srv)
	kept, diagnostics := other.Refresh(object)
	if got := acctest.Details(diagnostics); len(got) != 1 || !strings.Contains(got[0], "instance_id is the instance that the API token belongs to") {
		t.Errorf("got %q", got)
	}
	if kept.State.IsNull() {
		t.Error("the organization was removed from the state")
	}
	if _, diagnostics = other.Destroy(object); len(diagnostics) == 0 {
		t.Error("the destroy succeeds")
	}
}

func TestPlanKeepsTheStateWhileProviderValuesAreUnknown(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	config := map[string]any{"name": "Acme", "description": "Text"}
	applied := newProtocol(t, srv)
	object := applied.Apply(applied.Null(), applied.Config(config))
	srv.ResetRequests()
	for name, block := range map[string]map[string]any{
		"token": {"api_token": acctest.Unknown},
		"url":   {"api_url": acctest.Unknown},
	} {
		p := acctest.NewProtocol(t, srv, typeName, block)
		warnings := 0
		for range 3 {
			kept, diagnostics := p.Refresh(object)
			if !kept.State.Equal(object.State) {
				t.Errorf("%s: the state changed", name)
			}
			warnings += len(diagnostics)
			p.ExpectEmpty(kept, config)
		}
		if warnings != 3 { // one for each run
			t.Errorf("%s: %d warnings", name, warnings)
		}
		for _, d := range append(p.Plan(p.Null(), p.Config(config)).Diagnostics, p.Plan(object, p.Null().State).Diagnostics...) {
			t.Errorf("%s: %s", name, d.Summary)
		}
	}
	p := acctest.NewProtocol(t, srv, typeName, map[string]any{"instance_id": acctest.Unknown, "default_tags": acctest.Unknown})
	planned := p.Plan(p.Null(), p.Config(config))
	if p.IsKnown(planned.State, "instance_id") || p.IsKnown(planned.State, "tags_all") {
		t.Errorf("planned before the provider is known: %s", planned.State)
	}
	if sent := srv.Requests(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}
