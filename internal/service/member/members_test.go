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

func newMembersProtocol(t *testing.T, srv *mockserver.Server) *acctest.Protocol {
	t.Helper()
	return acctest.NewProtocol(t, srv, membersType, nil)
}

// membersConfig returns a configuration from pairs of an address and a role.
func membersConfig(org string, pairs ...string) map[string]any {
	members := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		members[pairs[i]] = map[string]any{"role": pairs[i+1]}
	}
	return map[string]any{"organization_id": org, "members": members}
}

func TestMembersAreAuthoritative(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	rogue := srv.AddMember(org, mockserver.Doc{"email": "rogue@acme.example", "role": "admin"})
	srv.AddAccount(mockserver.Doc{"email": bob})
	revoked := srv.Invite(org, mockserver.Doc{"email": "guest@acme.example", "role": "view"})
	srv.AddMember(org, mockserver.Doc{"email": "support@vendor.example", "role": "edit"})
	p := newMembersProtocol(t, srv)
	config := membersConfig(org, owner, "admin", jane, "edit", bob, "view")
	config["ignore"] = []any{"Support@vendor.example", "nobody@vendor.example"}

	planned := p.Plan(p.Null(), p.Config(config))
	acctest.ExpectDetails(t, planned.Diagnostics, "This plan removes rogue@acme.example, guest@acme.example. To keep",
		"WARNING Applying adds or invites people to "+acctest.OrganizationName(srv, org)+": A person with a Losant account joins at once. Losant invites anybody else by e-mail.\n\n"+
			bob+": the role is \"view\". The person has a Losant account and joins at once.\n"+jane+": the role is \"edit\".")
	object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
	acctest.ExpectDetails(t, diagnostics, "Removed rogue@acme.example, guest@acme.example from organization \"Acme\" ("+org+")")
	acctest.ExpectWrites(t, srv,
		"POST /orgs/"+org+"/members", "POST /orgs/"+org+"/members",
		"DELETE /orgs/"+org+"/members/"+rogue, "DELETE /orgs/"+org+"/invites/"+revoked)
	object = p.MustRefresh(object)
	p.ExpectEmpty(object, config)

	// Somebody is added outside Terraform. The plan shows the address, and the apply
	// removes the person.
	srv.AddMember(org, mockserver.Doc{"email": "rogue@acme.example", "role": "admin"})
	srv.ResetRequests()
	p = newMembersProtocol(t, srv)
	object = p.MustRefresh(object)
	planned = p.Plan(object, p.Config(config))
	diffs, err := object.State.Diff(planned.State)
	if err != nil || !strings.Contains(diffs[len(diffs)-1].String()+diffs[0].String(), "rogue@acme.example") {
		t.Errorf("the plan does not show the address: %v %v", diffs, err)
	}
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectWrites(t, srv, "DELETE /orgs/"+org+"/members/"+rogue)
	if roleOf(srv, org, "support@vendor.example") != "edit" {
		t.Error("an ignored person was changed")
	}
}

func TestMembersAcceptAndExpire(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newMembersProtocol(t, srv)
	config := membersConfig(org, owner, "admin", "Jane@acme.example", "edit", bob, "view")
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	p.ExpectEmpty(object, config)

	srv.AcceptInvitation(org, jane)
	srv.ResetRequests()
	p = newMembersProtocol(t, srv)
	object = p.MustRefresh(object)
	p.ExpectEmpty(object, config)
	acctest.ExpectWrites(t, srv)

	srv.ExpireInvitation(org, bob)
	p = newMembersProtocol(t, srv)
	object = p.MustRefresh(object)
	planned := p.Plan(object, p.Config(config))
	acctest.ExpectDetails(t, planned.Diagnostics, "Invitations to organization \"Acme\" ("+org+") will be sent again: "+bob+": the invitation has expired.")
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	id, _ := srv.Invitations(org)[0]["id"].(string)
	acctest.ExpectWrites(t, srv, "POST /orgs/"+org+"/invites/"+id)
}

func TestMembersAreCaseInsensitive(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newMembersProtocol(t, srv)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(membersConfig(org, "Owner@Acme.example", "admin", jane, "view"))))
	srv.ResetRequests()
	p.ExpectEmpty(object, membersConfig(org, owner, "admin", "JANE@acme.example", "view"))

	// Also together with another change.
	config := membersConfig(org, owner, "admin", "JANE@acme.example", "view", bob, "view")
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectWrites(t, srv, "POST /orgs/"+org+"/members")
}

func TestMembersRolesChangeInOrder(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	janeID := srv.AddMember(org, mockserver.Doc{"email": jane, "role": "view"})
	bobID := srv.AddMember(org, mockserver.Doc{"email": bob, "role": "view"})
	p := newMembersProtocol(t, srv)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(membersConfig(org, owner, "admin", jane, "view", bob, "view"))))
	srv.ResetRequests()
	config := membersConfig(org, bob, "edit", jane, "admin", "new@acme.example", "view")
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

