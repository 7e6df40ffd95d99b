package member_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// An apply that changes a role fails if somebody else changed it since the plan. The
// next plan shows the new role.
func TestRoleChangedSinceThePlan(t *testing.T) {
	t.Parallel()
	inviteAgain := func(srv *mockserver.Server, org, role string) {
		srv.RevokeInvitation(org, jane)
		srv.Invite(org, mockserver.Doc{"email": jane, "role": role})
	}
	for name, tc := range map[string]struct {
		resourceType string
		isInvited    bool
		meanwhile    func(srv *mockserver.Server, org string)
		want         []string // in the apply
		writes       int
	}{
		"a member": {
			resourceType: typeName, want: []string{jane + " got another role in organization "},
			meanwhile: func(srv *mockserver.Server, org string) { srv.EditMember(org, jane, mockserver.Doc{"role": "admin"}) },
		},
		"a member with the planned role": {
			resourceType: typeName, writes: 1,
			meanwhile: func(srv *mockserver.Server, org string) { srv.EditMember(org, jane, mockserver.Doc{"role": "view"}) },
		},
		"an invited member": {
			resourceType: typeName, isInvited: true, want: []string{jane + " got another role in organization "},
			meanwhile: func(srv *mockserver.Server, org string) { inviteAgain(srv, org, "admin") },
		},
		"an invited member who accepted": {
			resourceType: typeName, isInvited: true, writes: 1,
			meanwhile: func(srv *mockserver.Server, org string) { srv.AcceptInvitation(org, jane) },
		},
		"an invited member who accepted and was promoted": {
			resourceType: typeName, isInvited: true, want: []string{jane + " got another role in organization "},
			meanwhile: func(srv *mockserver.Server, org string) {
				srv.AcceptInvitation(org, jane)
				srv.EditMember(org, jane, mockserver.Doc{"role": "admin"})
			},
		},
		"an invitation": {
			resourceType: invitationType, isInvited: true, want: []string{jane + " got another role in organization "},
			meanwhile: func(srv *mockserver.Server, org string) { inviteAgain(srv, org, "admin") },
		},
		"a new invitation with the same role": {
			resourceType: invitationType, isInvited: true, writes: 1,
			meanwhile: func(srv *mockserver.Server, org string) { inviteAgain(srv, org, "edit") },
		},
		"an unchanged invitation": {resourceType: invitationType, isInvited: true, writes: 1, meanwhile: func(*mockserver.Server, string) {}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			if !tc.isInvited {
				srv.AddAccount(mockserver.Doc{"email": jane})
			}
			p := acctest.NewProtocol(t, srv, tc.resourceType, nil)
			object := p.MustRefresh(p.Apply(p.Null(), p.Config(person(org, jane, "edit"))))
			config := p.Config(person(org, jane, "view"))
			p.Plan(object, config)
			tc.meanwhile(srv, org)
			srv.ResetRequests()
			var diagnostics []*tfprotov6.Diagnostic
			p.Run(func() { _, diagnostics = p.ApplyPlanned(object, config, p.Plan(object, config)) })
			acctest.ExpectDetails(t, diagnostics, tc.want...)
			if got := len(srv.Requests("POST", "PATCH", "DELETE")); got != tc.writes {
				t.Errorf("%d writes, want %d", got, tc.writes)
			}
		})
	}
}

// Two resources of one person with two roles change the role one after the other.
func TestTwoResourcesChangeTheRole(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.AddAccount(mockserver.Doc{"email": jane})
	p := newProtocol(t, srv)
	config := p.Config(person(org, jane, "edit"))
	first := p.MustRefresh(p.Apply(p.Null(), config))
	second := p.MustRefresh(p.Apply(p.Null(), config))
	p.Run(func() {
		for object, role := range map[*acctest.Object]string{&first: "view", &second: "none"} {
			config := p.Config(person(org, jane, role))
			_, diagnostics := p.ApplyPlanned(*object, config, p.Plan(*object, config))
			for _, err := range acctest.Errors(diagnostics) {
				t.Error(err)
			}
		}
	})
}
