package member_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestPersonWithAccountIsAdded(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	user := srv.AddAccount(mockserver.Doc{"email": jane})
	byEmail, byID := mockserver.Doc{"email": jane, "role": "edit"}, mockserver.Doc{"userId": user, "role": "edit"}
	for name, tc := range map[string]struct {
		config map[string]any
		sent   mockserver.Doc
	}{
		"by e-mail":  {person(org, jane, "edit"), byEmail},
		"by user ID": {map[string]any{"organization_id": org, "user_id": user, "role": "edit"}, byID},
		"by both":    {map[string]any{"organization_id": org, "email": jane, "user_id": user, "role": "edit"}, byID},
	} {
		srv.ResetRequests()
		p := newProtocol(t, srv)
		config := tc.config
		object := p.Apply(p.Null(), p.Config(config))
		acctest.ExpectBodies(t, srv, http.MethodPost, tc.sent)
		object = p.MustRefresh(object)
		p.ExpectEmpty(object, config)
		got := map[string]string{}
		for _, attribute := range []string{"email", "user_id", "status", "invitation_id"} {
			got[attribute] = p.Text(object.State, attribute)
		}
		if diff := cmp.Diff(map[string]string{"email": jane, "user_id": user, "status": "active", "invitation_id": ""}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		srv.ResetRequests()
		p.Apply(object, p.Null().State)
		acctest.ExpectWrites(t, srv, "DELETE /orgs/"+org+"/members/"+user)
	}
}

func TestAcceptedInvitationBecomesMembership(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	config := person(org, "Jane@Acme.example", "view")
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	p.ExpectEmpty(object, config)
	if got := p.Text(object.State, "status") + " " + p.Text(object.State, "user_id"); got != "invited " {
		t.Errorf("got %q", got)
	}
	id := p.Text(object.State, "id")

	user := srv.AcceptInvitation(org, "jane@acme.example")
	srv.ResetRequests()
	p = newProtocol(t, srv)
	object = p.MustRefresh(object)
	p.ExpectEmpty(object, config)
	if got := p.Text(object.State, "status") + " " + p.Text(object.State, "user_id"); got != "active "+user {
		t.Errorf("got %q after the acceptance", got)
	}
	if got := p.Text(object.State, "id"); got != id || got != org+"/"+jane {
		t.Errorf("the id is %q, was %q", got, id)
	}
	acctest.ExpectWrites(t, srv)
}

func TestExpiredInvitationIsSentAgainOnce(t *testing.T) {
	t.Parallel()
	for _, ids := range []string{"kept", "new"} {
		srv, org := start(t, mockserver.With("resend-id", ids))
		p := newProtocol(t, srv)
		config := person(org, jane, "view")
		object := p.Apply(p.Null(), p.Config(config))
		invitation := p.Text(object.State, "invitation_id")
		srv.ExpireInvitation(org, jane)
		srv.ResetRequests()

		p = newProtocol(t, srv)
		object = p.MustRefresh(object)
		planned := p.Plan(object, p.Config(config))
		acctest.ExpectDetails(t, planned.Diagnostics, "WARNING The invitation to jane@acme.example in "+acctest.OrganizationName(srv, org)+" will be sent again")
		if p.IsKnown(planned.State, "status") || len(planned.RequiresReplace) > 0 {
			t.Error("the plan does not show that the invitation is sent again")
		}
		object = p.MustRefresh(p.Apply(object, p.Config(config)))
		acctest.ExpectWrites(t, srv, "POST /orgs/"+org+"/invites/"+invitation)
		p.ExpectEmpty(object, config)
		if same := p.Text(object.State, "invitation_id") == invitation; same != (ids == "kept") {
			t.Errorf("%s: the invitation id is %s", ids, p.Text(object.State, "invitation_id"))
		}
	}
}

func TestExpiredInvitationIsNotSentAgainIfDisabled(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	config := person(org, jane, "view")
	config["resend_expired"] = false
	object := p.Apply(p.Null(), p.Config(config))
	srv.ExpireInvitation(org, jane)
	p = newProtocol(t, srv)
	object = p.MustRefresh(object)
	planned := p.Plan(object, p.Config(config))
	acctest.ExpectDetails(t, planned.Diagnostics, "WARNING The invitation to "+jane)
	if !planned.State.Equal(object.State) {
		t.Error("the plan is not empty")
	}
	if got := p.Text(object.State, "status"); got != "expired" {
		t.Errorf("status is %s", got)
	}
}

func TestRevokedInvitationIsRemovedFromState(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(person(org, jane, "view")))
	srv.RevokeInvitation(org, jane)
	if state := newProtocol(t, srv).MustRefresh(object); !state.State.IsNull() {
		t.Error("the person is still in the state")
	}
}

