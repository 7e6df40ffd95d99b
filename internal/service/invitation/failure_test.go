package invitation_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// destroy destroys what was planned to be, without planning again.
func destroy(p *acctest.Protocol, object acctest.Object) (acctest.Object, []*tfprotov6.Diagnostic) {
	return p.ApplyPlanned(object, p.Null().State, acctest.Planned{State: p.Null().State})
}

func TestDestroy(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		meanwhile func(srv *mockserver.Server, org string)
		during    *mockserver.Fault
		revokes   bool
		says      []string
	}{
		"pending":            {revokes: true},
		"expired":            {meanwhile: func(srv *mockserver.Server, org string) { srv.ExpireInvitation(org, jane) }, revokes: true},
		"revoked meanwhile":  {meanwhile: func(srv *mockserver.Server, org string) { srv.RevokeInvitation(org, jane) }},
		"accepted meanwhile": {meanwhile: func(srv *mockserver.Server, org string) { srv.AcceptInvitation(org, jane) }, says: []string{"WARNING jane@acme.example stays a member"}},
		"organization gone":  {meanwhile: func(srv *mockserver.Server, org string) { srv.RemoveOrganization(org) }},
		"answer lost":        {during: &mockserver.Fault{Method: http.MethodDelete, Reset: true, After: true}, revokes: true},
		"not allowed": {
			during: &mockserver.Fault{Method: http.MethodDelete, Status: http.StatusForbidden, Body: `{"type":"Forbidden","message":"no"}`},
			says:   []string{"instanceOrgInvite.delete"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			p := newProtocol(t, srv)
			object := p.Apply(p.Null(), p.Config(invited(org, jane, "view")))
			if tc.meanwhile != nil {
				tc.meanwhile(srv, org)
			}
			if tc.during != nil {
				srv.Fail(*tc.during)
			}
			srv.ResetRequests()
			_, diagnostics := destroy(newProtocol(t, srv), object)
			acctest.ExpectDetails(t, diagnostics, tc.says...)
			if sent := len(srv.Requests(http.MethodDelete)) > 0; sent != (tc.revokes || tc.during != nil) {
				t.Errorf("revoked: %t", sent)
			}
			if left := srv.Invitations(org); tc.revokes && len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// A list that was read earlier in the run may be out of date: what the API says
// counts.
func TestAcceptedBetweenTheListAndTheWrite(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		act  func(p *acctest.Protocol, org string, object acctest.Object) (acctest.Object, []*tfprotov6.Diagnostic)
		says string
	}{
		"resent": {
			act: func(p *acctest.Protocol, org string, object acctest.Object) (acctest.Object, []*tfprotov6.Diagnostic) {
				config := p.Config(invited(org, jane, "edit"))
				return p.ApplyPlanned(object, config, p.Plan(object, config))
			},
			says: "WARNING jane@acme.example is a member of organization",
		},
		"revoked": {
			act: func(p *acctest.Protocol, _ string, object acctest.Object) (acctest.Object, []*tfprotov6.Diagnostic) {
				return destroy(p, object)
			},
			says: "WARNING jane@acme.example stays a member",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			p := newProtocol(t, srv)
			object := p.Apply(p.Null(), p.Config(invited(org, jane, "view")))
			object = p.MustRefresh(object) // From now on both lists are kept.
			srv.AcceptInvitation(org, jane)
			object, diagnostics := tc.act(p, org, object)
			acctest.ExpectDetails(t, diagnostics, tc.says)
			if !object.State.IsNull() {
				expectTexts(t, p, object, map[string]string{"status": "accepted", "role": "edit", "invitation_id": ""})
			}
			if role := srv.Members(org)[0]["role"]; role != "view" {
				t.Errorf("the member is %s", role)
			}
		})
	}
}

func TestRevokedBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(invited(org, jane, "view")))
	config := p.Config(invited(org, jane, "edit"))
	planned := p.Plan(object, config)
	srv.RevokeInvitation(org, jane)
	_, diagnostics := p.ApplyPlanned(object, config, planned)
	acctest.ExpectDetails(t, diagnostics, "The person is neither invited nor a member any more. Plan again.")
}

// Lost answers send no second e-mail.
func TestCreateOfUnknownFate(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mockserver.Fault{
		"reset after the effect":  {Method: http.MethodPost, Reset: true, After: true},
		"reset before the effect": {Method: http.MethodPost, Reset: true},
		"503 after the effect":    {Method: http.MethodPost, Status: http.StatusServiceUnavailable, Body: "<html>", After: true},
		"answer cut off":          {Method: http.MethodPost, Cut: true, After: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			p := newProtocol(t, srv)
			config := invited(org, jane, "view")
			planned := p.Plan(p.Null(), p.Config(config))
			srv.Fail(fault)
			object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
			acctest.ExpectDetails(t, diagnostics)
			p.ExpectEmpty(p.MustRefresh(object), config)
			if id := onlyInvitation(t, srv, org)["id"]; id != p.Text(object.State, "invitation_id") {
				t.Errorf("the state has another invitation than %s", id)
			}
		})
	}
}

