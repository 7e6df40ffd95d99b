package member_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const bob = "bob@acme.example"

func newSetProtocol(t *testing.T, srv *mockserver.Server) *acctest.Protocol {
	t.Helper()
	return acctest.NewProtocol(t, srv, "losant_organization_members", nil)
}

// everybody is a configuration from pairs of an address and a role.
func everybody(org string, pairs ...string) map[string]any {
	members := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		members[pairs[i]] = map[string]any{"role": pairs[i+1]}
	}
	return map[string]any{"organization_id": org, "members": members}
}

func TestSetIsAuthoritative(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	rogue := srv.AddMember(org, mockserver.Doc{"email": "rogue@acme.example", "role": "admin"})
	srv.AddAccount(mockserver.Doc{"email": bob})
	revoked := srv.Invite(org, mockserver.Doc{"email": "guest@acme.example", "role": "view"})
	srv.AddMember(org, mockserver.Doc{"email": "support@vendor.example", "role": "edit"})
	p := newSetProtocol(t, srv)
	config := everybody(org, owner, "admin", jane, "edit", bob, "view")
	config["ignore"] = []any{"Support@vendor.example", "nobody@vendor.example"}

	planned := p.Plan(p.Null(), p.Config(config))
	acctest.ExpectDetails(t, planned.Diagnostics, "Applying this plan removes rogue@acme.example, guest@acme.example. To keep")
	object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
	acctest.ExpectDetails(t, diagnostics)
	acctest.ExpectWrites(t, srv,
		"POST /orgs/"+org+"/members", "POST /orgs/"+org+"/members",
		"DELETE /orgs/"+org+"/members/"+rogue, "DELETE /orgs/"+org+"/invites/"+revoked)
	object = p.MustRefresh(object)
	p.ExpectEmpty(object, config)

	// Somebody comes in behind Terraform's back: shown by name, and removed.
	srv.AddMember(org, mockserver.Doc{"email": "rogue@acme.example", "role": "admin"})
	srv.ResetRequests()
	p = newSetProtocol(t, srv)
	object = p.MustRefresh(object)
	planned = p.Plan(object, p.Config(config))
	diffs, err := object.State.Diff(planned.State)
	if err != nil || !strings.Contains(diffs[len(diffs)-1].String()+diffs[0].String(), "rogue@acme.example") {
		t.Errorf("the plan does not name the rogue: %v %v", diffs, err)
	}
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectWrites(t, srv, "DELETE /orgs/"+org+"/members/"+rogue)
	if roleOf(srv, org, "support@vendor.example") != "edit" {
		t.Error("an ignored person was touched")
	}
}

func TestSetAcceptanceAndExpiry(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newSetProtocol(t, srv)
	config := everybody(org, owner, "admin", "Jane@acme.example", "edit", bob, "view")
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	p.ExpectEmpty(object, config)

	srv.AcceptInvitation(org, jane)
	srv.ResetRequests()
	p = newSetProtocol(t, srv)
	object = p.MustRefresh(object)
	p.ExpectEmpty(object, config)
	acctest.ExpectWrites(t, srv)

	srv.ExpireInvitation(org, bob)
	p = newSetProtocol(t, srv)
	object = p.MustRefresh(object)
	planned := p.Plan(object, p.Config(config))
	acctest.ExpectDetails(t, planned.Diagnostics, "The invitations of "+bob+" are sent again")
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	id, _ := srv.Invitations(org)[0]["id"].(string)
	acctest.ExpectWrites(t, srv, "POST /orgs/"+org+"/invites/"+id)
}

func TestSetLetterCaseIsNoChange(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newSetProtocol(t, srv)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(everybody(org, "Owner@Acme.example", "admin", jane, "view"))))
	srv.ResetRequests()
	p.ExpectEmpty(object, everybody(org, owner, "admin", "JANE@acme.example", "view"))

	// Together with a real change too.
	config := everybody(org, owner, "admin", "JANE@acme.example", "view", bob, "view")
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectWrites(t, srv, "POST /orgs/"+org+"/members")
}

func TestSetRolesChangeInOrder(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	janeID := srv.AddMember(org, mockserver.Doc{"email": jane, "role": "view"})
	bobID := srv.AddMember(org, mockserver.Doc{"email": bob, "role": "view"})
	p := newSetProtocol(t, srv)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(everybody(org, owner, "admin", jane, "view", bob, "view"))))
	srv.ResetRequests()
	config := everybody(org, bob, "edit", jane, "admin", "new@acme.example", "view")
	ownerID := ""
	for _, m := range srv.Members(org) {
		if id, _ := m["userId"].(string); m["email"] == owner {
			ownerID = id
		}
	}
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	members := "/orgs/" + org + "/members"
	acctest.ExpectWrites(t, srv, "PATCH "+members+"/"+janeID, "POST "+members, "PATCH "+members+"/"+bobID, "DELETE "+members+"/"+ownerID)
}

