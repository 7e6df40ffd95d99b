package member_test

import (
	"net/http"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// If the API refuses to invite by itself, the provider sends the invitation.
func TestPeopleWithoutAnAccountAreInvited(t *testing.T) {
	t.Parallel()
	const guest = "guest@acme.example"
	refused := mockserver.With("member-without-account", "refused")
	post := mockserver.Doc{"email": guest, "role": "view"}
	t.Run("one person", func(t *testing.T) {
		t.Parallel()
		srv, org := start(t, refused)
		p := newProtocol(t, srv)
		object := p.Apply(p.Null(), p.Config(person(org, guest, "view")))
		acctest.ExpectBodies(t, srv, http.MethodPost, post, post)
		if status := p.Text(object.State, "status"); status != "invited" {
			t.Errorf("status %q", status)
		}
	})
	t.Run("all people", func(t *testing.T) {
		t.Parallel()
		srv, org := start(t, refused)
		p := acctest.NewProtocol(t, srv, "losant_organization_members", nil)
		config := map[string]any{"organization_id": org, "members": map[string]any{guest: map[string]any{"role": "view"}}, "ignore": []any{}}
		for _, member := range srv.Members(org) {
			address, _ := member["email"].(string)
			config["members"] = map[string]any{guest: map[string]any{"role": "view"}, address: map[string]any{"role": "admin"}}
		}
		p.ExpectEmpty(p.MustRefresh(p.Apply(p.Null(), p.Config(config))), config)
		acctest.ExpectBodies(t, srv, http.MethodPost, post, post)
	})
	t.Run("a refused account is not invited", func(t *testing.T) {
		t.Parallel()
		srv, org := start(t, refused)
		srv.AddAccount(mockserver.Doc{"email": jane})
		srv.EditOrganization(org, mockserver.Doc{"mfaMode": "required"})
		p := newProtocol(t, srv)
		config := p.Config(person(org, jane, "view"))
		_, diagnostics := p.ApplyPlanned(p.Null(), config, p.Plan(p.Null(), config))
		acctest.ExpectDetails(t, diagnostics, "must enable multi-factor authentication first")
		acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"email": jane, "role": "view"})
	})
	t.Run("both are refused", func(t *testing.T) {
		t.Parallel()
		srv, org := start(t, refused)
		srv.Fail(mockserver.Fault{Method: http.MethodPost, PathContains: "/invites", Status: http.StatusForbidden, Times: -1})
		p := newProtocol(t, srv)
		config := p.Config(person(org, guest, "view"))
		_, diagnostics := p.ApplyPlanned(p.Null(), config, p.Plan(p.Null(), config))
		acctest.ExpectDetails(t, diagnostics, "guest@acme.example has no account")
	})
}

// A response without a user and without an invitation does not mean that the person was
// added.
func TestSomebodyWhoIsNowhereWasNotAdded(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	const guest = "guest@acme.example"
	srv.Fail(mockserver.Fault{Method: http.MethodPost, PathContains: "/members", Status: http.StatusCreated, Body: `{"email":"` + guest + `","role":"view"}`})
	p := newProtocol(t, srv)
	config := p.Config(person(org, guest, "view"))
	object, diagnostics := p.ApplyPlanned(p.Null(), config, p.Plan(p.Null(), config))
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not add "+guest+" to "+acctest.OrganizationName(srv, org)+": Losant accepted the request, but the person is neither a member nor invited.")
	if !object.State.IsNull() {
		t.Error("the person is in the state")
	}
}
