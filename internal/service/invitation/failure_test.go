package invitation_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestDestroyRevokesOnlyPendingInvitations(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		edit    func(srv *mockserver.Server, org string)
		fault   *mockserver.Fault
		revokes bool
		want    []string
	}{
		"pending":                  {revokes: true},
		"expired":                  {edit: func(srv *mockserver.Server, org string) { srv.ExpireInvitation(org, jane) }, revokes: true},
		"revoked in the meantime":  {edit: func(srv *mockserver.Server, org string) { srv.RevokeInvitation(org, jane) }},
		"accepted in the meantime": {edit: func(srv *mockserver.Server, org string) { srv.AcceptInvitation(org, jane) }, want: []string{"WARNING The invitation of jane@acme.example"}},
		"organization deleted":     {edit: func(srv *mockserver.Server, org string) { srv.RemoveOrganization(org) }},
		"response lost":            {fault: &mockserver.Fault{Method: http.MethodDelete, Reset: true, After: true}, revokes: true},
		"forbidden": {
			fault: &mockserver.Fault{Method: http.MethodDelete, Status: http.StatusForbidden, Body: `{"type":"Forbidden","message":"no"}`},
			want:  []string{"instanceOrgInvite.delete"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			p := newProtocol(t, srv)
			object := p.Apply(p.Null(), p.Config(invited(org, jane, "view")))
			if tc.edit != nil {
				tc.edit(srv, org)
			}
			if tc.fault != nil {
				srv.Fail(*tc.fault)
			}
			srv.ResetRequests()
			_, diagnostics := newProtocol(t, srv).Destroy(object)
			acctest.ExpectDetails(t, diagnostics, tc.want...)
			if sent := len(srv.Requests(http.MethodDelete)) > 0; sent != (tc.revokes || tc.fault != nil) {
				t.Errorf("a DELETE request was sent: %t", sent)
			}
			if left := srv.Invitations(org); tc.revokes && len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// A cached list may be out of date. The response to the write decides.
func TestInvitationAcceptedBetweenReadAndWriteRemainsAccepted(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		act  func(p *acctest.Protocol, org string, object acctest.Object) (acctest.Object, []*tfprotov6.Diagnostic)
		want string
	}{
		"sent again": {
			act: func(p *acctest.Protocol, org string, object acctest.Object) (acctest.Object, []*tfprotov6.Diagnostic) {
				config := p.Config(invited(org, jane, "edit"))
				return p.ApplyPlanned(object, config, p.Plan(object, config))
			},
			want: "WARNING jane@acme.example is already a member of organization",
		},
		"revoked": {
			act: func(p *acctest.Protocol, _ string, object acctest.Object) (acctest.Object, []*tfprotov6.Diagnostic) {
				return p.Destroy(object)
			},
			want: "WARNING The invitation of jane@acme.example",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			p := newProtocol(t, srv)
			object := p.Apply(p.Null(), p.Config(invited(org, jane, "view")))
			object = p.MustRefresh(object) // The run caches both lists.
			srv.AcceptInvitation(org, jane)
			object, diagnostics := tc.act(p, org, object)
			acctest.ExpectDetails(t, diagnostics, tc.want)
			if !object.State.IsNull() {
				expectTexts(t, p, object, map[string]string{"status": "accepted", "role": "edit", "invitation_id": ""})
			}
			if role := srv.Members(org)[0]["role"]; role != "view" {
				t.Errorf("the role of the member is %s, want view", role)
			}
		})
	}
}

func TestInvitationRevokedBetweenPlanAndApplyIsAnError(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(invited(org, jane, "view")))
	config := p.Config(invited(org, jane, "edit"))
	planned := p.Plan(object, config)
	srv.RevokeInvitation(org, jane)
	_, diagnostics := p.ApplyPlanned(object, config, planned)
	acctest.ExpectDetails(t, diagnostics, "The person is no longer a member or invited. Plan again.")
}

func TestLostResponseSendsNoSecondInvitation(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mockserver.Fault{
		"reset after the effect":  {Method: http.MethodPost, Reset: true, After: true},
		"reset before the effect": {Method: http.MethodPost, Reset: true},
		"503 after the effect":    {Method: http.MethodPost, Status: http.StatusServiceUnavailable, Body: "<html>", After: true},
		"response cut off":        {Method: http.MethodPost, Cut: true, After: true},
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
				t.Errorf("the state does not have the invitation %s", id)
			}
		})
	}
}

