package member_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// A changed role leaves the computed values of an active member known, so that
// resources that refer to them are not replaced. Accepting an invitation changes them.
func TestRoleChangeKeepsKnownValues(t *testing.T) {
	t.Parallel()
	computed := []string{"user_id", "status", "invitation_id", "email", "id"}
	for name, tc := range map[string]struct {
		typeName string
		isActive bool
		config   func(org, user, role string) map[string]any
		want     map[string]bool
	}{
		"active": {
			typeName, true, func(org, _, role string) map[string]any { return person(org, jane, role) },
			map[string]bool{"user_id": true, "status": true, "invitation_id": true, "email": true, "id": true},
		},
		"active, by user ID": {typeName, true, func(org, user, role string) map[string]any {
			return map[string]any{"organization_id": org, "user_id": user, "role": role}
		}, map[string]bool{"user_id": true, "status": true, "invitation_id": true, "email": true, "id": true}},
		"invited": {
			typeName, false, func(org, _, role string) map[string]any { return person(org, jane, role) },
			map[string]bool{"user_id": false, "status": false, "invitation_id": false, "email": true, "id": true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			user := ""
			if tc.isActive {
				user = srv.AddAccount(mockserver.Doc{"email": jane})
			}
			p := acctest.NewProtocol(t, srv, tc.typeName, nil)
			object := p.MustRefresh(p.Apply(p.Null(), p.Config(tc.config(org, user, "view"))))
			config := tc.config(org, user, "edit")
			planned := p.Plan(object, p.Config(config))
			got := map[string]bool{}
			for _, attribute := range computed {
				got[attribute] = p.IsKnown(planned.State, attribute)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("known values (-want +got):\n%s", diff)
			}
			srv.ResetRequests()
			object = p.MustRefresh(p.Apply(object, p.Config(config)))
			p.ExpectEmpty(object, config)
			if tc.isActive {
				acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"role": "edit"})
			}
		})
	}
}

// A person who has left since the plan is not invited, because the plan did not
// announce it.
func TestPersonWhoLeftSinceThePlanIsNotAddedAgain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		typeName      string
		config        func(org, role string) map[string]any
		inInstance    bool
		alsoInvited   bool
		writesNothing bool
	}{
		"member":                 {typeName: typeName, config: func(org, role string) map[string]any { return person(org, jane, role) }},
		"member, invited anew":   {typeName: typeName, config: func(org, role string) map[string]any { return person(org, jane, role) }, alsoInvited: true},
		"members":                {typeName: membersType, config: func(org, role string) map[string]any { return membersConfig(org, owner, "admin", jane, role) }, writesNothing: true},
		"member of the instance": {typeName: "losant_instance_member", config: func(_, role string) map[string]any { return instancePerson(jane, role) }, inInstance: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			srv.AddAccount(mockserver.Doc{"email": jane})
			srv.AddInstanceMember(mockserver.Doc{"email": owner, "role": "admin"})
			p := acctest.NewProtocol(t, srv, tc.typeName, nil)
			object := p.MustRefresh(p.Apply(p.Null(), p.Config(tc.config(org, "view"))))
			config := p.Config(tc.config(org, "admin"))
			planned := p.Plan(object, config)
			acctest.ExpectDetails(t, planned.Diagnostics)
			parent := "organization " + org
			if tc.inInstance {
				parent = "instance " + srv.InstanceID()
				srv.RemoveInstanceMember(jane)
			} else {
				srv.RemoveMember(org, jane)
			}
			if tc.alsoInvited {
				srv.Invite(org, mockserver.Doc{"email": jane, "role": "view"})
			}
			srv.ResetRequests()
			_, diagnostics := acctest.NewProtocol(t, srv, tc.typeName, nil).ApplyPlanned(object, config, planned)
			acctest.ExpectDetails(t, diagnostics, "ERROR "+jane+" left "+parent+" since the plan: Terraform does not add or invite anybody whom the plan did not show.")
			acctest.ExpectCount(t, srv, http.MethodPost, 0)
			if tc.writesNothing {
				acctest.ExpectWrites(t, srv)
			}
		})
	}
}