// An invited administrator does not count. The current one is kept, appears in each
// plan, and is removed after the new one has accepted.
func TestMembersKeepLastActiveAdministrator(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	config := membersConfig(org, jane, "admin")
	p := newMembersProtocol(t, srv)
	planned := p.Plan(p.Null(), p.Config(config))
	object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
	acctest.ExpectDetails(t, diagnostics, "WARNING "+owner+" was kept: last administrator")
	for range 2 {
		p = newMembersProtocol(t, srv)
		object = p.MustRefresh(object)
		planned = p.Plan(object, p.Config(config))
		acctest.ExpectDetails(t, planned.Diagnostics, "WARNING "+owner+" is kept until another administrator has accepted: "+
			"Losant requires an active administrator in organization \"Acme\" ("+org+"), and "+owner+" is the only one. "+
			"Waiting for "+jane+" to accept the invitation. Then apply again.")
		if planned.State.Equal(object.State) {
			t.Fatal("the plan does not show the removal")
		}
		object, diagnostics = p.ApplyPlanned(object, p.Config(config), planned)
		acctest.ExpectDetails(t, diagnostics, owner+" was kept: last administrator")
	}
	srv.AcceptInvitation(org, jane)
	p = newMembersProtocol(t, srv)
	object = p.Apply(p.MustRefresh(object), p.Config(config))
	p.ExpectEmpty(p.MustRefresh(object), config)
	if got := roleOf(srv, org, owner); got != "" {
		t.Errorf("the former administrator still has the role %s", got)
	}
}

func TestMembersErrorKeepsTheState(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.AddMember(org, mockserver.Doc{"email": "rogue@acme.example", "role": "view"})
	p := newMembersProtocol(t, srv)
	config := membersConfig(org, owner, "admin", jane, "edit")
	planned := p.Plan(p.Null(), p.Config(config))
	srv.Fail(mockserver.Fault{Method: http.MethodDelete, Status: http.StatusForbidden})
	object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not remove rogue@acme.example from organization \"Acme\" ("+org+")")
	if !object.State.IsFullyKnown() || object.State.IsNull() {
		t.Fatalf("the state is incomplete: %s", object.State)
	}
	srv.ResetRequests()
	p = newMembersProtocol(t, srv)
	object = p.MustRefresh(object)
	p.ExpectEmpty(p.MustRefresh(p.Apply(object, p.Config(config))), config)
	acctest.ExpectCount(t, srv, http.MethodPost, 0)
	acctest.ExpectCount(t, srv, http.MethodDelete, 1)
}

func TestMembersStateIsKeptIfNothingCanBeRead(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newMembersProtocol(t, srv)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(membersConfig(org, owner, "admin", jane, "view"))))
	config := p.Config(membersConfig(org, owner, "admin", jane, "edit"))
	planned := p.Plan(object, config)
	srv.Fail(mockserver.Fault{Status: http.StatusForbidden, Times: -1})
	after, diagnostics := newMembersProtocol(t, srv).ApplyPlanned(object, config, planned)
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not read the members of organization "+org)
	if !after.State.Equal(object.State) {
		t.Errorf("the state is %s, was %s", after.State, object.State)
	}
}

func TestMembersRecognizeNewAddress(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.AddMember(org, mockserver.Doc{"email": jane, "role": "edit"})
	p := newMembersProtocol(t, srv)
	config := membersConfig(org, owner, "admin", jane, "edit")
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	const married = "jane.smith@acme.example"
	srv.EditAccount(jane, mockserver.Doc{"email": married})
	srv.ResetRequests()
	p = newMembersProtocol(t, srv)
	object, diagnostics := p.Refresh(object)
	acctest.ExpectDetails(t, diagnostics, "now has the address "+married+". Update the key in members to match; nothing else changes.")
	p.ExpectEmpty(object, config)

	config = membersConfig(org, owner, "admin", married, "edit")
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectWrites(t, srv)
}

func TestMembersImportWithIgnore(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.AddMember(org, mockserver.Doc{"email": "support@vendor.example", "role": "edit"})
	p := newMembersProtocol(t, srv)
	for _, id := range []string{org, srv.InstanceID() + "/" + org} {
		object, diagnostics := p.Import(id, nil)
		acctest.ExpectDetails(t, diagnostics)
		p.ExpectEmpty(object, membersConfig(org, owner, "admin", "support@vendor.example", "edit"))
		config := membersConfig(org, owner, "admin")
		config["ignore"] = []any{"support@vendor.example"}
		p.ExpectEmpty(p.MustRefresh(p.Apply(object, p.Config(config))), config)
	}
	object, _ := p.Import("", map[string]any{"organization_id": org})
	p.ExpectEmpty(object, membersConfig(org, owner, "admin", "support@vendor.example", "edit"))
	acctest.ExpectWrites(t, srv)
	if _, diagnostics := p.Import("acme", nil); len(acctest.Errors(diagnostics)) == 0 {
		t.Error("an invalid import ID is accepted")
	}
}