// An administrator who has not accepted yet does not count: the present one
// stays, shows in each plan, and goes after the acceptance.
func TestSetKeepsTheOnlyActiveAdministrator(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	config := everybody(org, jane, "admin")
	p := newSetProtocol(t, srv)
	planned := p.Plan(p.Null(), p.Config(config))
	object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
	acctest.ExpectDetails(t, diagnostics, "WARNING "+owner+" stays administrator for now")
	for range 2 {
		p = newSetProtocol(t, srv)
		object = p.MustRefresh(object)
		planned = p.Plan(object, p.Config(config))
		if planned.State.Equal(object.State) {
			t.Fatal("the plan does not show who stays")
		}
		object, diagnostics = p.ApplyPlanned(object, p.Config(config), planned)
		acctest.ExpectDetails(t, diagnostics, owner+" stays administrator for now")
	}
	srv.AcceptInvitation(org, jane)
	p = newSetProtocol(t, srv)
	object = p.Apply(p.MustRefresh(object), p.Config(config))
	p.ExpectEmpty(p.MustRefresh(object), config)
	if got := roleOf(srv, org, owner); got != "" {
		t.Errorf("the former administrator is still %s", got)
	}
}

func TestSetErrorInTheMiddleLosesNothing(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.AddMember(org, mockserver.Doc{"email": "rogue@acme.example", "role": "view"})
	p := newSetProtocol(t, srv)
	config := everybody(org, owner, "admin", jane, "edit")
	planned := p.Plan(p.Null(), p.Config(config))
	srv.Fail(mockserver.Fault{Method: http.MethodDelete, Status: http.StatusForbidden})
	object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not remove rogue@acme.example from organization "+org)
	if !object.State.IsFullyKnown() || object.State.IsNull() {
		t.Fatalf("the state is lost: %s", object.State)
	}
	srv.ResetRequests()
	p = newSetProtocol(t, srv)
	object = p.MustRefresh(object)
	p.ExpectEmpty(p.MustRefresh(p.Apply(object, p.Config(config))), config)
	acctest.ExpectCount(t, srv, http.MethodPost, 0)
	acctest.ExpectCount(t, srv, http.MethodDelete, 1)
}

// An API that answers nothing takes nothing out of the state.
func TestSetKeepsTheStateWhenNothingCanBeRead(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newSetProtocol(t, srv)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(everybody(org, owner, "admin", jane, "view"))))
	config := p.Config(everybody(org, owner, "admin", jane, "edit"))
	planned := p.Plan(object, config)
	srv.Fail(mockserver.Fault{Status: http.StatusForbidden, Times: -1})
	after, diagnostics := newSetProtocol(t, srv).ApplyPlanned(object, config, planned)
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not read the members of organization "+org)
	if !after.State.Equal(object.State) {
		t.Errorf("the state is %s, was %s", after.State, object.State)
	}
}

func TestSetOwnNewAddressIsFollowed(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.AddMember(org, mockserver.Doc{"email": jane, "role": "edit"})
	p := newSetProtocol(t, srv)
	config := everybody(org, owner, "admin", jane, "edit")
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	const married = "jane.smith@acme.example"
	srv.EditAccount(jane, mockserver.Doc{"email": married})
	srv.ResetRequests()
	p = newSetProtocol(t, srv)
	object, diagnostics := p.Refresh(object)
	acctest.ExpectDetails(t, diagnostics, "changed it to "+married)
	p.ExpectEmpty(object, config)

	config = everybody(org, owner, "admin", married, "edit")
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectWrites(t, srv)
}

func TestSetImportWithIgnoreRemovesNobodyIgnored(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.AddMember(org, mockserver.Doc{"email": "support@vendor.example", "role": "edit"})
	p := newSetProtocol(t, srv)
	for _, id := range []string{org, srv.InstanceID() + "/" + org} {
		object, diagnostics := p.Import(id, nil)
		acctest.ExpectDetails(t, diagnostics)
		p.ExpectEmpty(object, everybody(org, owner, "admin", "support@vendor.example", "edit"))
		config := everybody(org, owner, "admin")
		config["ignore"] = []any{"support@vendor.example"}
		p.ExpectEmpty(p.MustRefresh(p.Apply(object, p.Config(config))), config)
	}
	object, _ := p.Import("", map[string]any{"organization_id": org})
	p.ExpectEmpty(object, everybody(org, owner, "admin", "support@vendor.example", "edit"))
	acctest.ExpectWrites(t, srv)
	if _, diagnostics := p.Import("acme", nil); len(acctest.Errors(diagnostics)) == 0 {
		t.Error("garbage is taken for an import id")
	}
}