// Only the statuses of people who are added or invited again are unknown. The plan
// of a removal changes one status.
func TestStatusesStayKnown(t *testing.T) {
	t.Parallel()
	const guest, late = "guest@acme.example", "late@acme.example"
	base := []string{owner, "admin", jane, "edit", guest, "view", late, "view"}
	for name, tc := range map[string]struct {
		config []string
		want   map[string]string // "" is unknown
	}{
		"removed":         {[]string{owner, "admin", jane, "edit", late, "view"}, map[string]string{owner: "active", jane: "active", late: ""}},
		"role":            {[]string{owner, "admin", jane, "view", guest, "view", late, "view"}, map[string]string{owner: "active", jane: "active", guest: "invited", late: ""}},
		"invited role":    {[]string{owner, "admin", jane, "edit", guest, "edit", late, "view"}, map[string]string{owner: "active", jane: "active", guest: "", late: ""}},
		"added":           {append([]string{bob, "view"}, base...), map[string]string{owner: "active", jane: "active", guest: "invited", late: "", bob: ""}},
		"other case":      {[]string{owner, "admin", "JANE@acme.example", "view", guest, "view", late, "view"}, map[string]string{owner: "active", "JANE@acme.example": "active", guest: "invited", late: ""}},
		"of a first plan": {nil, map[string]string{owner: "", jane: "", guest: "", late: ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			srv.AddMember(org, mockserver.Doc{"email": jane, "role": "edit"})
			p := newMembersProtocol(t, srv)
			object, config := p.Null(), membersConfig(org, base...)
			if tc.config != nil {
				object = p.Apply(object, p.Config(config))
				srv.ExpireInvitation(org, late)
				p = newMembersProtocol(t, srv)
				object = p.MustRefresh(object)
				config = membersConfig(org, tc.config...)
			}
			planned := p.Plan(object, p.Config(config))
			if diff := cmp.Diff(tc.want, statuses(t, planned)); diff != "" {
				t.Errorf("planned statuses (-want +got):\n%s", diff)
			}
			object = p.MustRefresh(p.Apply(object, p.Config(config)))
			p.ExpectEmpty(object, config)
		})
	}
}

// An invitation that expires between plan and apply is not sent again without
// notice. The next plan announces it.
func TestInvitationThatExpiredSinceThePlanIsNotSentAgain(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newMembersProtocol(t, srv)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(membersConfig(org, owner, "admin", jane, "view", bob, "view"))))
	config := membersConfig(org, owner, "admin", jane, "view")
	planned := p.Plan(object, p.Config(config))
	srv.ExpireInvitation(org, jane)
	srv.ResetRequests()
	p = newMembersProtocol(t, srv)
	object, diagnostics := p.ApplyPlanned(object, p.Config(config), planned)
	acctest.ExpectDetails(t, diagnostics)
	acctest.ExpectCount(t, srv, http.MethodPost, 0)
	acctest.ExpectCount(t, srv, http.MethodDelete, 1)
	object = p.MustRefresh(object)
	acctest.ExpectDetails(t, p.Plan(object, p.Config(config)).Diagnostics, jane+": the invitation has expired.")
}

// statuses returns the planned statuses. "" is unknown.
func statuses(t *testing.T, planned acctest.Planned) map[string]string {
	t.Helper()
	var attributes, values map[string]tftypes.Value
	if err := planned.State.As(&attributes); err != nil {
		t.Fatal(err)
	}
	if err := attributes["statuses"].As(&values); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for address, value := range values {
		var text string
		if value.IsKnown() {
			if err := value.As(&text); err != nil {
				t.Fatal(err)
			}
		}
		texts[address] = text
	}
	return texts
}
