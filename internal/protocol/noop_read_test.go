package protocol_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// The response of the shortcut equals the framework's, and only unchanged objects take it.
func TestReadsOfUnchangedOrganizations(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	whole := m{
		"name": "Acme", "description": "Text", "payloads_enabled_until": "2099-01-31T01:00:00+01:00", "tags": m{"b": []any{"2", "1"}, "a": []any{"1"}},
		"limits": m{"device": 5, "member": nil}, "banner": m{"level": "info", "message": "m"}, "allowed_invitation_domains": []any{"b.example", "a.example"},
	}
	edit := func(change mockserver.Doc) func(*mockserver.Server, string) {
		return func(srv *mockserver.Server, id string) { srv.EditOrganization(id, change) }
	}
	for name, tc := range map[string]struct {
		block  m // of the provider
		config m // nil: imported
		change func(srv *mockserver.Server, id string)
		slow   bool // the framework must read
	}{
		"name only":            {config: m{"name": "Acme"}},
		"everything":           {config: whole},
		"empty values":         {config: m{"name": "Acme", "description": "", "tags": m{}, "limits": m{}, "allowed_invitation_domains": []any{}}},
		"imported":             {},
		"default tags":         {block: tagged("team", "x"), config: whole},
		"unknown default tags": {block: m{"default_tags": acctest.Unknown}, config: whole, slow: true},
		"timeouts":             {config: m{"name": "Acme", "timeouts": m{"read": "1m"}}, slow: true},
		"new name":             {config: whole, change: edit(mockserver.Doc{"name": "Other"}), slow: true},
		"no description":       {config: whole, change: edit(mockserver.Doc{"description": ""}), slow: true},
		"another tag":          {config: whole, change: edit(mockserver.Doc{"tags": []any{mockserver.Doc{"key": "a", "value": "2"}}}), slow: true},
		"another limit":        {config: whole, change: edit(mockserver.Doc{"limits": mockserver.Doc{"device": 6}}), slow: true},
		"a limit not managed":  {config: whole, change: edit(mockserver.Doc{"limits": mockserver.Doc{"member": 6}})},
		"a domain less":        {config: whole, change: edit(mockserver.Doc{"whitelistedEmailDomains": []any{"a.example"}}), slow: true},
		"another banner":       {config: whole, change: edit(mockserver.Doc{"banner": mockserver.Doc{"level": "warning", "message": "m"}}), slow: true},
		"payloads off":         {config: whole, change: edit(mockserver.Doc{"disabledAt": true}), slow: true},
		"MFA":                  {config: whole, change: edit(mockserver.Doc{"mfaMode": "adminRequired"}), slow: true},
		"deleted":              {config: whole, change: func(srv *mockserver.Server, id string) { srv.RemoveOrganization(id) }, slow: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := acctest.NewProtocol(t, srv, organizationType, nil)
			var object acctest.Object
			if tc.config == nil {
				object, _ = p.Import(srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"device": 3}}), nil)
			} else {
				object = p.MustRefresh(p.Apply(p.Null(), p.Config(tc.config)))
			}
			if tc.block != nil && tc.block["default_tags"] != acctest.Unknown {
				p = acctest.NewProtocol(t, srv, organizationType, tc.block)
				object = p.MustRefresh(p.Apply(object, p.Config(tc.config)))
			}
			if tc.change != nil {
				tc.change(srv, p.Text(object.State, "id"))
			}
			p = acctest.NewProtocol(t, srv, organizationType, tc.block)
			req := &tfprotov6.ReadResourceRequest{
				TypeName: organizationType, CurrentState: dynamic(t, p.Type, object.State), Private: object.Private, CurrentIdentity: object.Identity,
			}
			reads := [2]*tfprotov6.ReadResourceResponse{} // The second finds the organization read.
			for i := range reads {
				var err error
				if reads[i], err = p.Server.ReadResource(t.Context(), req); err != nil {
					t.Fatal(err)
				}
			}
			for i, got := range reads {
				if slow := got.NewIdentity != req.CurrentIdentity; slow != (tc.slow || i == 0) {
					t.Errorf("read %d by the framework: %t", i, slow)
				}
			}
			withoutIdentity := *req
			withoutIdentity.CurrentIdentity = nil
			for identity, req := range map[string]*tfprotov6.ReadResourceRequest{"with": req, "without": &withoutIdentity} {
				got, err := p.Server.ReadResource(t.Context(), req)
				if err != nil {
					t.Fatal(err)
				}
				want, err := frameworks(t, srv, p).ReadResource(t.Context(), req)
				if err != nil {
					t.Fatal(err)
				}
				if a, b := decoded(t, want.NewState, p.Type), decoded(t, got.NewState, p.Type); !a.Equal(b) {
					t.Errorf("%s identity: got %s, the framework %s", identity, b, a)
				}
				object := func(r *tfprotov6.ReadResourceResponse) map[string]string {
					return p.IdentityOf(acctest.Object{Identity: r.NewIdentity})
				}
				if diff := cmp.Diff(object(want), object(got)); diff != "" {
					t.Errorf("%s identity: unlike the framework's (-framework +server):\n%s", identity, diff)
				}
				if diff := cmp.Diff(string(want.Private), string(got.Private)); diff != "" {
					t.Errorf("private data unlike the framework's (-framework +server):\n%s", diff)
				}
				if diff := cmp.Diff(acctest.Details(want.Diagnostics), acctest.Details(got.Diagnostics)); diff != "" {
					t.Errorf("diagnostics unlike the framework's (-framework +server):\n%s", diff)
				}
			}
		})
	}
}