func TestRoleChanges(t *testing.T) {
	t.Parallel()
	for name, accept := range map[string]bool{"of a member": true, "of an invitation": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			p := newProtocol(t, srv)
			object := p.Apply(p.Null(), p.Config(person(org, jane, "view")))
			invitation := p.Text(object.State, "invitation_id")
			user := ""
			if accept {
				user = srv.AcceptInvitation(org, jane)
			}
			srv.ResetRequests()
			p = newProtocol(t, srv)
			object = p.MustRefresh(object)
			config := person(org, jane, "edit")
			planned := p.Plan(object, p.Config(config))
			if accept {
				acctest.ExpectDetails(t, planned.Diagnostics)
			} else {
				acctest.ExpectDetails(t, planned.Diagnostics, `is sent again with the role "edit"`)
			}
			object = p.MustRefresh(p.Apply(object, p.Config(config)))
			p.ExpectEmpty(object, config)
			if accept {
				acctest.ExpectWrites(t, srv, "PATCH /orgs/"+org+"/members/"+user)
				acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"role": "edit"})
			} else {
				acctest.ExpectWrites(t, srv, "POST /orgs/"+org+"/invites/"+invitation)
				acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"role": "edit"})
			}
		})
	}
}

func TestEmailIsCaseInsensitive(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(person(org, "Jane@Acme.Example", "view"))))
	srv.ResetRequests()
	for _, email := range []string{jane, "JANE@ACME.EXAMPLE"} {
		p.ExpectEmpty(object, person(org, email, "view"))
	}
	if got := p.Text(object.State, "email"); got != "Jane@Acme.Example" {
		t.Errorf("email is %s", got)
	}
	acctest.ExpectWrites(t, srv)
}

func TestNewAddressOfTheSamePersonIsAnUpdate(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	srv.AddAccount(mockserver.Doc{"email": jane})
	config := person(org, jane, "view")
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	const married = "jane.smith@acme.example"
	srv.EditAccount(jane, mockserver.Doc{"email": married})
	srv.ResetRequests()

	p = newProtocol(t, srv)
	object, diagnostics := p.Refresh(object)
	acctest.ExpectDetails(t, diagnostics, "now has the address "+married+". Update email to match; nothing else changes.\n\nIf the address is also the key of the resource in for_each, the key changes too.")
	acctest.ExpectDetails(t, diagnostics, "moved {\n  from = losant_organization_member.NAME[\"jane@acme.example\"]\n  to   = losant_organization_member.NAME[\"jane.smith@acme.example\"]\n}")
	p.ExpectEmpty(object, config)

	config = person(org, married, "view")
	planned := p.Plan(object, p.Config(config))
	if len(planned.RequiresReplace) > 0 {
		t.Error("a new address of the same person forces a new resource")
	}
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectWrites(t, srv)
	if got := p.Text(object.State, "id"); got != org+"/"+jane {
		t.Errorf("the id is %s", got)
	}
	if planned := p.Plan(object, p.Config(person(org, "other@acme.example", "view"))); len(planned.RequiresReplace) == 0 {
		t.Error("another person does not force a new resource")
	}
}

