package invitation_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const (
	typeName = "losant_organization_invitation"
	jane     = "jane@acme.example"
)

// start returns a server with one organization, whose only member is an
// administrator.
func start(t *testing.T, opts ...mockserver.Option) (*mockserver.Server, string) {
	t.Helper()
	srv := mockserver.Start(t, opts...)
	org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	srv.AddMember(org, mockserver.Doc{"email": "owner@acme.example", "role": "admin", "twoFactorAuthEnabled": true})
	return srv, org
}

func newProtocol(t *testing.T, srv *mockserver.Server) *acctest.Protocol {
	t.Helper()
	return acctest.NewProtocol(t, srv, typeName, nil)
}

// invited returns a configuration. The pairs are names and values of further
// attributes.
func invited(org, email string, role any, pairs ...any) map[string]any {
	config := map[string]any{"organization_id": org, "email": email, "role": role}
	for i := 0; i < len(pairs); i += 2 {
		config[pairs[i].(string)] = pairs[i+1] //nolint:forcetypeassert // The test may panic.
	}
	return config
}

// expectTexts compares attributes of an object. "" stands for null.
func expectTexts(t *testing.T, p *acctest.Protocol, object acctest.Object, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for name := range want {
		got[name] = p.Text(object.State, name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
}

func onlyInvitation(t *testing.T, srv *mockserver.Server, org string) mockserver.Doc {
	t.Helper()
	all := srv.Invitations(org)
	if len(all) != 1 {
		t.Fatalf("want one invitation, got %v", all)
	}
	return all[0]
}
