package invitation_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// Acceptance does not change the plan, and destroying does not remove the member.
func TestAcceptedInvitationPlansNoChange(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	config := invited(org, "Jane@Acme.example", "edit")
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(config)).Diagnostics, "WARNING Applying invites Jane@Acme.example to organization \"Acme\" ("+org+")")
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"email": "Jane@Acme.example", "role": "edit"})
	p.ExpectEmpty(object, config)
	sent := onlyInvitation(t, srv, org)
	expectTexts(t, p, object, map[string]string{
		"id": org + "/" + jane, "email": "Jane@Acme.example", "role": "edit", "instance_id": srv.InstanceID(), "status": "pending",
		"invitation_id": sent["id"].(string), "invited_at": sent["inviteDate"].(string), "user_id": "", //nolint:forcetypeassert // The test may panic.
	})

	user := srv.AcceptInvitation(org, jane)
	srv.ResetRequests()
	p = newProtocol(t, srv)
	object = p.MustRefresh(object)
	p.ExpectEmpty(object, config)
	expectTexts(t, p, object, map[string]string{"id": org + "/" + jane, "role": "edit", "status": "accepted", "invitation_id": "", "user_id": user})

	remains := "WARNING The invitation of Jane@Acme.example to " + acctest.OrganizationName(srv, org) + " cannot be revoked: The person has accepted it, and this resource removes no member."
	planned := p.Plan(object, p.Null().State)
	acctest.ExpectDetails(t, planned.Diagnostics, remains)
	planned.State = p.Null().State
	_, diagnostics := p.ApplyPlanned(object, p.Null().State, planned)
	acctest.ExpectDetails(t, diagnostics, remains)
	acctest.ExpectWrites(t, srv)
	if n := len(srv.Members(org)); n != 2 {
		t.Errorf("the organization has %d members, want 2", n)
	}
}

func TestPersonWithAnAccountIsInvited(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.AddAccount(mockserver.Doc{"email": jane})
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(invited(org, jane, "view")))
	expectTexts(t, p, object, map[string]string{"status": "pending", "user_id": ""})
}

func TestChangedOrExpiredInvitationIsSentAgain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		expire bool
		config []any // further attributes
		role   string
		want   string
	}{
		"role changed":             {role: "admin", want: `WARNING The invitation of jane@acme.example to organization ORG will be sent again: Its role changes from "view" to "admin".`},
		"expired":                  {expire: true, role: "view", want: "will be sent again: It has expired."},
		"expired and role changed": {expire: true, role: "edit", config: []any{"resend_expired", false}, want: `It has expired. Its role changes from "view" to "edit".`},
		"expired, resend_expired":  {expire: true, role: "view", config: []any{"resend_expired", true}, want: "It has expired."},
	} {
		for _, ids := range []string{"kept", "new"} {
			t.Run(name+", id "+ids, func(t *testing.T) {
				t.Parallel()
				srv, org := start(t, mockserver.With("resend-id", ids))
				p := newProtocol(t, srv)
				object := p.Apply(p.Null(), p.Config(invited(org, jane, "view")))
				before := p.Text(object.State, "invitation_id")
				if tc.expire {
					srv.ExpireInvitation(org, jane)
				}
				srv.ResetRequests()
				p = newProtocol(t, srv)
				object = p.MustRefresh(object)
				config := invited(org, jane, tc.role, tc.config...)
				planned := p.Plan(object, p.Config(config))
				acctest.ExpectDetails(t, planned.Diagnostics, strings.ReplaceAll(tc.want, "organization ORG", acctest.OrganizationName(srv, org)))
				for _, attribute := range []string{"status", "invitation_id", "invited_at", "user_id"} {
					if p.IsKnown(planned.State, attribute) {
						t.Errorf("%s is known", attribute)
					}
				}
				if len(planned.RequiresReplace) > 0 {
					t.Error("the invitation is replaced")
				}
				object = p.MustRefresh(p.Apply(object, p.Config(config)))
				acctest.ExpectWrites(t, srv, "POST /orgs/"+org+"/invites/"+before)
				acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"role": tc.role})
				p.ExpectEmpty(object, config)
				after := p.Text(object.State, "invitation_id")
				if (after == before) != (ids == "kept") || after != onlyInvitation(t, srv, org)["id"] {
					t.Errorf("the invitation id was %s and is %s", before, after)
				}
			})
		}
	}
}

func TestExpiredInvitationIsNotSentAgainIfResendExpiredIsFalse(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	config := invited(org, jane, "view", "resend_expired", false)
	object := p.Apply(p.Null(), p.Config(config))
	srv.ExpireInvitation(org, jane)
	p = newProtocol(t, srv)
	object = p.MustRefresh(object)
	expectTexts(t, p, object, map[string]string{"status": "expired"})
	planned := p.Plan(object, p.Config(config))
	acctest.ExpectDetails(t, planned.Diagnostics, "WARNING The invitation of jane@acme.example to "+acctest.OrganizationName(srv, org)+" has expired")
	if !planned.State.Equal(object.State) {
		t.Error("the plan is not empty")
	}
}