func TestPersonWhoJoinedBetweenPlanAndApplyIsAdopted(t *testing.T) {
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
			planned := p.Plan(p.Null(), p.Config(config)) // The run caches both lists, without the person.
			race(srv, org)
			object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
			acctest.ExpectDetails(t, diagnostics, "WARNING jane@acme.example is already ")
			expectTexts(t, p, object, map[string]string{"status": status})
			p.ExpectEmpty(p.MustRefresh(object), config)
			acctest.ExpectCount(t, srv, http.MethodPost, 1) // The API rejects it.
		})
	}
}

func TestErrorsNameThePersonAndTheScope(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := acctest.NewProtocol(t, srv, typeName, map[string]any{"api_token": srv.AddToken("instanceOrgInvites.get", "instanceOrgMembers.get")})
	planned := p.Plan(p.Null(), p.Config(invited(org, jane, "view")))
	acctest.ExpectDetails(t, planned.Diagnostics, "WARNING Applying invites", "WARNING Checks skipped: the API token lacks the scope instanceOrg.get")
	_, diagnostics := p.ApplyPlanned(p.Null(), p.Config(invited(org, jane, "view")), planned)
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not invite jane@acme.example to organization "+org)
	acctest.ExpectDetails(t, diagnostics, "all.Instance, instanceOrgInvites.*, instanceOrgInvites.post")
}

// With a token of another instance, the API responds with 404 to every request.
func TestTokenOfAnotherInstanceKeepsTheState(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(invited(org, jane, "view")))
	srv.Fail(mockserver.Fault{Status: http.StatusNotFound, Body: `{"type":"NotFound","message":"Instance was not found"}`, Times: -1})
	p = newProtocol(t, srv)
	kept, diagnostics := p.Refresh(object)
	acctest.ExpectDetails(t, diagnostics, "instance_id is the instance that the API token belongs to")
	if kept.State.IsNull() {
		t.Error("the invitation is no longer in the state")
	}
	_, diagnostics = p.Destroy(object)
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not read the invitation of "+jane)
}

func TestUnknownValuesArePlanned(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	for want, config := range map[string]map[string]any{
		"Applying invites jane@acme.example to an organization whose ID is not known yet: ": {"organization_id": acctest.Unknown, "email": jane, "role": "view"},
		"Applying invites an address that is not known yet to organization " + org + ": ":   {"organization_id": org, "email": acctest.Unknown, "role": "view"},
		"The role is not known yet.": {"organization_id": org, "email": jane, "role": acctest.Unknown},
		`Applying invites jane@acme.example to organization "Acme" (` + org + `): Losant sends an invitation by e-mail. The role is "view".`: {"organization_id": org, "email": jane, "role": "view", "resend_expired": acctest.Unknown},
	} {
		planned := p.Plan(p.Null(), p.Config(config))
		acctest.ExpectDetails(t, planned.Diagnostics, want)
	}
	object := p.Apply(p.Null(), p.Config(invited(org, jane, "view")))
	unknown := acctest.NewProtocol(t, srv, typeName, map[string]any{"api_token": acctest.Unknown})
	srv.ResetRequests()
	kept, diagnostics := unknown.Refresh(object)
	acctest.ExpectDetails(t, diagnostics, "WARNING Skipped refreshing from Losant")
	unknown.ExpectEmpty(kept, invited(org, jane, "view"))
	acctest.ExpectDetails(t, unknown.Plan(unknown.Null(), unknown.Config(invited(org, "joan@acme.example", "view"))).Diagnostics, "WARNING Applying invites joan@acme.example")
	if sent := srv.Requests(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}

func TestPlanWarnsAboutTheMemberLimit(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.EditOrganization(org, mockserver.Doc{"limits": mockserver.Doc{"member": 2}})
	p := newProtocol(t, srv)
	p.Run(func() {
		acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(invited(org, jane, "view"))).Diagnostics, "Applying invites")
		acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(invited(org, "joan@acme.example", "view"))).Diagnostics,
			"Applying invites", "With this plan the organization has 3 members and pending invitations, but limits.member is 2.")
	})
}

func TestInvalidConfigurationsAreRejected(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	for name, tc := range map[string]struct {
		config map[string]any
		at     string
	}{
		"not an address": {invited(org, "jane", "view"), "email"},
		"not a role":     {invited(org, jane, "viewer"), "role"},
		"not an id":      {invited("acme", jane, "view"), "organization_id"},
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