func TestSetDestroyForgets(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newSetProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(everybody(org, owner, "admin", jane, "view")))
	srv.ResetRequests()
	null := tftypes.NewValue(p.Type, nil)
	planned := p.Plan(object, null)
	planned.State = null
	_, diagnostics := p.ApplyPlanned(object, null, planned)
	acctest.ExpectDetails(t, diagnostics, "WARNING The members of organization "+org+" stay")
	acctest.ExpectWrites(t, srv)
	srv.RemoveOrganization(org)
	if gone := newSetProtocol(t, srv).MustRefresh(object); !gone.State.IsNull() {
		t.Error("the members of a gone organization are still in the state")
	}
}

func TestSetPlanChecks(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		org    mockserver.Doc
		config func(org string) map[string]any
		want   []string
	}{
		"administrator without MFA": {
			mockserver.Doc{"mfaMode": "adminRequired"},
			func(org string) map[string]any { return everybody(org, owner, "admin", jane, "admin") },
			[]string{"ERROR " + jane + " has no multi-factor authentication"},
		},
		"editor without MFA": {
			mockserver.Doc{"mfaMode": "adminRequired"},
			func(org string) map[string]any { return everybody(org, owner, "admin", jane, "edit") }, nil,
		},
		"no place left": {
			mockserver.Doc{"limits": mockserver.Doc{"member": 2}},
			func(org string) map[string]any { return everybody(org, owner, "admin", jane, "view", bob, "view") },
			[]string{"WARNING No place is left in organization"},
		},
		"one goes, one comes": {
			mockserver.Doc{"limits": mockserver.Doc{"member": 2}},
			func(org string) map[string]any { return everybody(org, owner, "admin", bob, "view") },
			[]string{"for a moment; its limit is 2"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			srv.AddMember(org, mockserver.Doc{"email": jane, "role": "view"})
			srv.EditOrganization(org, tc.org)
			p := newSetProtocol(t, srv)
			object, _ := p.Import(org, nil)
			acctest.ExpectDetails(t, p.Plan(object, p.Config(tc.config(org))).Diagnostics, tc.want...)
			acctest.ExpectWrites(t, srv)
		})
	}
}

func TestSetRoleChangeWhileInvitedSaysSo(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newSetProtocol(t, srv)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(everybody(org, owner, "admin", jane, "view"))))
	srv.ResetRequests()
	config := everybody(org, owner, "admin", jane, "edit")
	planned := p.Plan(object, p.Config(config))
	acctest.ExpectDetails(t, planned.Diagnostics, "The invitations of "+jane+" are sent again")
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"role": "edit"})
}

func TestSetMistakes(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newSetProtocol(t, srv)
	ignoring := everybody(org, owner, "admin")
	ignoring["ignore"] = []any{"OWNER@acme.example"}
	for name, tc := range map[string]struct {
		config   map[string]any
		at, says string
	}{
		"letter case only": {everybody(org, owner, "admin", "Owner@acme.example", "view"), "members", "differ only in letter case"},
		"no administrator": {everybody(org, jane, "edit"), "members", "No administrator"},
		"nobody":           {everybody(org), "members", "No administrator"},
		"no address":       {everybody(org, owner, "admin", "jane", "edit"), "members", "must be an e-mail address"},
		"unknown role":     {everybody(org, owner, "owner"), "members", "collaborate"},
		"ignored member":   {ignoring, "ignore", "Both a member and ignored"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diagnostics := p.Validate(p.Config(tc.config))
			found := false
			for i, d := range acctest.Details(diagnostics) {
				found = found || acctest.RootOf(diagnostics[i]) == tc.at && strings.Contains(d, tc.says)
			}
			if !found {
				t.Errorf("want %q at %s, got %q", tc.says, tc.at, acctest.Details(diagnostics))
			}
		})
	}
	unknown := map[string]any{"organization_id": acctest.Unknown, "members": acctest.Unknown, "ignore": acctest.Unknown}
	acctest.ExpectDetails(t, p.Validate(p.Config(unknown)))
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(unknown)).Diagnostics, "WARNING Whoever the organization is created with will be removed")
}
