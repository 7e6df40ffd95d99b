package organization_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// For these attributes null and empty are equal, also on the server.
func TestNullAndEmptyClearValues(t *testing.T) {
	t.Parallel()
	for attribute, tc := range map[string]struct {
		value   any
		empties []any
		sent    mockserver.Doc // the body that clears the value
		field   string
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
			"default":        nil,
			"empty returned": {mockserver.With("empty-description", "empty")},
			"empty omitted":  {mockserver.With("unset-fields", "omitted")},
		} {
			t.Run(attribute+"/"+server, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t, opts...)
				p := newProtocol(t, srv)
				with := func(v any) map[string]any { return map[string]any{"name": "Acme", attribute: v} }
				for _, empty := range tc.empties {
					p.ExpectEmpty(p.MustRefresh(p.Apply(p.Null(), p.Config(with(empty)))), with(empty))

					object := p.Apply(p.Null(), p.Config(with(tc.value)))
					srv.ResetRequests()
					object = p.MustRefresh(p.Apply(object, p.Config(with(empty))))
					p.ExpectEmpty(object, with(empty))
					acctest.ExpectBodies(t, srv, http.MethodPatch, tc.sent)
					if stored := srv.Organization(p.Text(object.State, "id"))[tc.field]; !isEmpty(stored) {
						t.Errorf("the server still has %v", stored)
					}
					for _, other := range tc.empties {
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

func isEmpty(v any) bool {
	list, _ := v.([]any)
	return v == nil || v == "" || len(list) == 0 && v != nil && cmp.Equal(v, []any{})
}

func TestUnsetValueThatIsSetOutsideTerraformIsDrift(t *testing.T) {
	t.Parallel()
	for field, value := range map[string]any{
		"description":             "Text",
		"referralId":              "customer-17",
		"tags":                    []any{mockserver.Doc{"key": "k", "value": "v"}},
		"whitelistedEmailDomains": []any{"acme.example"},
		"banner":                  mockserver.Doc{"level": "info", "message": "m"},
		"disabledAt":              "2099-01-31T00:00:00.000Z",
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			config := p.Config(map[string]any{"name": "Acme"})
			object := p.Apply(p.Null(), config)
			id := p.Text(object.State, "id")
			before := srv.Organization(id)[field]
			srv.EditOrganization(id, mockserver.Doc{field: value})

			object = p.MustRefresh(object)
			planned := p.Plan(object, config)
			if object.State.Equal(planned.State) {
				t.Fatal("the plan is empty")
			}
			p.ExpectEmpty(p.MustRefresh(p.Apply(object, config)), map[string]any{"name": "Acme"})
			if after := srv.Organization(id)[field]; !cmp.Equal(after, before) && !isEmpty(after) {
				t.Errorf("%s is %v after the apply, was %v", field, after, before)
			}
		})
	}
}

func TestUnsetAttributesKeepTheirCurrentValue(t *testing.T) {
	t.Parallel()
	for field, value := range map[string]any{
		"iconColor":       "#ffffff",
		"auditLogEnabled": true,
		"isReadOnly":      true,
		"mfaMode":         "adminRequired",
		"disabledAt":      true,
		"limits":          mockserver.Doc{"device": 3, "dataTTL": 86400},
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			srv := auditableServer(t)
			p := newProtocol(t, srv)
			config := map[string]any{"name": "Acme"}
			object := p.Apply(p.Null(), p.Config(config))
			id := p.Text(object.State, "id")

			// The value changes between the refresh and the update of another attribute.
			srv.EditOrganization(id, mockserver.Doc{field: value})
			srv.ResetRequests()
			config["description"] = "Text"
			object = p.Apply(object, p.Config(config))
			acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"description": "Text"})

			p.ExpectEmpty(p.MustRefresh(object), config)
		})
	}
}

// The API does not document how a banner is removed.
func TestBannerIsClearedInASecondWay(t *testing.T) {
	t.Parallel()
	blank, empty := mockserver.Doc{"banner": mockserver.Doc{"message": ""}}, mockserver.Doc{"banner": mockserver.Doc{}}
	for setting, want := range map[string][]mockserver.Doc{
		"removed": {blank}, "stored": {blank}, "blank-refused": {blank, empty},
	} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.With("banner-clear", setting))
			p := newProtocol(t, srv)
			object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme", "banner": map[string]any{"level": "info", "message": "Hi"}}))
			config := map[string]any{"name": "Acme"}
			p.ExpectEmpty(p.MustRefresh(p.Apply(object, p.Config(config))), config)
			acctest.ExpectBodies(t, srv, http.MethodPatch, want...)
		})
	}
}