// Somebody else invites or adds the person between the plan and the apply.
func TestSomebodyElseWasFaster(t *testing.T) {
	t.Parallel()
	for status, race := range map[string]func(srv *mockserver.Server, org string){
		"pending": func(srv *mockserver.Server, org string) {
			srv.Invite(org, mockserver.Doc{"email": jane, "role": "view"})
		},
		"accepted": func(srv *mockserver.Server, org string) { srv.AddMember(org, mockserver.Doc{"email": jane}) },
	} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			p := newProtocol(t, srv)
			config := invited(org, jane, "view")
			planned := p.Plan(p.Null(), p.Config(config)) // Keeps both lists, without the person.
			race(srv, org)
			object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
			acctest.ExpectDetails(t, diagnostics, "WARNING jane@acme.example is ")
			expectTexts(t, p, object, map[string]string{"status": status})
			p.ExpectEmpty(p.MustRefresh(object), config)
			acctest.ExpectCount(t, srv, http.MethodPost, 1) // That was refused.
		})
	}
}

func TestErrorsNameThePersonAndTheScope(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := acctest.NewProtocol(t, srv, typeName, map[string]any{"api_token": srv.AddToken("instanceOrgInvites.get", "instanceOrgMembers.get")})
	planned := p.Plan(p.Null(), p.Config(invited(org, jane, "view")))
	acctest.ExpectDetails(t, planned.Diagnostics, "WARNING An e-mail invites") // The limit may not be read, without a word.
	_, diagnostics := p.ApplyPlanned(p.Null(), p.Config(invited(org, jane, "view")), planned)
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not invite jane@acme.example to organization "+org)
	acctest.ExpectDetails(t, diagnostics, "all.Instance, instanceOrgInvites.*, instanceOrgInvites.post")
}

// With a token of another instance the API knows none of the organizations.
func TestTokenOfAnotherInstanceForgetsNothing(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(invited(org, jane, "view")))
	srv.Fail(mockserver.Fault{Status: http.StatusNotFound, Body: `{"type":"NotFound","message":"Instance was not found"}`, Times: -1})
	p = newProtocol(t, srv)
	kept, diagnostics := p.Refresh(object)
	acctest.ExpectDetails(t, diagnostics, "instance_id is the instance that the API token belongs to")
	if kept.State.IsNull() {
		t.Error("the invitation is forgotten")
	}
	_, diagnostics = destroy(p, object)
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not read the invitation of "+jane)
}

func TestWhatIsNotKnownYet(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	for says, config := range map[string]map[string]any{
		"invites jane@acme.example to an organization that is not made yet":              {"organization_id": acctest.Unknown, "email": jane, "role": "view"},
		"invites somebody whose address is not known yet to organization " + org:         {"organization_id": org, "email": acctest.Unknown, "role": "view"},
		"Losant sends it when this is applied. The role is not known yet.":               {"organization_id": org, "email": jane, "role": acctest.Unknown},
		"invites jane@acme.example to organization " + org + ": Losant sends it when th": {"organization_id": org, "email": jane, "role": "view", "resend_expired": acctest.Unknown},
	} {
		planned := p.Plan(p.Null(), p.Config(config))
		acctest.ExpectDetails(t, planned.Diagnostics, says)
	}
	object := p.Apply(p.Null(), p.Config(invited(org, jane, "view")))
	unknown := acctest.NewProtocol(t, srv, typeName, map[string]any{"api_token": acctest.Unknown})
	srv.ResetRequests()
	kept, diagnostics := unknown.Refresh(object)
	acctest.ExpectDetails(t, diagnostics, "WARNING Skipped refreshing from Losant")
	unknown.ExpectEmpty(kept, invited(org, jane, "view"))
	acctest.ExpectDetails(t, unknown.Plan(unknown.Null(), unknown.Config(invited(org, "joan@acme.example", "view"))).Diagnostics, "WARNING An e-mail invites")
	if sent := srv.Requests(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}

func TestCapacity(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.EditOrganization(org, mockserver.Doc{"limits": mockserver.Doc{"member": 2}})
	p := newProtocol(t, srv)
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(invited(org, jane, "view"))).Diagnostics, "An e-mail invites")
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(invited(org, "joan@acme.example", "view"))).Diagnostics,
		"An e-mail invites", "With this plan the organization has 3 members and pending invitations, but limits.member is 2.")
}

func TestInvalidConfigurations(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	for name, tc := range map[string]struct {
		config map[string]any
		at     string
	}{
		"no address": {invited(org, "jane", "view"), "email"},
		"no role":    {invited(org, jane, "viewer"), "role"},
		"no id":      {invited("acme", jane, "view"), "organization_id"},
	} {
		diagnostics := p.Validate(p.Config(tc.config))
		if len(diagnostics) != 1 || acctest.RootOf(diagnostics[0]) != tc.at {
			t.Errorf("%s: got %q", name, acctest.Details(diagnostics))
		}
	}
	if sent := srv.Requests(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}
