package protocol_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/protocol"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// frameworks returns the framework's own server, configured like another.
func frameworks(t *testing.T, srv *mockserver.Server, p *acctest.Protocol) tfprotov6.ProviderServer {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(provider.New("test", provider.WithEnvironment(acctest.Environment(srv))))()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := server.ConfigureProvider(t.Context(), p.Configuration()); err != nil {
		t.Fatal(err)
	}
	return server
}

func dynamic(t *testing.T, typ tftypes.Type, value tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	d, err := tfprotov6.NewDynamicValue(typ, value)
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

// The response of a shortcut equals the framework's, and only unchanged objects take it.
func TestPlansOfUnchangedObjects(t *testing.T) {
	t.Parallel()
	whole := map[string]any{
		"name": "Acme", "description": "Text", "payloads_enabled_until": "2099-01-31T01:00:00+01:00", "tags": map[string]any{"b": []any{"2", "1"}, "a": []any{"1"}},
		"limits": map[string]any{"device": 5}, "banner": map[string]any{"level": "info", "message": "m"}, "allowed_invitation_domains": []any{"b.example", "a.example"},
	}
	for name, tc := range map[string]struct {
		typeName      string
		before, after map[string]any // of the provider
		config        func(srv *mockserver.Server, org string) map[string]any
		elsewhere     func(srv *mockserver.Server, org string)
		slow          bool // the framework must plan
	}{
		"organization":         {typeName: "losant_organization", config: fixed(map[string]any{"name": "Acme"})},
		"everything":           {typeName: "losant_organization", config: fixed(whole)},
		"default tags":         {typeName: "losant_organization", before: tagged("team", "x"), after: tagged("team", "x"), config: fixed(whole)},
		"overlaid tags":        {typeName: "losant_organization", before: tagged("a", "x"), after: tagged("a", "x"), config: fixed(whole)},
		"new default tags":     {typeName: "losant_organization", after: tagged("team", "x"), config: fixed(whole), slow: true},
		"other default tags":   {typeName: "losant_organization", before: tagged("team", "x"), after: tagged("team", "y"), config: fixed(whole), slow: true},
		"no default tags more": {typeName: "losant_organization", before: tagged("team", "x"), config: fixed(whole), slow: true},
		"unknown default tags": {typeName: "losant_organization", after: map[string]any{"default_tags": acctest.Unknown}, config: fixed(whole), slow: true},
		"limits": {typeName: "losant_organization_limits", config: func(_ *mockserver.Server, org string) map[string]any {
			return map[string]any{"organization_id": org, "limits": map[string]any{"device": 5}}
		}},
		"active member":      {typeName: "losant_organization_member", config: person("ada@acme.example")},
		"invited member":     {typeName: "losant_organization_member", config: person("new@acme.example")},
		"expired invitation": {typeName: "losant_organization_member", config: person("new@acme.example"), elsewhere: expire, slow: true},
		"set of members": {typeName: "losant_organization_members", slow: true, config: func(_ *mockserver.Server, org string) map[string]any {
			return map[string]any{"organization_id": org, "members": map[string]any{"ada@acme.example": map[string]any{"role": "admin"}}}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			org := srv.AddOrganization(mockserver.Doc{"name": "Other"})
			srv.AddMember(org, mockserver.Doc{"email": "ada@acme.example", "role": "admin"})
			p := acctest.NewProtocol(t, srv, tc.typeName, tc.before)
			config := p.Config(tc.config(srv, org))
			object := p.Apply(p.Null(), config)
			if tc.elsewhere != nil {
				tc.elsewhere(srv, org)
			}
			p = acctest.NewProtocol(t, srv, tc.typeName, tc.after)
			object = p.MustRefresh(object)

			// Terraform encodes equal states alike, unlike tftypes the maps in them.
			prior := dynamic(t, p.Type, object.State)
			req := &tfprotov6.PlanResourceChangeRequest{
				TypeName: tc.typeName, PriorState: prior, ProposedNewState: &tfprotov6.DynamicValue{MsgPack: slices.Clone(prior.MsgPack)},
				Config: dynamic(t, p.Type, config), PriorPrivate: object.Private, PriorIdentity: object.Identity,
			}
			got, err := p.Server.PlanResourceChange(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			want, err := frameworks(t, srv, p).PlanResourceChange(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			if slow := got.PlannedState != req.PriorState; slow != tc.slow {
				t.Errorf("planned by the framework: %t", slow)
			}
			sameState := cmp.Comparer(func(a, b *tfprotov6.DynamicValue) bool {
				return a == nil && b == nil || a != nil && b != nil && decoded(t, a, p.Type).Equal(decoded(t, b, p.Type))
			})
			identityOf := func(identity *tfprotov6.ResourceIdentityData) map[string]string {
				return p.IdentityOf(acctest.Object{Identity: identity})
			}
			if diff := cmp.Diff(identityOf(want.PlannedIdentity), identityOf(got.PlannedIdentity)); diff != "" {
				t.Errorf("identity unlike the framework's (-framework +server):\n%s", diff)
			}
			got.PlannedIdentity, want.PlannedIdentity = nil, nil // Compared above.
			for _, d := range got.Diagnostics {                  // The framework's have no names.
				d.Summary = strings.ReplaceAll(d.Summary, acctest.OrganizationName(srv, org), "organization "+org)
			}
			if diff := cmp.Diff(want, got, sameState, cmp.Comparer((*tftypes.AttributePath).Equal)); diff != "" {
				t.Errorf("unlike the framework (-framework +server):\n%s", diff)
			}
		})
	}
}

// The rules for limits depend on the configuration and on whether the state is that
// of an import.
func TestPlansOfUnchangedLimits(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	for name, tc := range map[string]struct {
		created m // nil: imported
		config  m
		slow    bool
	}{
		"created, unchanged":             {m{"device": 5, "flow": 7}, m{"device": 5, "flow": 7}, false},
		"created without, unchanged":     {m{}, nil, false},
		"created, all taken out":         {m{"device": 5}, nil, true},
		"created, one taken out":         {m{"device": 5, "flow": 7}, m{"device": 5}, true},
		"created, one set to null":       {m{"device": 5, "flow": 7}, m{"device": 5, "flow": nil}, true},
		"created, changed":               {m{"device": 5}, m{"device": 6}, true},
		"created, null added":            {m{"device": 5}, m{"device": 5, "flow": nil}, false},
		"imported, none configured":      {nil, nil, false},
		"imported, some configured":      {nil, m{"device": 3}, false},
		"imported, some configured null": {nil, m{"device": 3, "flow": nil}, false},
		"imported, one changed":          {nil, m{"device": 4}, true},
		"imported, one unknown":          {nil, m{"device": acctest.Unknown}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := acctest.NewProtocol(t, srv, organizationType, nil)
			configOf := func(limits m) m {
				config := m{"name": "Acme"}
				if len(limits) > 0 {
					config["limits"] = limits
				}
				return config
			}
			var object acctest.Object
			if tc.created == nil {
				object, _ = p.Import(srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"device": 3}}), nil)
			} else {
				object = p.MustRefresh(p.Apply(p.Null(), p.Config(configOf(tc.created))))
			}
			req := p.PlanRequest(object, p.Config(configOf(tc.config)))
			got, err := p.Server.PlanResourceChange(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			if slow := got.PlannedState != req.PriorState; slow != tc.slow {
				t.Errorf("planned by the framework: %t", slow)
			}
			want, err := frameworks(t, srv, p).PlanResourceChange(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			if !decoded(t, got.PlannedState, p.Type).Equal(decoded(t, want.PlannedState, p.Type)) {
				t.Errorf("got %v, the framework %v", decoded(t, got.PlannedState, p.Type), decoded(t, want.PlannedState, p.Type))
			}
			if diff := cmp.Diff(acctest.Details(want.Diagnostics), acctest.Details(got.Diagnostics)); diff != "" {
				t.Errorf("diagnostics unlike the framework's (-framework +server):\n%s", diff)
			}
		})
	}
}

func TestShortcutCanBeTurnedOff(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocol(t, srv, organizationType, nil)
	config := p.Config(map[string]any{"name": "Acme"})
	req := p.PlanRequest(p.Apply(p.Null(), config), config)
	server := newServer(t, srv, protocol.EnvShortcuts, "off")
	configure(t, server, p)
	got, err := server.PlanResourceChange(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if got.PlannedState == req.PriorState {
		t.Error("the framework did not plan")
	}
}

func decoded(t *testing.T, d *tfprotov6.DynamicValue, typ tftypes.Type) tftypes.Value {
	t.Helper()
	value, err := d.Unmarshal(typ)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func fixed(config map[string]any) func(*mockserver.Server, string) map[string]any {
	return func(*mockserver.Server, string) map[string]any { return config }
}

func tagged(key, value string) map[string]any {
	return map[string]any{"default_tags": map[string]any{key: []any{value}}}
}

func person(email string) func(*mockserver.Server, string) map[string]any {
	return func(_ *mockserver.Server, org string) map[string]any {
		return map[string]any{"organization_id": org, "email": email, "role": "admin"}
	}
}

func expire(srv *mockserver.Server, org string) { srv.ExpireInvitation(org, "new@acme.example") }