// A person who is already invited gets at most one more e-mail, and no second
// invitation.
func TestPersonWhoIsMemberOrInvitedIsAdopted(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prepare func(srv *mockserver.Server, org string)
		config  []any
		resends bool
		status  string
		want    []string // parts of the only warning, in the plan and in the apply
	}{
		"invited with the same role": {
			prepare: func(srv *mockserver.Server, org string) {
				srv.Invite(org, mockserver.Doc{"email": jane, "role": "edit"})
			},
			status: "pending",
			want:   []string{`WARNING jane@acme.example is already invited to organization ORG: The existing invitation (pending, role "edit") is adopted.`},
		},
		"invited with another role": {
			prepare: func(srv *mockserver.Server, org string) {
				srv.Invite(org, mockserver.Doc{"email": "JANE@acme.example"})
			},
			resends: true, status: "pending",
			want: []string{`(pending, role "view") is adopted. It is sent again. Its role changes from "view" to "edit".`},
		},
		"expired": {
			prepare: func(srv *mockserver.Server, org string) {
				srv.Invite(org, mockserver.Doc{"email": jane, "role": "edit"})
				srv.ExpireInvitation(org, jane)
			},
			resends: true, status: "pending",
			want: []string{`(expired, role "edit") is adopted. It is sent again. It has expired.`},
		},
		"expired and not sent again": {
			prepare: func(srv *mockserver.Server, org string) {
				srv.Invite(org, mockserver.Doc{"email": jane, "role": "edit"})
				srv.ExpireInvitation(org, jane)
			},
			config: []any{"resend_expired", false},
			status: "expired",
			want:   []string{`(expired, role "edit") is adopted.`},
		},
		"member": {
			prepare: func(srv *mockserver.Server, org string) {
				srv.AddMember(org, mockserver.Doc{"email": jane, "role": "view"})
			},
			status: "accepted",
			want:   []string{"WARNING jane@acme.example is already a member of organization ORG", "To manage it, use losant_organization_member."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			tc.prepare(srv, org)
			p := newProtocol(t, srv)
			config := invited(org, jane, "edit", tc.config...)
			planned := p.Plan(p.Null(), p.Config(config))
			object, applied := p.ApplyPlanned(p.Null(), p.Config(config), planned)
			for _, diagnostics := range [][]string{acctest.Details(planned.Diagnostics), acctest.Details(applied)} {
				for _, part := range tc.want {
					if part = strings.ReplaceAll(part, "organization ORG", acctest.OrganizationName(srv, org)); len(diagnostics) != 1 || !strings.Contains(diagnostics[0], part) {
						t.Errorf("want %q, got %q", part, diagnostics)
					}
				}
			}
			var writes []string
			if tc.resends {
				id, _ := onlyInvitation(t, srv, org)["id"].(string)
				writes = append(writes, "POST /orgs/"+org+"/invites/"+id)
			}
			acctest.ExpectWrites(t, srv, writes...)
			expectTexts(t, p, object, map[string]string{"status": tc.status, "role": "edit", "email": jane})
			object = p.MustRefresh(object)
			if tc.status != "expired" {
				p.ExpectEmpty(object, config)
			}
			if again := p.Plan(object, p.Config(config)); !again.State.Equal(object.State) {
				t.Error("the plan is not empty")
			}
		})
	}
}

func TestLetterCaseOfTheAddressIsNoChange(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(invited(org, jane, "view"))))
	srv.ResetRequests()
	p = newProtocol(t, srv)
	p.ExpectEmpty(object, invited(org, "Jane@ACME.example", "view"))
	if sent := srv.Requests(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
	if planned := p.Plan(object, p.Config(invited(org, "joan@acme.example", "view"))); len(planned.RequiresReplace) != 1 {
		t.Error("another address does not replace the invitation")
	}
}

// An accepted invitation remains accepted even if the member is removed. All
// accepted invitations of a run share one request.
func TestAcceptedInvitationRemainsUntilTheOrganizationIsDeleted(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	config := invited(org, jane, "view")
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(config))
	srv.AcceptInvitation(org, jane)
	object = newProtocol(t, srv).MustRefresh(object)
	srv.RemoveMember(org, jane)

	srv.ResetRequests()
	p.Run(func() {
		for range 3 {
			object = p.MustRefresh(object)
			p.ExpectEmpty(object, config)
		}
	})
	acctest.ExpectCount(t, srv, http.MethodGet, 1)
	expectTexts(t, p, object, map[string]string{"status": "accepted"})

	planned := p.Plan(object, p.Config(invited(org, jane, "admin")))
	acctest.ExpectDetails(t, planned.Diagnostics, "add a losant_organization_member")
	if acctest.RootOf(planned.Diagnostics[0]) != "role" || len(acctest.Errors(planned.Diagnostics)) != 1 {
		t.Errorf("want an error at role, got %v", planned.Diagnostics)
	}
	if planned := p.Plan(object, p.Config(invited(org, jane, acctest.Unknown))); len(planned.Diagnostics) > 0 {
		t.Errorf("unknown role: %q", acctest.Details(planned.Diagnostics))
	}
	srv.RemoveOrganization(org)
	if refreshed := newProtocol(t, srv).MustRefresh(object); !refreshed.State.IsNull() {
		t.Error("the invitation is still in the state")
	}
}

func TestRevokedInvitationPlansACreation(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(invited(org, jane, "view")))
	srv.RevokeInvitation(org, jane)
	if refreshed := newProtocol(t, srv).MustRefresh(object); !refreshed.State.IsNull() {
		t.Error("the invitation is still in the state")
	}
}

func TestInvitationsOfAnOrganizationShareTwoRequests(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	var objects []acctest.Object
	for _, email := range []string{"a@acme.example", "b@acme.example", "c@acme.example"} {
		objects = append(objects, p.Apply(p.Null(), p.Config(invited(org, email, "view"))))
	}
	srv.ResetRequests()
	p.Run(func() {
		for _, object := range objects {
			p.MustRefresh(object)
		}
	})
	acctest.ExpectCount(t, srv, http.MethodGet, 2)
}