func TestAdoption(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prepare func(srv *mockserver.Server, org string)
		writes  func(srv *mockserver.Server, org string) []string
		changes string
	}{
		"member in the role": {func(srv *mockserver.Server, org string) {
			srv.AddMember(org, mockserver.Doc{"email": jane, "role": "edit"})
		}, nil, ""},
		"invited in the role": {func(srv *mockserver.Server, org string) {
			srv.Invite(org, mockserver.Doc{"email": jane, "role": "edit"})
		}, nil, ""},
		"member in another role": {
			func(srv *mockserver.Server, org string) {
				srv.AddMember(org, mockserver.Doc{"email": jane, "role": "view"})
			},
			func(srv *mockserver.Server, org string) []string {
				for _, m := range srv.Members(org) {
					if id, _ := m["userId"].(string); m["email"] == jane {
						return []string{"PATCH /orgs/" + org + "/members/" + id}
					}
				}
				return nil
			},
			`; the role changes to "edit"`,
		},
		"invited in another role": {
			func(srv *mockserver.Server, org string) {
				srv.Invite(org, mockserver.Doc{"email": jane, "role": "view"})
			},
			func(srv *mockserver.Server, org string) []string {
				id, _ := srv.Invitations(org)[0]["id"].(string)
				return []string{"POST /orgs/" + org + "/invites/" + id}
			},
			`; the role changes to "edit" and the invitation is sent again`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			tc.prepare(srv, org)
			p := newProtocol(t, srv)
			config := person(org, strings.ToUpper(jane), "edit")
			planned := p.Plan(p.Null(), p.Config(config))
			acctest.ExpectDetails(t, planned.Diagnostics, "will be managed by this resource"+tc.changes+". Destroying")
			object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
			acctest.ExpectDetails(t, diagnostics, "is now managed by this resource"+tc.changes+". Destroying")
			var want []string
			if tc.writes != nil {
				want = tc.writes(srv, org)
			}
			acctest.ExpectWrites(t, srv, want...)
			p.ExpectEmpty(p.MustRefresh(object), config)
		})
	}
}

// One administrator is demoted or removed while another is added. Terraform may
// start either first.
func TestAdministratorsAreSwapped(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		removes, promotesFirst bool
	}{
		"demotion first":                {false, false},
		"promotion before the demotion": {false, true},
		"removal first":                 {true, false},
		"promotion before the removal":  {true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			srv.AddMember(org, mockserver.Doc{"email": jane, "role": "view"})
			p := newProtocol(t, srv)
			former, _ := p.Import(org+"/"+owner, nil)
			next, _ := p.Import(org+"/"+jane, nil)
			steps := []func(){
				func() {
					config := p.Config(person(org, owner, "view"))
					if tc.removes {
						config = p.Null().State
					}
					planned := p.Plan(former, config)
					if tc.removes {
						planned.State = config
					}
					_, diagnostics := p.ApplyPlanned(former, config, planned)
					for _, d := range acctest.Errors(diagnostics) {
						t.Error(d)
					}
				},
				func() {
					config := p.Config(person(org, jane, "admin"))
					_, diagnostics := p.ApplyPlanned(next, config, p.Plan(next, config))
					acctest.ExpectDetails(t, diagnostics)
				},
			}
			if tc.promotesFirst {
				steps[0], steps[1] = steps[1], steps[0]
			}
			p.Run(func() {
				var wait sync.WaitGroup
				wait.Go(steps[0])
				time.Sleep(200 * time.Millisecond)
				wait.Go(steps[1])
				wait.Wait()
			})
			want := "view"
			if tc.removes {
				want = ""
			}
			if got := roleOf(srv, org, owner); got != want || roleOf(srv, org, jane) != "admin" {
				t.Errorf("the old administrator has the role %q, the new one %q", got, roleOf(srv, org, jane))
			}
		})
	}
}

