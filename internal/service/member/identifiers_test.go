package member_test

import (
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// If email and user_id are those of different people, nobody is changed. The plan says
// so, and so does an apply whose plan could not know.
func TestEmailAndUserIDOfDifferentPeople(t *testing.T) {
	t.Parallel()
	const nobody = "nobody@acme.example"
	for name, tc := range map[string]struct {
		email, user string // of whom
		want        string
	}{
		"the member has another user ID":    {jane, bob, "ERROR " + jane + " is not the address of user "},
		"the user is another member":        {nobody, jane, " has the address " + jane + ". Set email and user_id of the same person"},
		"both are members":                  {owner, jane, "ERROR " + owner + " is not the address of user "},
		"the address is that of an account": {bob, jane, "ERROR " + bob + " is not the address of user "},
	} {
		for _, resourceType := range []string{typeName, instanceType} {
			t.Run(name+"/"+resourceType, func(t *testing.T) {
				t.Parallel()
				srv, org := start(t)
				users := map[string]string{bob: srv.AddAccount(mockserver.Doc{"email": bob}), jane: srv.AddAccount(mockserver.Doc{"email": jane})}
				join := func() {
					srv.AddMember(org, mockserver.Doc{"email": jane, "role": "admin"})
					srv.AddInstanceMember(mockserver.Doc{"email": owner, "role": "admin"})
					srv.AddInstanceMember(mockserver.Doc{"email": jane, "role": "admin"})
				}
				config := map[string]any{"email": tc.email, "user_id": users[tc.user], "role": "view"}
				if resourceType == typeName {
					config["organization_id"] = org
				}
				p := acctest.NewProtocol(t, srv, resourceType, nil)
				early := p.Plan(p.Null(), p.Config(config))
				join()
				planned := p.Plan(p.Null(), p.Config(config))
				acctest.ExpectDetails(t, planned.Diagnostics, tc.want)
				if got := acctest.RootOf(planned.Diagnostics[0]); got != "user_id" {
					t.Errorf("the error is at %q", got)
				}
				p.Run(func() {
					_, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), early)
					acctest.ExpectDetails(t, diagnostics, tc.want)
				})
				acctest.ExpectWrites(t, srv)
			})
		}
	}
}

// A resource that is identified by a user ID does not follow the address to another
// member, and its new address must be that of the user.
func TestUserIDIdentifiesThePerson(t *testing.T) {
	t.Parallel()
	for _, resourceType := range []string{typeName, instanceType} {
		t.Run(resourceType, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			srv.AddInstanceMember(mockserver.Doc{"email": owner, "role": "admin"})
			user := srv.AddAccount(mockserver.Doc{"email": jane})
			config := map[string]any{"user_id": user, "role": "view"}
			if resourceType == typeName {
				config["organization_id"] = org
			}
			p := acctest.NewProtocol(t, srv, resourceType, nil)
			object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
			srv.ResetRequests()
			for _, other := range []string{owner, "nobody@acme.example"} {
				config["email"] = other
				acctest.ExpectDetails(t, p.Plan(object, p.Config(config)).Diagnostics, "ERROR "+other+" is not the address of user "+user)
			}
			config["email"] = strings.ToUpper(jane)
			if planned := p.Plan(object, p.Config(config)); len(planned.Diagnostics) > 0 || len(planned.RequiresReplace) > 0 {
				t.Errorf("the same address: %v", acctest.Details(planned.Diagnostics))
			}
			delete(config, "email")

			// The person leaves, and somebody else gets the address.
			if resourceType == typeName {
				srv.RemoveMember(org, jane)
			} else {
				srv.RemoveInstanceMember(jane)
			}
			srv.EditAccount(jane, mockserver.Doc{"email": "former@acme.example"})
			srv.AddMember(org, mockserver.Doc{"email": jane, "role": "admin"})
			srv.AddInstanceMember(mockserver.Doc{"email": jane, "role": "admin"})
			if got, _ := p.Refresh(object); !got.State.IsNull() {
				t.Errorf("the refresh found user %s", p.Text(got.State, "user_id"))
			}
			_, diagnostics := p.Destroy(object)
			for _, err := range acctest.Errors(diagnostics) {
				t.Error(err)
			}
			acctest.ExpectWrites(t, srv)
		})
	}
}

// Losant adds the account of the user ID, whatever the address. Then a warning says so.
func TestAddedUserHasAnotherAddress(t *testing.T) {
	t.Parallel()
	for _, resourceType := range []string{typeName, instanceType} {
		srv, org := start(t)
		user := srv.AddAccount(mockserver.Doc{"email": jane})
		config := map[string]any{"email": bob, "user_id": user, "role": "view"}
		if resourceType == typeName {
			config["organization_id"] = org
		}
		p := acctest.NewProtocol(t, srv, resourceType, nil)
		planned := p.Plan(p.Null(), p.Config(config))
		p.Run(func() {
			_, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
			acctest.ExpectDetails(t, diagnostics, "WARNING "+bob+" is not the address of user "+user+": The user "+user+" was added to ")
		})
	}
}

// An invitation has no user ID, so it cannot be adopted with one.
func TestUserIDOfAnInvitedPerson(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	user := srv.AddAccount(mockserver.Doc{"email": jane})
	config := map[string]any{"organization_id": org, "email": jane, "user_id": user, "role": "view"}
	p := newProtocol(t, srv)
	early := p.Plan(p.Null(), p.Config(config))
	srv.Invite(org, mockserver.Doc{"email": jane, "role": "edit"})
	const want = "ERROR " + jane + " is invited to "
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(config)).Diagnostics, want)
	p.Run(func() {
		_, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), early)
		acctest.ExpectDetails(t, diagnostics, want)
	})
	acctest.ExpectWrites(t, srv)

	// A replacement revokes the invitation first.
	byEmail := person(org, jane, "edit")
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(byEmail)))
	first := p.Plan(object, p.Config(config))
	if len(first.RequiresReplace) != 1 {
		t.Error("the user ID forces no new resource")
	}
	prior := p.Null()
	prior.Private = first.Private
	for _, err := range acctest.Errors(p.Plan(prior, p.Config(config)).Diagnostics) {
		t.Error(err)
	}
}
