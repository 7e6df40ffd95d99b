package member_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const (
	typeName = "losant_organization_member"
	owner    = "owner@acme.example"
	jane     = "jane@acme.example"
)

// start returns a server with one organization. Its only member is owner, an
// administrator.
func start(t *testing.T, opts ...mockserver.Option) (*mockserver.Server, string) {
	t.Helper()
	srv := mockserver.Start(t, opts...)
	org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	srv.AddMember(org, mockserver.Doc{"email": owner, "role": "admin", "twoFactorAuthEnabled": true})
	return srv, org
}

func newProtocol(t *testing.T, srv *mockserver.Server) *acctest.Protocol {
	t.Helper()
	return acctest.NewProtocol(t, srv, typeName, nil)
}

// person returns a configuration with an e-mail address.
func person(org, email, role string) map[string]any {
	return map[string]any{"organization_id": org, "email": email, "role": role}
}

// roleOf returns the role of a person in the organization, or "".
func roleOf(srv *mockserver.Server, org, email string) string {
	for _, m := range srv.Members(org) {
		if m["email"] == email {
			role, _ := m["role"].(string)
			return role
		}
	}
	return ""
}
