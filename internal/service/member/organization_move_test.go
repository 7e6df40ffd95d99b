package member_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// A moved block moves a person between an invitation and a member. Then the plan is
// empty, and nothing was written.
func TestPersonMovesBetweenTypes(t *testing.T) {
	t.Parallel()
	for direction, types := range map[string][2]string{
		"invitation to member": {invitationType, typeName},
		"member to invitation": {typeName, invitationType},
	} {
		for status, prepare := range map[string]func(srv *mockserver.Server, org string){
			"pending":  func(*mockserver.Server, string) {},
			"accepted": func(srv *mockserver.Server, org string) { srv.AcceptInvitation(org, jane) },
		} {
			t.Run(direction+"/"+status, func(t *testing.T) {
				t.Parallel()
				srv, org := start(t)
				from := acctest.NewProtocol(t, srv, types[0], nil)
				object := from.Apply(from.Null(), from.Config(person(org, jane, "view")))
				prepare(srv, org)
				object = from.MustRefresh(object)
				srv.ResetRequests()

				to := from.Other(types[1])
				moved, diagnostics := to.Move(from, object)
				acctest.ExpectDetails(t, diagnostics)
				expectSameIdentity(t, from, object, to, moved)
				moved = to.MustRefresh(moved)
				to.ExpectEmpty(moved, person(org, jane, "view"))
				expectTexts(t, to, moved, map[string]string{"id": org + "/" + jane, "email": jane, "role": "view", "organization_id": org})
				acctest.ExpectWrites(t, srv)
			})
		}
	}
}

// expectSameIdentity expects that a move keeps the identity, because OpenTofu keeps it
// without asking.
func expectSameIdentity(t *testing.T, from *acctest.Protocol, object acctest.Object, to *acctest.Protocol, moved acctest.Object) {
	t.Helper()
	if diff := cmp.Diff(from.IdentityOf(object), to.IdentityOf(moved)); diff != "" {
		t.Errorf("identity (-want +got):\n%s", diff)
	}
}

// A person who was identified by a user ID keeps the identity as an invitation, and
// back as a member.
func TestMoveKeepsTheIdentityOfAUser(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	user := srv.AddMember(org, mockserver.Doc{"email": jane, "role": "view"})
	member := acctest.NewProtocol(t, srv, typeName, nil)
	object := member.Apply(member.Null(), member.Config(map[string]any{"organization_id": org, "user_id": user, "role": "view"}))
	srv.ResetRequests()
	invitation := member.Other(invitationType)
	accepted, diagnostics := invitation.Move(member, object)
	acctest.ExpectDetails(t, diagnostics)
	expectSameIdentity(t, member, object, invitation, accepted)
	accepted = invitation.MustRefresh(accepted)
	invitation.ExpectEmpty(accepted, person(org, jane, "view"))
	back := invitation.Other(typeName)
	again, diagnostics := back.Move(invitation, accepted)
	acctest.ExpectDetails(t, diagnostics)
	expectSameIdentity(t, member, object, back, again)
	back.ExpectEmpty(back.MustRefresh(again), person(org, jane, "view"))
	acctest.ExpectWrites(t, srv)
}

// The state of an object that has another type is not moved.
func TestOnlyPeopleMove(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	from := acctest.NewProtocol(t, srv, "losant_organization_members", nil)
	object := from.Apply(from.Null(), from.Config(membersConfig(org, owner, "admin")))
	if _, diagnostics := from.Other(typeName).Move(from, object); len(acctest.Errors(diagnostics)) != 1 {
		t.Error(acctest.Details(diagnostics))
	}
}
