package member_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// inviting is a resource that lists jane, for the tests of both.
type inviting struct {
	typeName string
	config   func(org, role string, reinvite any) map[string]any
	status   func(p *acctest.Protocol, object acctest.Object) string
}

var invitingResources = []inviting{
	{typeName, func(org, role string, reinvite any) map[string]any {
		config := person(org, jane, role)
		config["reinvite"] = reinvite
		return config
	}, func(p *acctest.Protocol, object acctest.Object) string { return p.Text(object.State, "status") }},
	{membersType, func(org, role string, reinvite any) map[string]any {
		config := membersConfig(org, owner, "admin", jane, role)
		config["reinvite"] = reinvite
		return config
	}, statusOfJane},
}

func statusOfJane(_ *acctest.Protocol, object acctest.Object) string {
	var attributes, statuses map[string]tftypes.Value
	if object.State.As(&attributes) != nil || attributes["statuses"].As(&statuses) != nil || statuses[jane].Type() == nil {
		return ""
	}
	var status string
	_ = statuses[jane].As(&status)
	return status
}

// rejected returns the object after jane was invited and has rejected, as refreshed,
// and a new run.
func (r inviting) rejected(t *testing.T, srv *mockserver.Server, org string) (*acctest.Protocol, acctest.Object) {
	t.Helper()
	p := acctest.NewProtocol(t, srv, r.typeName, nil)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(r.config(org, "view", false))))
	if got := r.status(p, object); got != "invited" {
		t.Fatalf("the status is %q", got)
	}
	srv.RevokeInvitation(org, jane)
	srv.ResetRequests()
	p = acctest.NewProtocol(t, srv, r.typeName, nil)
	object = p.MustRefresh(object)
	if got := r.status(p, object); got != "gone" {
		t.Errorf("the status is %q", got)
	}
	return p, object
}

// forEach runs a test for both resources.
func forEachInviting(t *testing.T, f func(t *testing.T, r inviting)) {
	t.Helper()
	for _, r := range invitingResources {
		t.Run(r.typeName, func(t *testing.T) {
			t.Parallel()
			f(t, r)
		})
	}
}

// With reinvite, each plan after a rejection announces the e-mail by name. Without, a
// rejection plans nothing.
func TestRejectPlanApplyPlanThreeTimes(t *testing.T) {
	t.Parallel()
	forEachInviting(t, func(t *testing.T, r inviting) {
		for name, reinvite := range map[string]any{"null": nil, "true": true, "false": false} {
			srv, org := start(t)
			p := acctest.NewProtocol(t, srv, r.typeName, nil)
			config := r.config(org, "view", reinvite)
			object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
			identity := p.IdentityOf(object)
			srv.RevokeInvitation(org, jane)
			for round := range 3 {
				srv.ResetRequests()
				p = acctest.NewProtocol(t, srv, r.typeName, nil)
				object = p.MustRefresh(object)
				planned := p.Plan(object, p.Config(config))
				if reinvite == false {
					acctest.ExpectDetails(t, planned.Diagnostics)
					p.ExpectEmpty(object, config)
				} else {
					acctest.ExpectDetails(t, planned.Diagnostics, jane)
				}
				object = p.MustRefresh(p.Apply(object, p.Config(config)))
				p.ExpectEmpty(object, config)
				if diff := cmp.Diff(identity, p.IdentityOf(object)); diff != "" {
					t.Errorf("identity (-want +got):\n%s", diff)
				}
				if reinvite == false {
					acctest.ExpectWrites(t, srv)
					if got := r.status(p, object); got != "gone" {
						t.Errorf("%d: the status is %q", round, got)
					}
					continue
				}
				acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"email": jane, "role": "view"})
				if got := r.status(p, object); got != "invited" {
					t.Errorf("%s, %d: the status is %q", name, round, got)
				}
				srv.RevokeInvitation(org, jane)
			}
		}
	})
}

// An expired invitation that is revoked, and two refreshes, have the same effect.
func TestExpiredInvitationThatIsRevokedPlansNothing(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	r := invitingResources[0]
	config := r.config(org, "view", false)
	config["resend_expired"] = false
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(config))
	srv.ExpireInvitation(org, jane)
	object = p.MustRefresh(object)
	srv.RevokeInvitation(org, jane)
	p = newProtocol(t, srv)
	object = p.MustRefresh(p.MustRefresh(object))
	p.ExpectEmpty(object, config)
	if got := r.status(p, object); got != "gone" {
		t.Errorf("the status is %q", got)
	}
}

