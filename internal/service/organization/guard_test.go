package organization_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestDestroyIsRefusedIfDataWouldBeLost(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	const refused, allowed = false, true
	unreadable := func(srv *mockserver.Server) {
		srv.Fail(mockserver.Fault{Method: http.MethodGet, Status: http.StatusForbidden, Times: -1})
	}
	for name, tc := range map[string]struct {
		summary  mockserver.Doc
		provider m
		config   m // besides the name
		prepare  func(srv *mockserver.Server)
		want     bool
		text     string // in the error, or in the warning of the plan
	}{
		"empty organization": {want: allowed},
		"applications and devices": {
			summary: mockserver.Doc{"appCount": 1, "deviceCount": 3},
			want:    refused, text: "It contains 1 application and 3 devices, which would be permanently deleted.",
		},
		"everything": {
			summary: mockserver.Doc{"appCount": 4, "dashCount": 1, "deviceCount": 120},
			want:    refused, text: "It contains 4 applications, 1 dashboard and 120 devices, which would",
		},
		"data loss that is allowed": {
			summary: mockserver.Doc{"appCount": 1, "dashCount": 2}, config: m{"allow_data_loss": []any{"destroy"}},
			want: allowed, text: "WARNING Organization \"Acme\" (ID) will be destroyed with its contents: It contains 1 application and 2 dashboards, which will be permanently deleted.",
		},
		"an empty organization whose loss is allowed": {config: m{"allow_data_loss": []any{"destroy"}}, want: allowed},
		"another loss that is allowed": {
			summary: mockserver.Doc{"appCount": 1}, config: m{"allow_data_loss": []any{"data_ttl"}},
			want: refused, text: `set allow_data_loss = ["destroy"], apply, and then destroy`,
		},
		"nothing that is allowed": {summary: mockserver.Doc{"appCount": 1}, config: m{"allow_data_loss": []any{}}, want: refused, text: "It contains 1 application,"},
		"counts that cannot be read": {
			prepare: unreadable, want: refused, text: "Its contents could not be counted",
		},
		"counts that cannot be read, allowed": {
			prepare: unreadable, config: m{"allow_data_loss": []any{"destroy"}}, want: allowed, text: "WARNING Organization \"Acme\" (ID) will be destroyed with its contents: Its contents could not be counted",
		},
		"protected": {
			config: m{"deletion_protection": true, "allow_data_loss": []any{"destroy"}},
			want:   refused, text: "The organization is protected, because its deletion_protection is true.\n\nTo destroy it, set deletion_protection = false, apply, and then destroy it.",
		},
		"protected by the provider": {provider: m{"deletion_protection": true}, want: refused, text: "because it does not set deletion_protection, which in the provider block is true."},
		"protected by an unknown value": {
			provider: m{"deletion_protection": acctest.Unknown}, want: refused, text: "which in the provider block is not known yet.",
		},
		"not protected in spite of the provider": {provider: m{"deletion_protection": true}, config: m{"deletion_protection": false}, want: allowed},
		"not protected but full": {
			provider: m{"deletion_protection": true}, config: m{"deletion_protection": false}, summary: mockserver.Doc{"dashCount": 1}, want: refused, text: "It contains 1 dashboard",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := acctest.NewProtocol(t, srv, typeName, tc.provider)
			config := m{"name": "Acme"}
			for attribute, value := range tc.config {
				config[attribute] = value
			}
			object := p.Apply(p.Null(), p.Config(config))
			id := p.Text(object.State, "id")
			srv.SetSummary(id, tc.summary)
			if tc.prepare != nil {
				tc.prepare(srv)
			}
			srv.ResetRequests()
			null := tftypes.NewValue(p.Type, nil)
			planned := p.Plan(object, null)
			planned.State = null
			_, applied := p.ApplyPlanned(object, null, planned)
			text := strings.ReplaceAll(tc.text, "ID", id)
			for phase, diagnostics := range map[string][]string{"plan": acctest.Details(planned.Diagnostics), "apply": acctest.Details(applied)} {
				isSilent := tc.want == allowed && (phase == "apply" || text == "")
				if got := strings.Join(diagnostics, "\n"); isSilent != (got == "") || !isSilent && (!strings.Contains(got, text) || strings.HasPrefix(got, "WARNING") != tc.want) {
					t.Errorf("%s: want allowed %t and %q, got %q", phase, tc.want, text, diagnostics)
				}
			}
			want := []string{"DELETE /orgs/" + id}
			if tc.want == refused {
				want = nil
			}
			acctest.ExpectWrites(t, srv, want...)
		})
	}
}

