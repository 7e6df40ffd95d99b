package invitation_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// rejected returns an invitation with reinvite = false after jane has rejected it, as
// refreshed, and a new run.
func rejected(t *testing.T, srv *mockserver.Server, org string) (*acctest.Protocol, acctest.Object) {
	t.Helper()
	p := newProtocol(t, srv)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(invited(org, jane, "view", "reinvite", false))))
	invitedAt := p.Text(object.State, "invited_at")
	srv.RevokeInvitation(org, jane)
	srv.ResetRequests()
	p = newProtocol(t, srv)
	object = p.MustRefresh(object)
	expectTexts(t, p, object, map[string]string{
		"status": "gone", "role": "view", "id": org + "/" + jane, "invitation_id": "", "user_id": "", "invited_at": invitedAt,
	})
	return p, object
}

// With reinvite, each plan after a rejection announces the e-mail. Without, a rejection
// plans nothing.
func TestRejectPlanApplyPlanThreeTimes(t *testing.T) {
	t.Parallel()
	for name, reinvite := range map[string]any{"null": nil, "true": true, "false": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			p := newProtocol(t, srv)
			config := invited(org, jane, "view", "reinvite", reinvite)
			object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
			identity := p.IdentityOf(object)
			srv.RevokeInvitation(org, jane)
			for range 3 {
				srv.ResetRequests()
				p = newProtocol(t, srv)
				object = p.MustRefresh(object)
				if reinvite == false {
					p.ExpectEmpty(object, config)
				} else {
					acctest.ExpectDetails(t, p.Plan(object, p.Config(config)).Diagnostics, "WARNING Applying invites "+jane+" to organization ")
				}
				object = p.MustRefresh(p.Apply(object, p.Config(config)))
				p.ExpectEmpty(object, config)
				if diff := cmp.Diff(identity, p.IdentityOf(object)); diff != "" {
					t.Errorf("identity (-want +got):\n%s", diff)
				}
				if reinvite == false {
					acctest.ExpectWrites(t, srv)
					expectTexts(t, p, object, map[string]string{"status": "gone"})
					continue
				}
				acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"email": jane, "role": "view"})
				expectTexts(t, p, object, map[string]string{"status": "pending"})
				srv.RevokeInvitation(org, jane)
			}
		})
	}
}

func TestChangeOfAPersonWhoIsGone(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		config []any // further attributes
		role   string
		want   mockserver.Doc // the invitation; nil if none is sent
		status string
	}{
		"another role":        {[]any{"reinvite", false}, "edit", mockserver.Doc{"email": jane, "role": "edit"}, "pending"},
		"reinvite is true":    {[]any{"reinvite", true}, "view", mockserver.Doc{"email": jane, "role": "view"}, "pending"},
		"reinvite is null":    {nil, "view", mockserver.Doc{"email": jane, "role": "view"}, "pending"},
		"both":                {[]any{"reinvite", true, "disallow_transfer", true}, "edit", mockserver.Doc{"email": jane, "role": "edit", "disallowTransfer": true}, "pending"},
		"disallow_transfer":   {[]any{"reinvite", false, "disallow_transfer", true}, "view", nil, "gone"},
		"resend_expired":      {[]any{"reinvite", false, "resend_expired", false}, "view", nil, "gone"},
		"only letter case":    {[]any{"reinvite", false, "email", "Jane@acme.example"}, "view", nil, "gone"},
		"nothing is changed":  {[]any{"reinvite", false}, "view", nil, "gone"},
		"all three are false": {[]any{"reinvite", false, "resend_expired", false, "disallow_transfer", false}, "view", nil, "gone"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			p, object := rejected(t, srv, org)
			before := p.IdentityOf(object)
			config := invited(org, jane, tc.role, tc.config...)
			planned := p.Plan(object, p.Config(config))
			if len(planned.RequiresReplace) > 0 {
				t.Errorf("replaced because of %v", planned.RequiresReplace)
			}
			if tc.want == nil {
				acctest.ExpectDetails(t, planned.Diagnostics)
			} else {
				acctest.ExpectDetails(t, planned.Diagnostics, "WARNING Applying invites "+jane+" to "+acctest.OrganizationName(srv, org)+": Losant sends an invitation by e-mail. The role is \""+tc.role+"\".")
			}
			object = p.MustRefresh(p.Apply(object, p.Config(config)))
			p.ExpectEmpty(object, config)
			expectTexts(t, p, object, map[string]string{"status": tc.status, "id": org + "/" + jane})
			if diff := cmp.Diff(before, p.IdentityOf(object)); diff != "" {
				t.Errorf("identity (-want +got):\n%s", diff)
			}
			if tc.want == nil {
				acctest.ExpectWrites(t, srv)
				return
			}
			acctest.ExpectWrites(t, srv, "POST /orgs/"+org+"/invites")
			acctest.ExpectBodies(t, srv, http.MethodPost, tc.want)
		})
	}
}