func TestChangeInvitesAPersonWhoIsGone(t *testing.T) {
	t.Parallel()
	forEachInviting(t, func(t *testing.T, r inviting) {
		for name, tc := range map[string]struct {
			role     string
			reinvite any
		}{
			"another role": {"edit", false}, "reinvite is true": {"view", true}, "reinvite is null": {"view", nil}, "both": {"edit", true},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				srv, org := start(t)
				p, object := r.rejected(t, srv, org)
				before := p.IdentityOf(object)
				id := p.Text(object.State, "id")
				config := r.config(org, tc.role, tc.reinvite)
				planned := p.Plan(object, p.Config(config))
				acctest.ExpectDetails(t, planned.Diagnostics, jane)
				if len(planned.RequiresReplace) > 0 {
					t.Errorf("replaced because of %v", planned.RequiresReplace)
				}
				object = p.MustRefresh(p.Apply(object, p.Config(config)))
				p.ExpectEmpty(object, config)
				acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"email": jane, "role": tc.role})
				acctest.ExpectWrites(t, srv, "POST /orgs/"+org+"/members")
				if got := r.status(p, object); got != "invited" || p.Text(object.State, "id") != id {
					t.Errorf("the status is %q, the id %q", got, p.Text(object.State, "id"))
				}
				if diff := cmp.Diff(before, p.IdentityOf(object)); diff != "" {
					t.Errorf("identity (-want +got):\n%s", diff)
				}
			})
		}
	})
}

func TestPersonWhoIsGoneTurnsUpAgain(t *testing.T) {
	t.Parallel()
	forEachInviting(t, func(t *testing.T, r inviting) {
		for want, turnUp := range map[string]func(srv *mockserver.Server, org string){
			"invited": func(srv *mockserver.Server, org string) {
				srv.Invite(org, mockserver.Doc{"email": jane, "role": "view"})
			},
			"active": func(srv *mockserver.Server, org string) {
				srv.AddMember(org, mockserver.Doc{"email": jane, "role": "view"})
			},
		} {
			srv, org := start(t)
			_, object := r.rejected(t, srv, org)
			turnUp(srv, org)
			p := acctest.NewProtocol(t, srv, r.typeName, nil)
			object = p.MustRefresh(object)
			p.ExpectEmpty(object, r.config(org, "view", false))
			if got := r.status(p, object); got != want {
				t.Errorf("the status is %q, want %q", got, want)
			}
			if want == "active" { // Nobody is gone who has been a member.
				srv.RemoveMember(org, jane)
				p = acctest.NewProtocol(t, srv, r.typeName, nil)
				if object = p.MustRefresh(object); r.status(p, object) != "" {
					t.Errorf("the status of a removed member is %q", r.status(p, object))
				}
				acctest.ExpectDetails(t, p.Plan(object, p.Config(r.config(org, "view", false))).Diagnostics, jane)
			}
		}
	})
}

// The apply adopts somebody who turned up after the plan.
func TestPersonWhoIsGoneIsInvitedAfterThePlan(t *testing.T) {
	t.Parallel()
	forEachInviting(t, func(t *testing.T, r inviting) {
		srv, org := start(t)
		p, object := r.rejected(t, srv, org)
		config := p.Config(r.config(org, "edit", false))
		planned := p.Plan(object, config)
		srv.Invite(org, mockserver.Doc{"email": jane, "role": "edit"})
		p = acctest.NewProtocol(t, srv, r.typeName, nil)
		object, diagnostics := p.ApplyPlanned(object, config, planned)
		if errors := acctest.Errors(diagnostics); len(errors) > 0 {
			t.Error(errors)
		}
		acctest.ExpectWrites(t, srv)
		p.ExpectEmpty(p.MustRefresh(object), r.config(org, "edit", false))
	})
}

func TestDestroyOfAPersonWhoIsGoneSendsNothing(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p, object := invitingResources[0].rejected(t, srv, org)
	srv.ResetRequests()
	planned := p.Plan(object, p.Null().State)
	acctest.ExpectDetails(t, planned.Diagnostics)
	_, diagnostics := p.Destroy(object)
	acctest.ExpectDetails(t, diagnostics)
	if all := srv.Requests(); len(all) > 0 {
		t.Errorf("requests: %v", all)
	}
}