// What fails the whole run is one error, and no reason to permit data loss.
func TestDestroyNamesWhatFailsTheRun(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault       mockserver.Fault
		first, next string
	}{
		"token": {
			mockserver.Fault{Status: http.StatusUnauthorized, Body: `{"type":"Unauthorized","message":"Invalid access token"}`},
			"The API token is wrong, expired or inactive.", "Losant did not accept the API token. See the first error about it.",
		},
		"server error": {mockserver.Fault{Status: http.StatusInternalServerError}, "500: Internal Server Error", "500: Internal Server Error"},
		"no response":  {mockserver.Fault{Reset: true}, "Check api_url", "Check api_url"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := acctest.NewProtocol(t, srv, typeName, map[string]any{"max_retries": 0})
			var objects [2]acctest.Object
			for i := range objects {
				objects[i] = p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
			}
			tc.fault.Method, tc.fault.Times = http.MethodGet, -1
			for phase, destroy := range map[string]func(acctest.Object) []*tfprotov6.Diagnostic{
				"plan":  func(o acctest.Object) []*tfprotov6.Diagnostic { return p.Plan(o, p.Null().State).Diagnostics },
				"apply": func(o acctest.Object) []*tfprotov6.Diagnostic { _, diagnostics := p.Destroy(o); return diagnostics },
				"replacement": func(o acctest.Object) []*tfprotov6.Diagnostic {
					_, second := replacing(p, o, p.Config(map[string]any{"name": "Acme"}))
					return second.Diagnostics
				},
			} {
				p.Run(func() {
					for i, want := range []string{tc.first, tc.next} {
						srv.Fail(tc.fault)
						got := acctest.Errors(destroy(objects[i]))
						srv.ClearFaults()
						summary := fmt.Sprintf("ERROR Could not check whether organization %q (%s) is empty: ", "Acme", p.Text(objects[i].State, "id"))
						if len(got) != 1 || !strings.HasPrefix(got[0], summary) || !strings.Contains(got[0], want) || strings.Contains(got[0], "allow_data_loss") {
							t.Errorf("%s: want %q and %q, got %q", phase, summary, want, got)
						}
					}
				})
			}
		})
	}
}

func TestRemovalOfAPersonNamesWhatFailsTheRun(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	members := p.Other("losant_organization_invitation")
	organization := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
	id := p.Text(organization.State, "id")
	person := members.Apply(members.Null(), members.Config(map[string]any{"organization_id": id, "email": "jane@acme.example", "role": "view"}))
	var planned acctest.Planned
	p.Run(func() {
		p.Plan(organization, p.Null().State)
		planned = members.Plan(person, members.Null().State)
	})
	planned.State = members.Null().State
	srv.ResetRequests()
	srv.Fail(mockserver.Fault{Status: http.StatusUnauthorized, Times: -1})
	_, diagnostics := members.ApplyPlanned(person, planned.State, planned)
	acctest.ExpectDetails(t, diagnostics, `ERROR Could not check whether organization "Acme" (`+id+`) is empty: `)
	if got := acctest.Errors(diagnostics); strings.Contains(got[0], "allow_data_loss") || !strings.Contains(got[0], "The API token is wrong") {
		t.Errorf("got %q", got)
	}
	acctest.ExpectWrites(t, srv)
}

// replacing returns how core plans a replacement: the change, and then a creation
// with the planned private data of the first response.
func replacing(p *acctest.Protocol, object acctest.Object, config tftypes.Value) (first, second acctest.Planned) {
	first = p.Plan(object, config)
	return first, p.Plan(acctest.Object{State: p.Null().State, Private: first.Private}, config)
}

