package organization_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// respondInstead makes every GET of an organization, or of the list, return the
// organization with other fields. A field whose value is nil is omitted.
func respondInstead(srv *mockserver.Server, id string, fields mockserver.Doc) {
	doc := srv.Organization(id)
	for name, value := range fields {
		if doc[name] = value; value == nil {
			delete(doc, name)
		}
	}
	body, _ := json.Marshal(doc)
	srv.Fail(mockserver.Fault{Method: http.MethodGet, PathContains: "/orgs/" + id, Status: http.StatusOK, Body: string(body), Times: -1})
	srv.Fail(mockserver.Fault{Method: http.MethodGet, PathContains: "/orgs", Status: http.StatusOK, Body: `{"items":[` + string(body) + `],"totalCount":1}`, Times: -1})
}

// A refresh stops with an error if an organization is not readable. It reports no
// drift, and the state stays.
func TestUnreadableOrganizationIsNoDrift(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fields mockserver.Doc
		want   string
	}{
		"no name":                   {mockserver.Doc{"name": nil, "NAME": "Acme"}, "the organization has no name"},
		"no limits":                 {mockserver.Doc{"limits": nil}, "the organization has no limits"},
		"limits are a text":         {mockserver.Doc{"limits": "x"}, "the limits are not an object"},
		"no tags":                   {mockserver.Doc{"tags": nil}, "the organization has no tags"},
		"tags are an object":        {mockserver.Doc{"tags": mockserver.Doc{}}, "field tags: object instead of list"},
		"tag without a value":       {mockserver.Doc{"tags": []any{mockserver.Doc{"key": "k"}}}, "a tag of the organization has no key or no value"},
		"banner is a text":          {mockserver.Doc{"banner": "x"}, "field banner: text instead of object"},
		"data_ttl is a text":        {mockserver.Doc{"limits": mockserver.Doc{"dataTTL": "15552000"}}, "the limit dataTTL is not a whole number"},
		"data_ttl is a fraction":    {mockserver.Doc{"limits": mockserver.Doc{"dataTTL": 1.5}}, "the limit dataTTL is not a whole number"},
		"data_ttl is out of bounds": {mockserver.Doc{"limits": mockserver.Doc{"dataTTL": 1e300}}, "the limit dataTTL is not a whole number"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme", "limits": map[string]any{"data_ttl": 15552000}}))
			respondInstead(srv, p.Text(object.State, "id"), tc.fields)
			p = newProtocol(t, srv)
			refreshed, diagnostics := p.Refresh(object)
			acctest.ExpectDetails(t, diagnostics, tc.want)
			if !refreshed.State.Equal(object.State) {
				t.Errorf("state %v", refreshed.State)
			}
		})
	}
}

// A lower data_ttl is refused, in the plan and in the apply, if neither the state nor
// Losant knows how long data is kept.
func TestDataTTLIsNotLoweredFromAnUnknownValue(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		limits mockserver.Doc
		want   string
	}{
		"absent":   {mockserver.Doc{"device": 1}, "does not contain how long data is kept"},
		"null":     {mockserver.Doc{"dataTTL": nil}, "does not contain how long data is kept"},
		"negative": {mockserver.Doc{"dataTTL": -1}, "does not contain how long data is kept"},
		"a text":   {mockserver.Doc{"dataTTL": "x"}, "could not be read"},
		"longer":   {mockserver.Doc{"dataTTL": 15552000}, "changes from 15552000 seconds"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
			respondInstead(srv, p.Text(object.State, "id"), mockserver.Doc{"limits": tc.limits})
			srv.ResetRequests()
			p = newProtocol(t, srv)
			config := p.Config(map[string]any{"name": "Acme", "limits": map[string]any{"data_ttl": 86400}})
			planned := p.Plan(object, config)
			_, applied := p.ApplyPlanned(object, config, planned)
			for phase, got := range map[string][]string{"plan": acctest.Details(planned.Diagnostics), "apply": acctest.Details(applied)} {
				if len(got) == 0 || !strings.Contains(strings.Join(got, "\n"), tc.want) {
					t.Errorf("%s: want %q, got %q", phase, tc.want, got)
				}
			}
			acctest.ExpectWrites(t, srv)
		})
	}
}

// An organization whose contents cannot be counted is not destroyed.
func TestImpossibleCountsAreNotZero(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		summary any
		want    string
	}{
		"negative":    {mockserver.Doc{"appCount": -1, "dashCount": 0, "deviceCount": 0}, "It contains an unknown number of applications, which"},
		"no numbers":  {mockserver.Doc{"appCount": "many", "dashCount": 1e300, "deviceCount": 1.5}, "unknown number of applications, an unknown number of dashboards and an unknown number of devices"},
		"no summary":  {nil, "an unknown number of devices"},
		"other type":  {"none", "an unknown number of devices"},
		"other case":  {mockserver.Doc{"AppCount": 0, "dashCount": 0, "deviceCount": 0}, "an unknown number of applications, which"},
		"many things": {mockserver.Doc{"appCount": 9e15, "dashCount": 0, "deviceCount": 0}, "9000000000000000 applications"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
			id := p.Text(object.State, "id")
			respondInstead(srv, id, mockserver.Doc{"summary": tc.summary})
			srv.ResetRequests()
			p = newProtocol(t, srv)
			null := tftypes.NewValue(p.Type, nil)
			planned := p.Plan(object, null)
			planned.State = null
			_, applied := p.ApplyPlanned(object, null, planned)
			for phase, got := range map[string][]string{"plan": acctest.Details(planned.Diagnostics), "apply": acctest.Details(applied)} {
				if len(got) == 0 || !strings.Contains(got[0], tc.want) {
					t.Errorf("%s: want %q, got %q", phase, tc.want, got)
				}
			}
			acctest.ExpectWrites(t, srv)
		})
	}
}