func TestLastAdministratorIsKept(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"400", "403"} {
		srv, org := start(t, mockserver.With("last-admin-status", status))
		p := newProtocol(t, srv)
		object, _ := p.Import(org+"/"+owner, nil)
		planned := p.Plan(object, p.Null().State)
		planned.State = p.Null().State
		_, diagnostics := p.ApplyPlanned(object, p.Null().State, planned)
		acctest.ExpectDetails(t, diagnostics, "WARNING "+owner+" in "+acctest.OrganizationName(srv, org)+" was kept: last administrator")
		if roleOf(srv, org, owner) != "admin" {
			t.Error("the person was removed")
		}
	}
}

func TestMemberOfDeletedOrganizationIsRemovedFromState(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(person(org, jane, "view")))
	srv.RemoveOrganization(org)
	p = newProtocol(t, srv)
	p.Apply(object, p.Null().State)
	for _, identity := range []bool{true, false} {
		prior := object
		if !identity {
			prior.Identity = nil
		}
		if state := p.MustRefresh(prior); !state.State.IsNull() {
			t.Error("the person is still in the state")
		}
	}
}

func TestManyMembersAreReadWithTwoLists(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	var objects []acctest.Object
	for i := range 25 {
		email := strings.Repeat("x", i+1) + "@acme.example"
		if i%2 == 0 {
			srv.AddAccount(mockserver.Doc{"email": email})
		}
		objects = append(objects, p.Apply(p.Null(), p.Config(person(org, email, "view"))))
	}
	srv.ResetRequests()
	p.Run(func() {
		for i, object := range objects {
			p.ExpectEmpty(p.MustRefresh(object), person(org, strings.Repeat("x", i+1)+"@acme.example", "view"))
		}
	})
	acctest.ExpectCount(t, srv, http.MethodGet, 2)
}

func TestPlanChecks(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		org    mockserver.Doc
		member mockserver.Doc
		config func(org string) map[string]any
		want   []string
	}{
		"limit reached": {mockserver.Doc{"limits": mockserver.Doc{"member": 1}}, nil, func(org string) map[string]any { return person(org, "new@acme.example", "view") }, []string{"WARNING Applying adds or invites new@acme.example", "has reached its member limit"}},
		"below the limit": {mockserver.Doc{"limits": mockserver.Doc{"member": 2}}, nil, func(org string) map[string]any { return person(org, "new@acme.example", "view") }, []string{`WARNING Applying adds or invites new@acme.example to organization ORG: ` +
			`A person with a Losant account joins at once. Losant invites anybody else by e-mail. The role is "view".`}},
		"administrator without MFA": {mockserver.Doc{"mfaMode": "adminRequired"}, mockserver.Doc{"email": jane, "role": "view"}, func(org string) map[string]any { return person(org, jane, "admin") }, []string{"already belongs to organization", "ERROR " + jane + " has no multi-factor authentication"}},
		"editor without MFA":        {mockserver.Doc{"mfaMode": "adminRequired"}, mockserver.Doc{"email": jane, "role": "view"}, func(org string) map[string]any { return person(org, jane, "edit") }, []string{"already belongs to organization"}},
		"administrator with MFA":    {mockserver.Doc{"mfaMode": "adminRequired"}, mockserver.Doc{"email": jane, "role": "view", "ssoLinked": true}, func(org string) map[string]any { return person(org, jane, "admin") }, []string{"already belongs to organization"}},
		"MFA of an invited person":  {mockserver.Doc{"mfaMode": "required"}, nil, func(org string) map[string]any { return person(org, "new@acme.example", "admin") }, []string{"WARNING Applying adds or invites new@acme.example"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			srv.EditOrganization(org, tc.org)
			if tc.member != nil {
				srv.AddMember(org, tc.member)
			}
			p := newProtocol(t, srv)
			for i := range tc.want {
				tc.want[i] = strings.ReplaceAll(tc.want[i], "organization ORG", acctest.OrganizationName(srv, org))
			}
			acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(tc.config(org))).Diagnostics, tc.want...)
			acctest.ExpectWrites(t, srv)
		})
	}
}

