package member_test

import (
	"testing"

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
				moved = to.MustRefresh(moved)
				to.ExpectEmpty(moved, person(org, jane, "view"))
				expectTexts(t, to, moved, map[string]string{"id": org + "/" + jane, "email": jane, "role": "view", "organization_id": org})
				acctest.ExpectWrites(t, srv)
			})
		}
	}
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