func TestPersonWhoIsGoneTurnsUpAgain(t *testing.T) {
	t.Parallel()
	for want, turnUp := range map[string]func(srv *mockserver.Server, org string){
		"pending": func(srv *mockserver.Server, org string) {
			srv.Invite(org, mockserver.Doc{"email": jane, "role": "view"})
		},
		"accepted": func(srv *mockserver.Server, org string) {
			srv.AddMember(org, mockserver.Doc{"email": jane, "role": "edit"})
		},
	} {
		srv, org := start(t)
		_, object := rejected(t, srv, org)
		turnUp(srv, org)
		p := newProtocol(t, srv)
		object = p.MustRefresh(object)
		p.ExpectEmpty(object, invited(org, jane, "view", "reinvite", false))
		expectTexts(t, p, object, map[string]string{"status": want})
	}
}

// The apply adopts somebody who was invited after the plan.
func TestPersonWhoIsGoneIsInvitedAfterThePlan(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p, object := rejected(t, srv, org)
	config := p.Config(invited(org, jane, "edit", "reinvite", false))
	planned := p.Plan(object, config)
	srv.Invite(org, mockserver.Doc{"email": jane, "role": "edit"})
	p = newProtocol(t, srv)
	object, diagnostics := p.ApplyPlanned(object, config, planned)
	acctest.ExpectDetails(t, diagnostics, "WARNING "+jane+" is already invited to organization ")
	acctest.ExpectWrites(t, srv)
	expectTexts(t, p, object, map[string]string{"status": "pending", "role": "edit"})
}

func TestDestroyOfAPersonWhoIsGoneSendsNothing(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p, object := rejected(t, srv, org)
	srv.ResetRequests()
	acctest.ExpectDetails(t, p.Plan(object, p.Null().State).Diagnostics)
	_, diagnostics := p.Destroy(object)
	acctest.ExpectDetails(t, diagnostics)
	if all := srv.Requests(); len(all) > 0 {
		t.Errorf("requests: %v", all)
	}
}

func TestChangedAddressReplacesAPersonWhoIsGone(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p, object := rejected(t, srv, org)
	if planned := p.Plan(object, p.Config(invited(org, "joan@acme.example", "view", "reinvite", false))); len(planned.RequiresReplace) != 1 {
		t.Errorf("replaced because of %v", planned.RequiresReplace)
	}
	_, diagnostics := p.Import(org+"/"+jane, nil)
	acctest.ExpectDetails(t, diagnostics, "ERROR "+jane+" was not found in organization")
	srv.RemoveOrganization(org)
	if object = newProtocol(t, srv).MustRefresh(object); !object.State.IsNull() {
		t.Error("the invitation to a deleted organization is still in the state")
	}
}

// An organization that cannot be read keeps the state as it was.
func TestNobodyIsGoneWhoseOrganizationCannotBeRead(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(invited(org, jane, "view", "reinvite", false)))
	srv.RevokeInvitation(org, jane)
	token := srv.AddToken("instance.get", "instanceOrgMembers.get", "instanceOrgInvites.get")
	p = acctest.NewProtocol(t, srv, typeName, map[string]any{"api_token": token})
	_, diagnostics := p.Refresh(object)
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not read the invitation of "+jane)
}

func TestRejectedInvitationIsAttributedOnce(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
	config := invited(org, jane, "view", "reinvite", false)
	object := p.Apply(p.Null(), p.Config(config))
	srv.AuditAs(eve)
	srv.RevokeInvitation(org, jane)
	p = acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
	object, diagnostics := p.Refresh(object)
	acctest.ExpectDetails(t, diagnostics, eve+" changed status at ")
	p.ExpectEmpty(p.MustRefresh(object), config)
}