// Removing the person from members sends nothing either.
func TestPersonWhoIsGoneIsRemovedFromMembers(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p, object := invitingResources[1].rejected(t, srv, org)
	config := membersConfig(org, owner, "admin")
	acctest.ExpectDetails(t, p.Plan(object, p.Config(config)).Diagnostics)
	p.ExpectEmpty(p.MustRefresh(p.Apply(object, p.Config(config))), config)
	acctest.ExpectWrites(t, srv)
}

func TestChangedAddressReplacesAPersonWhoIsGone(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p, object := invitingResources[0].rejected(t, srv, org)
	config := person(org, "joan@acme.example", "view")
	config["reinvite"] = false
	planned := p.Plan(object, p.Config(config))
	if len(planned.RequiresReplace) != 1 {
		t.Errorf("replaced because of %v", planned.RequiresReplace)
	}
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(config)).Diagnostics, "WARNING Applying adds or invites joan@acme.example")
	_, diagnostics := p.Import(org+"/"+jane, nil)
	acctest.ExpectDetails(t, diagnostics, "ERROR "+jane+" was not found in organization")
}

func TestPersonWhoIsGoneInADeletedOrganizationIsRemovedFromState(t *testing.T) {
	t.Parallel()
	forEachInviting(t, func(t *testing.T, r inviting) {
		srv, org := start(t)
		_, object := r.rejected(t, srv, org)
		srv.RemoveOrganization(org)
		if object = acctest.NewProtocol(t, srv, r.typeName, nil).MustRefresh(object); !object.State.IsNull() {
			t.Error("the person is still in the state")
		}
	})
}

// Another resource of a person who is gone causes no warning, and the person is not
// added again by this one.
func TestPersonWhoIsGoneIsManagedByNobody(t *testing.T) {
	t.Parallel()
	forEachInviting(t, func(t *testing.T, r inviting) {
		srv, org := start(t)
		p, object := r.rejected(t, srv, org)
		other := p.Other(invitationType)
		p.Run(func() {
			acctest.ExpectDetails(t, other.Plan(other.Null(), other.Config(person(org, jane, "view"))).Diagnostics, "WARNING Applying invites "+jane)
			p.ExpectEmpty(object, r.config(org, "view", false))
		})
	})
}

func TestRevokedInvitationIsAttributed(t *testing.T) {
	t.Parallel()
	forEachInviting(t, func(t *testing.T, r inviting) {
		srv, org := start(t)
		p := acctest.NewProtocol(t, srv, r.typeName, acctest.Attribution)
		object := p.Apply(p.Null(), p.Config(r.config(org, "view", false)))
		srv.AuditAs("eve@example.com")
		srv.RevokeInvitation(org, jane)
		p = acctest.NewProtocol(t, srv, r.typeName, acctest.Attribution)
		object, diagnostics := p.Refresh(object)
		acctest.ExpectDetails(t, diagnostics, "changed status")
		acctest.ExpectDetails(t, p.Plan(object, p.Config(r.config(org, "view", false))).Diagnostics)
		p.MustRefresh(object)
	})
}

// The state of a person who is gone moves between the resources.
func TestPersonWhoIsGoneMovesBetweenResources(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	config := invitingResources[0].config(org, "view", false)
	p, object := invitingResources[0].rejected(t, srv, org)
	for _, other := range []string{invitationType, typeName} {
		moved, diagnostics := p.Other(other).Move(p, object)
		acctest.ExpectDetails(t, diagnostics)
		p = p.Other(other)
		object = p.MustRefresh(moved)
		p.ExpectEmpty(object, config)
		if got := p.Text(object.State, "status"); got != "gone" {
			t.Errorf("the status is %q", got)
		}
	}
	acctest.ExpectWrites(t, srv)
}

// An administrator is kept whose only successor is gone. The plan says what to do.
func TestSuccessorOfAnAdministratorIsGone(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	config := membersConfig(org, jane, "admin")
	config["reinvite"] = false
	p := newMembersProtocol(t, srv)
	object, _ := p.ApplyPlanned(p.Null(), p.Config(config), p.Plan(p.Null(), p.Config(config)))
	srv.RevokeInvitation(org, jane)
	srv.ResetRequests()
	p = newMembersProtocol(t, srv)
	object = p.MustRefresh(object)
	acctest.ExpectDetails(t, p.Plan(object, p.Config(config)).Diagnostics, "WARNING "+owner+" is kept until another administrator has accepted: "+
		"Losant requires an active administrator in "+acctest.OrganizationName(srv, org)+", and "+owner+" is the only one. The invitation of "+jane+
		" was rejected or revoked, and reinvite is false. Make somebody else an administrator, or set reinvite to true.")
	acctest.ExpectWrites(t, srv)
}