// The configuration or -replace asks for a replacement. Terraform plans no destroy
// for it.
func TestReplacementIsRefusedIfDataWouldBeLost(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	for name, tc := range map[string]struct {
		config  m // besides the name
		change  m
		summary mockserver.Doc
		want    string // in an error, or "" if nothing is refused
	}{
		"unchanged, and not empty":       {summary: mockserver.Doc{"appCount": 1}, want: `Refused to replace organization "Acme" (ID): It contains 1 application, which would be permanently deleted.`},
		"changed, and not empty":         {change: m{"description": "New"}, summary: mockserver.Doc{"deviceCount": 2}, want: "It contains 2 devices"},
		"unchanged, and empty":           {},
		"unchanged, and allowed":         {config: m{"allow_data_loss": []any{"destroy"}}, summary: mockserver.Doc{"appCount": 1}},
		"allowed only by the same apply": {change: m{"allow_data_loss": []any{"destroy"}}, summary: mockserver.Doc{"appCount": 1}, want: "It contains 1 application"},
		"protected":                      {config: m{"deletion_protection": true}, want: "is protected"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			config := m{"name": "Acme"}
			for attribute, value := range tc.config {
				config[attribute] = value
			}
			object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
			id := p.Text(object.State, "id")
			srv.SetSummary(id, tc.summary)
			srv.ResetRequests()
			for attribute, value := range tc.change {
				config[attribute] = value
			}
			first, second := replacing(p, object, p.Config(config))
			acctest.ExpectDetails(t, first.Diagnostics)
			got := strings.Join(acctest.Errors(second.Diagnostics), "\n")
			if (got == "") != (tc.want == "") || !strings.Contains(got, strings.ReplaceAll(tc.want, "ID", id)) {
				t.Errorf("want %q, got %q", tc.want, got)
			}
			acctest.ExpectWrites(t, srv)
		})
	}
}

func TestReplacementByAnotherInstanceIsRefusedIfDataWouldBeLost(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	other := srv.AddInstance(mockserver.Doc{"name": "Other"})
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
	srv.SetSummary(p.Text(object.State, "id"), mockserver.Doc{"appCount": 1})
	first, second := replacing(p, object, p.Config(map[string]any{"name": "Acme", "instance_id": other}))
	for _, planned := range []acctest.Planned{first, second} {
		if got := acctest.Errors(planned.Diagnostics); len(got) != 1 || !strings.Contains(got[0], "It contains 1 application") {
			t.Errorf("got %q", got)
		}
	}
	if len(first.RequiresReplace) != 1 {
		t.Errorf("attributes that require replacement: %v", first.RequiresReplace)
	}

	object = p.Apply(object, p.Config(map[string]any{"name": "Acme", "allow_data_loss": []any{"destroy"}}))
	permitted := p.Plan(object, p.Config(map[string]any{"name": "Acme", "instance_id": other}))
	if got := acctest.Details(permitted.Diagnostics); len(got) == 0 || !strings.Contains(got[0], "will be replaced without its contents: It contains 1 application, which will be") {
		t.Errorf("got %q", got)
	}
}

// Terraform plans a tainted organization without its prior state and private data.
func TestCreationWarnsIfTheOrganizationSeemsTainted(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		config, created map[string]any
		summary         mockserver.Doc
		isPlanned       bool
		want            []string
	}{
		"not empty": {
			summary: mockserver.Doc{"appCount": 1},
			want:    []string{"the apply is refused. It contains 1 application, which would be permanently deleted.\n\nTo keep it, run terraform untaint"},
		},
		"allowed": {
			config: map[string]any{"name": "Acme", "allow_data_loss": []any{"destroy"}}, summary: mockserver.Doc{"appCount": 1},
			want: []string{"the apply destroys the existing one. It contains 1 application, which will be permanently deleted."},
		},
		"empty":                      {},
		"another name":               {created: map[string]any{"name": "Other"}, summary: mockserver.Doc{"appCount": 1}},
		"planned with a prior state": {isPlanned: true, summary: mockserver.Doc{"appCount": 1}},
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
			srv.SetSummary(p.Text(object.State, "id"), tc.summary)
			created := tc.created
			if created == nil {
				created = config
			}
			p.Run(func() {
				record(t, p, object)
				if tc.isPlanned {
					p.Plan(object, p.Config(config))
				}
				planned := p.Plan(p.Null(), p.Config(created))
				diagnostics := slices.DeleteFunc(planned.Diagnostics, isEqualNameWarning)
				acctest.ExpectDetails(t, diagnostics, tc.want...)
			})
		})
	}
}

func isEqualNameWarning(d *tfprotov6.Diagnostic) bool {
	return strings.HasPrefix(d.Summary, "An organization named")
}

// record sends the request by which core reads an object of the state.
func record(t *testing.T, p *acctest.Protocol, object acctest.Object) {
	t.Helper()
	raw, err := json.Marshal(acctest.JSONValue(object.State))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Server.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{
		TypeName: typeName, RawState: &tfprotov6.RawState{JSON: raw},
	}); err != nil {
		t.Fatal(err)
	}
}
