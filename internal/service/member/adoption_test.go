package member_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// A person whom a creation adopts leaves after the provider has looked. Then the
// provider looks again and adds the person.
func TestAdoptedPersonWhoLeavesIsAdded(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		typeName string
		config   func(org string) map[string]any
		before   func(srv *mockserver.Server, org string)
		leave    func(srv *mockserver.Server, org string)
		present  func(srv *mockserver.Server, org string) bool
	}{
		"member": {
			typeName, func(org string) map[string]any { return person(org, jane, "edit") },
			func(srv *mockserver.Server, org string) {
				srv.AddMember(org, mockserver.Doc{"email": jane, "role": "view"})
			},
			func(srv *mockserver.Server, org string) { srv.RemoveMember(org, jane) },
			func(srv *mockserver.Server, org string) bool { return roleOf(srv, org, jane) == "edit" },
		},
		"invited member": {
			typeName, func(org string) map[string]any { return person(org, jane, "edit") },
			func(srv *mockserver.Server, org string) {
				srv.Invite(org, mockserver.Doc{"email": jane, "role": "view"})
			},
			func(srv *mockserver.Server, org string) { srv.RevokeInvitation(org, jane) },
			func(srv *mockserver.Server, org string) bool { return len(srv.Invitations(org)) == 1 },
		},
		"invitation": {
			invitationType, func(org string) map[string]any { return person(org, jane, "edit") },
			func(srv *mockserver.Server, org string) {
				srv.Invite(org, mockserver.Doc{"email": jane, "role": "view"})
			},
			func(srv *mockserver.Server, org string) { srv.RevokeInvitation(org, jane) },
			func(srv *mockserver.Server, org string) bool { return len(srv.Invitations(org)) == 1 },
		},
		"instance member": {
			instanceType, func(string) map[string]any { return instancePerson(jane, "admin") },
			func(srv *mockserver.Server, _ string) {
				srv.AddInstanceMember(mockserver.Doc{"email": jane, "role": "view"})
			},
			func(srv *mockserver.Server, _ string) { srv.RemoveInstanceMember(jane) },
			func(srv *mockserver.Server, _ string) bool { return instanceRoleOf(srv, jane) == "admin" },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			srv.AddInstanceMember(mockserver.Doc{"email": owner, "role": "admin"})
			tc.before(srv, org)
			p := acctest.NewProtocol(t, srv, tc.typeName, nil)
			config := p.Config(tc.config(org))
			p.Run(func() {
				planned := p.Plan(p.Null(), config)
				tc.leave(srv, org)
				_, diagnostics := p.ApplyPlanned(p.Null(), config, planned)
				for _, err := range acctest.Errors(diagnostics) {
					t.Error(err)
				}
			})
			if !tc.present(srv, org) {
				t.Errorf("the person is missing: %v %v", srv.Members(org), srv.Invitations(org))
			}
		})
	}
}