func TestDestroyKeepsMembers(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newMembersProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(membersConfig(org, owner, "admin", jane, "view")))
	srv.ResetRequests()
	null := tftypes.NewValue(p.Type, nil)
	planned := p.Plan(object, null)
	planned.State = null
	_, diagnostics := p.ApplyPlanned(object, null, planned)
	acctest.ExpectDetails(t, diagnostics, "WARNING The members of "+acctest.OrganizationName(srv, org)+" are kept")
	acctest.ExpectWrites(t, srv)
	srv.RemoveOrganization(org)
	if after := newMembersProtocol(t, srv).MustRefresh(object); !after.State.IsNull() {
		t.Error("the members of a deleted organization are still in the state")
	}
}

func TestMembersPlanChecks(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		org    mockserver.Doc
		config func(org string) map[string]any
		want   []string
	}{
		"administrator without MFA": {
			mockserver.Doc{"mfaMode": "adminRequired"},
			func(org string) map[string]any { return membersConfig(org, owner, "admin", jane, "admin") },
			[]string{"ERROR " + jane + " has no multi-factor authentication"},
		},
		"editor without MFA": {
			mockserver.Doc{"mfaMode": "adminRequired"},
			func(org string) map[string]any { return membersConfig(org, owner, "admin", jane, "edit") }, nil,
		},
		"limit reached": {
			mockserver.Doc{"limits": mockserver.Doc{"member": 2}},
			func(org string) map[string]any { return membersConfig(org, owner, "admin", jane, "view", bob, "view") },
			[]string{"WARNING Organization ", "WARNING Applying adds or invites people to "},
		},
		"one is removed and one added": {
			mockserver.Doc{"limits": mockserver.Doc{"member": 2}},
			func(org string) map[string]any { return membersConfig(org, owner, "admin", bob, "view") },
			[]string{"In between, the organization has 3 members and pending invitations, but limits.member is 2", "WARNING Applying adds or invites people to "},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			srv.AddMember(org, mockserver.Doc{"email": jane, "role": "view"})
			srv.EditOrganization(org, tc.org)
			p := newMembersProtocol(t, srv)
			object, _ := p.Import(org, nil)
			acctest.ExpectDetails(t, p.Plan(object, p.Config(tc.config(org))).Diagnostics, tc.want...)
			acctest.ExpectWrites(t, srv)
		})
	}
}

func TestMembersRoleChangeSendsInvitationAgain(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newMembersProtocol(t, srv)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(membersConfig(org, owner, "admin", jane, "view"))))
	srv.ResetRequests()
	config := membersConfig(org, owner, "admin", jane, "edit")
	planned := p.Plan(object, p.Config(config))
	acctest.ExpectDetails(t, planned.Diagnostics, "Invitations to organization \"Acme\" ("+org+") will be sent again: "+jane+": the role changes from \"view\" to \"edit\".")
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"role": "edit"})
}

func TestMembersValidation(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newMembersProtocol(t, srv)
	ignoring := membersConfig(org, owner, "admin")
	ignoring["ignore"] = []any{"OWNER@acme.example"}
	for name, tc := range map[string]struct {
		config   map[string]any
		at, says string
	}{
		"same address in another case": {membersConfig(org, owner, "admin", "Owner@acme.example", "view"), "members", "are the same address"},
		"no administrator":             {membersConfig(org, jane, "edit"), "members", "No administrator"},
		"nobody":                       {membersConfig(org), "members", "No administrator"},
		"no address":                   {membersConfig(org, owner, "admin", "jane", "edit"), "members", "must be an e-mail address"},
		"unknown role":                 {membersConfig(org, owner, "owner"), "members", "collaborate"},
		"ignored member":               {ignoring, "ignore", "Member is also ignored"},
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
	mistakes := acctest.Details(p.Validate(p.Config(membersConfig(org, owner, "admin", "jane", "owner", "bob", "view", "tom@acme.example", "boss"))))
	for _, want := range []string{`got: "jane"`, `got: "bob"`, `got: "owner"`, `got: "boss"`} {
		if all := strings.Join(mistakes, "\n"); len(mistakes) != 4 || !strings.Contains(all, want) {
			t.Errorf("want %q, got %d mistakes: %s", want, len(mistakes), all)
		}
	}
	unknown := map[string]any{"organization_id": acctest.Unknown, "members": acctest.Unknown, "ignore": acctest.Unknown}
	acctest.ExpectDetails(t, p.Validate(p.Config(unknown)))
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(unknown)).Diagnostics) // Nobody can act on a warning about a new organization.
}
