package organization_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// Authored content: null and empty mean that there is none, on the server too.
func TestNothingClearsAuthoredContent(t *testing.T) {
	t.Parallel()
	for attribute, tc := range map[string]struct {
		some     any
		nothings []any
		cleared  mockserver.Doc // what is sent to clear it
		member   string         // what the server must not have any more
	}{
		"description": {"Text", []any{nil, ""}, mockserver.Doc{"description": ""}, "description"},
		"referral_id": {"customer-17", []any{nil, ""}, mockserver.Doc{"referralId": ""}, "referralId"},
		"tags":        {map[string]any{"k": []any{"v"}}, []any{nil, map[string]any{}}, mockserver.Doc{"tags": []any{}}, "tags"},
		"allowed_invitation_domains": {
			[]any{"acme.example"},
			[]any{nil, []any{}},
			mockserver.Doc{"whitelistedEmailDomains": []any{}},
			"whitelistedEmailDomains",
		},
		"banner": {
			map[string]any{"level": "info", "message": "m"},
			[]any{nil},
			mockserver.Doc{"banner": mockserver.Doc{"message": ""}},
			"banner",
		},
	} {
		for server, opts := range map[string][]mockserver.Option{
			"as assumed":     nil,
			"empty returned": {mockserver.With("empty-description", "empty")},
			"unset left out": {mockserver.With("unset-fields", "omitted")},
		} {
			t.Run(attribute+"/"+server, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t, opts...)
				p := newProtocol(t, srv)
				with := func(v any) map[string]any { return map[string]any{"name": "Acme", attribute: v} }
				for _, nothing := range tc.nothings {
					p.ExpectEmpty(p.MustRefresh(p.Apply(p.Null(), p.Config(with(nothing)))), with(nothing))

					object := p.Apply(p.Null(), p.Config(with(tc.some)))
					srv.ResetRequests()
					object = p.MustRefresh(p.Apply(object, p.Config(with(nothing))))
					p.ExpectEmpty(object, with(nothing))
					acctest.ExpectBodies(t, srv, http.MethodPatch, tc.cleared)
					if held := srv.Organization(p.Text(object.State, "id"))[tc.member]; !isNothing(held) {
						t.Errorf("the server still has %v", held)
					}
					for _, other := range tc.nothings {
						srv.ResetRequests()
						object = p.MustRefresh(p.Apply(object, p.Config(with(other))))
						p.ExpectEmpty(object, with(other))
						acctest.ExpectBodies(t, srv, http.MethodPatch)
					}
				}
			})
		}
	}
}

func isNothing(v any) bool {
	list, _ := v.([]any)
	return v == nil || v == "" || len(list) == 0 && v != nil && cmp.Equal(v, []any{})
}

// Drift of authored content is shown, whatever the configuration has.
func TestAuthoredContentAddedElsewhereIsDrift(t *testing.T) {
	t.Parallel()
	for member, value := range map[string]any{
		"description":             "Text",
		"referralId":              "customer-17",
		"tags":                    []any{mockserver.Doc{"key": "k", "value": "v"}},
		"whitelistedEmailDomains": []any{"acme.example"},
		"banner":                  mockserver.Doc{"level": "info", "message": "m"},
		"disabledAt":              "2099-01-31T00:00:00.000Z",
	} {
		t.Run(member, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			config := p.Config(map[string]any{"name": "Acme"})
			object := p.Apply(p.Null(), config)
			id := p.Text(object.State, "id")
			before := srv.Organization(id)[member]
			srv.EditOrganization(id, mockserver.Doc{member: value})

			object = p.MustRefresh(object)
			planned := p.Plan(object, config)
			if object.State.Equal(planned.State) {
				t.Fatal("the plan is empty")
			}
			p.ExpectEmpty(p.MustRefresh(p.Apply(object, config)), map[string]any{"name": "Acme"})
			if after := srv.Organization(id)[member]; !cmp.Equal(after, before) && !isNothing(after) {
				t.Errorf("%s is %v after the apply, was %v", member, after, before)
			}
		})
	}
}

// Policy switches that the configuration does not set follow the server, and
// never make a difference.
func TestWhatIsNotConfiguredIsLeftAsFound(t *testing.T) {
	t.Parallel()
	for member, value := range map[string]any{
		"iconColor":       "#ffffff",
		"auditLogEnabled": true,
		"isReadOnly":      true,
		"mfaMode":         "adminRequired",
		"disabledAt":      true,
		"limits":          mockserver.Doc{"device": 3, "dataTTL": 86400},
	} {
		t.Run(member, func(t *testing.T) {
			t.Parallel()
			srv := auditableServer(t)
			p := newProtocol(t, srv)
			config := map[string]any{"name": "Acme"}
			object := p.Apply(p.Null(), p.Config(config))
			id := p.Text(object.State, "id")

			// Changed between the refresh and the apply of something else.
			srv.EditOrganization(id, mockserver.Doc{member: value})
			srv.ResetRequests()
			config["description"] = "Text"
			object = p.Apply(object, p.Config(config))
			acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"description": "Text"})

			p.ExpectEmpty(p.MustRefresh(object), config)
		})
	}
}