// Two requests read the members and the invitations. The error names the one that
// was refused, and not the other.
func TestErrorsNameTheRefusedOperation(t *testing.T) {
	t.Parallel()
	const members, invitations = "instanceOrgMembers.*, instanceOrgMembers.get.", "instanceOrgInvites.*, instanceOrgInvites.get."
	for name, tc := range map[string]struct{ scope, want, unwanted string }{
		"without the scope for invitations": {"instanceOrgMembers.*", invitations, "instanceOrgMembers."},
		"without the scope for members":     {"instanceOrgInvites.*", members, "instanceOrgInvites."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			token := map[string]any{"api_token": srv.AddToken("instanceOrgs.get", tc.scope)}
			expect := func(diagnostics []*tfprotov6.Diagnostic) {
				t.Helper()
				acctest.ExpectDetails(t, diagnostics, tc.want)
				if got := strings.Join(acctest.Details(diagnostics), "\n"); strings.Contains(got, tc.unwanted) {
					t.Errorf("%q names %s, which the token has", got, tc.unwanted)
				}
			}
			for resourceType, config := range map[string]map[string]any{
				typeName:    person(org, jane, "edit"),
				membersType: membersConfig(org, owner, "admin"),
			} {
				p := acctest.NewProtocol(t, srv, resourceType, token)
				_, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), p.Plan(p.Null(), p.Config(config)))
				expect(diagnostics)
			}
			found, _ := acctest.NewServer(t, srv, token).List(typeName, map[string]any{"organization_id": org}, 0, false)
			if len(found) != 1 {
				t.Fatalf("%d results", len(found))
			}
			expect(found[0].Diagnostics)
			acctest.ExpectWrites(t, srv)
		})
	}
}

func TestImport(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	user := srv.AddMember(org, mockserver.Doc{"email": jane, "role": "edit"})
	srv.Invite(org, mockserver.Doc{"email": "guest@acme.example", "role": "view"})
	p := newProtocol(t, srv)
	byUser := map[string]any{"organization_id": org, "user_id": user, "role": "edit"}
	for name, tc := range map[string]struct {
		id       string
		identity map[string]any
		config   map[string]any
		person   string
	}{
		"e-mail":          {org + "/Jane@Acme.example", nil, person(org, jane, "edit"), jane},
		"invited":         {org + "/guest@acme.example", nil, person(org, "guest@acme.example", "view"), "guest@acme.example"},
		"user id":         {org + "/" + strings.ToUpper(user), nil, byUser, user},
		"with instance":   {srv.InstanceID() + "/" + org + "/" + jane, nil, person(org, jane, "edit"), jane},
		"identity":        {"", map[string]any{"organization_id": org, "person": jane}, person(org, jane, "edit"), jane},
		"identity, by id": {"", map[string]any{"instance_id": srv.InstanceID(), "organization_id": org, "person": user}, byUser, user},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			object, diagnostics := p.Import(tc.id, tc.identity)
			acctest.ExpectDetails(t, diagnostics)
			p.ExpectEmpty(object, tc.config)
			want := map[string]string{"instance_id": srv.InstanceID(), "organization_id": org, "person": tc.person}
			if diff := cmp.Diff(want, p.IdentityOf(object)); diff != "" {
				t.Errorf("identity (-want +got):\n%s", diff)
			}
		})
	}
	for _, id := range []string{"", org, org + "/", org + "/jane", "acme/" + jane, org + "/" + org + "/jane", srv.InstanceID() + "/" + org + "/"} {
		if _, diagnostics := p.Import(id+"?", nil); len(acctest.Errors(diagnostics)) == 0 {
			t.Errorf("%q is accepted as an import ID", id)
		}
	}
}
