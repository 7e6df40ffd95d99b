package organization_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestDestroyIsRefusedIfDataWouldBeLost(t *testing.T) {
	t.Parallel()
	const refused, allowed = false, true
	for name, tc := range map[string]struct {
		summary mockserver.Doc
		config  map[string]any
		prepare func(srv *mockserver.Server)
		want    bool
		text    string
	}{
		"empty organization":       {want: allowed},
		"applications and devices": {summary: mockserver.Doc{"appCount": 1, "deviceCount": 3}, want: refused, text: "It contains 1 application, 3 devices"},
		"dashboards":               {summary: mockserver.Doc{"dashCount": 2}, want: refused, text: "It contains 2 dashboards"},
		"data loss that is allowed": {
			summary: mockserver.Doc{"appCount": 1}, config: map[string]any{"name": "Acme", "allow_data_loss": true}, want: allowed,
		},
		"data loss that is not allowed": {
			summary: mockserver.Doc{"appCount": 1}, config: map[string]any{"name": "Acme", "allow_data_loss": false}, want: refused, text: "allow_data_loss = true, apply, and then destroy",
		},
		"counts that cannot be read": {
			prepare: func(srv *mockserver.Server) {
				srv.Fail(mockserver.Fault{Method: http.MethodGet, Status: http.StatusForbidden, Times: -1})
			},
			want: refused, text: "Its contents could not be counted",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			config := tc.config
			if config == nil {
				config = map[string]any{"name": "Acme"}
			}
			object := p.Apply(p.Null(), p.Config(config))
			id := p.Text(object.State, "id")
			srv.SetSummary(id, tc.summary)
			if tc.prepare != nil {
				tc.prepare(srv)
			}
			null := tftypes.NewValue(p.Type, nil)
			planned := p.Plan(object, null)
			planned.State = null
			_, applied := p.ApplyPlanned(object, null, planned)
			for phase, diagnostics := range map[string][]string{"plan": acctest.Details(planned.Diagnostics), "apply": acctest.Details(applied)} {
				if ok := len(diagnostics) == 0; ok != tc.want || !ok && !strings.Contains(diagnostics[0], tc.text) {
					t.Errorf("%s: want allowed %t and %q, got %q", phase, tc.want, tc.text, diagnostics)
				}
			}
			if deleted := srv.Organization(id) == nil; deleted != tc.want {
				t.Errorf("deleted is %t, want %t", deleted, tc.want)
			}
		})
	}
}

// Terraform plans no destroy for an organization that it replaces.
func TestReplacementIsRefusedIfDataWouldBeLost(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	other := srv.AddInstance(mockserver.Doc{"name": "Other"})
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
	srv.SetSummary(p.Text(object.State, "id"), mockserver.Doc{"appCount": 1})
	planned := p.Plan(object, p.Config(map[string]any{"name": "Acme", "instance_id": other}))
	if got := acctest.Details(planned.Diagnostics); len(got) == 0 || !strings.Contains(got[0], "It contains 1 application") {
		t.Errorf("got %q", got)
	}
	if len(planned.RequiresReplace) != 1 {
		t.Errorf("attributes that require replacement: %v", planned.RequiresReplace)
	}
}
