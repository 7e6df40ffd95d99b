package member_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// A plan names each person whom the apply adds or invites, also if it cannot read who
// already belongs to the organization.
func TestPlanAnnouncesPeopleWhoseOrganizationIsNotCreated(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	const begin = "WARNING Applying adds or invites "
	config := person("", jane, "edit")
	config["organization_id"] = acctest.Unknown
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(config)).Diagnostics,
		begin+jane+` to an organization whose ID is not known yet: `+explained+` The role is "edit".`)
	config["email"], config["role"] = acctest.Unknown, acctest.Unknown
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(config)).Diagnostics,
		begin+`a person who is not known yet to an organization whose ID is not known yet: `+explained+` The role is not known yet.`)

	members := p.Other(membersType)
	config = membersConfig("", owner, "admin", jane, "view")
	config["organization_id"] = acctest.Unknown
	acctest.ExpectDetails(t, members.Plan(members.Null(), members.Config(config)).Diagnostics,
		begin+"people to an organization whose ID is not known yet: "+explained+"\n\n"+jane+`: the role is "view".`+"\n"+owner+`: the role is "admin".`)
	acctest.ExpectWrites(t, srv)
}

// An apply plans the people of a new organization once more. It does not announce them
// a second time.
func TestPeopleOfANewOrganizationAreAnnouncedOnce(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	organization := acctest.NewProtocol(t, srv, "losant_organization", nil)
	organization.Run(func() {
		created := organization.Apply(organization.Null(), organization.Config(map[string]any{"name": "Acme"}))
		org := organization.Text(created.State, "id")
		p := organization.Other(typeName)
		acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(person(org, jane, "edit"))).Diagnostics)
		members := organization.Other(membersType)
		config := members.Config(membersConfig(org, owner, "admin", "bob@acme.example", "view"))
		acctest.ExpectDetails(t, members.Plan(members.Null(), config).Diagnostics)
	})
}

const explained = "A person with a Losant account joins at once. Losant invites anybody else by e-mail."

// The plan says who joins at once, and refuses a role that the MFA mode does not allow.
// Of somebody whose account it does not find, it claims nothing.
func TestPlanLooksUpWhoeverJoins(t *testing.T) {
	t.Parallel()
	const joins = "The person has a Losant account and joins at once."
	for name, tc := range map[string]struct {
		account  mockserver.Doc // of jane; nil if there is none
		mode     string
		role     string
		deleted  bool
		settings []string // of assumptions of the mock
		want     string   // the end of the summary and the detail of the warning
		refused  bool
	}{
		"with an account":                    {account: mockserver.Doc{}, role: "edit", want: joins},
		"without an account":                 {mode: "required", role: "admin", want: explained},
		"with a deleted account":             {account: mockserver.Doc{}, deleted: true, mode: "required", role: "edit", want: explained},
		"without MFA":                        {account: mockserver.Doc{}, mode: "required", role: "view", want: joins, refused: true},
		"administrator without MFA":          {account: mockserver.Doc{}, mode: "adminRequired", role: "admin", want: joins, refused: true},
		"administrator, flags are not there": {account: mockserver.Doc{}, settings: []string{"sandbox-flags", "omitted"}, mode: "adminRequired", role: "admin", want: joins, refused: true},
		"editor without MFA":                 {account: mockserver.Doc{}, mode: "adminRequired", role: "edit", want: joins},
		"with MFA":                           {account: mockserver.Doc{"twoFactorAuthEnabled": true}, mode: "required", role: "admin", want: joins},
		"with SSO":                           {account: mockserver.Doc{"ssoLinked": true}, mode: "required", role: "admin", want: joins},
		"another letter case":                {account: mockserver.Doc{"email": "Jane@Acme.example"}, role: "edit", want: joins},
		"case-sensitive filter":              {account: mockserver.Doc{"email": "Jane@Acme.example"}, settings: []string{"filter-case", "sensitive"}, mode: "required", role: "edit", want: explained},
		"another ID of the sandbox":          {account: mockserver.Doc{}, settings: []string{"sandbox-id", "own"}, mode: "required", role: "edit", want: joins, refused: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var opts []mockserver.Option
			if tc.settings != nil {
				opts = append(opts, mockserver.With(tc.settings[0], tc.settings[1]))
			}
			srv, org := start(t, opts...)
			if tc.mode != "" {
				srv.EditOrganization(org, mockserver.Doc{"mfaMode": tc.mode})
			}
			if tc.account != nil {
				account := mockserver.Doc{"email": jane}
				maps.Copy(account, tc.account)
				srv.AddAccount(account)
				if tc.deleted {
					srv.EditSandbox(jane, mockserver.Doc{"permanentDeletion": "2030-01-01T00:00:00Z"})
				}
			}
			for _, r := range invitingResources {
				srv.ResetRequests()
				p := acctest.NewProtocol(t, srv, r.typeName, nil)
				want := []string{tc.want}
				if tc.refused {
					want = append(want, "cme.example has no multi-factor authentication")
				}
				diagnostics := p.Plan(p.Null(), p.Config(r.config(org, tc.role, nil))).Diagnostics
				acctest.ExpectDetails(t, diagnostics, want...)
				expectLookups(t, srv, "jane%40acme.example")
			}
		})
	}
}

// expectLookups compares the addresses that were looked up, in a query. "" is the whole
// list.
func expectLookups(t *testing.T, srv *mockserver.Server, want ...string) {
	t.Helper()
	var got []string
	for _, r := range srv.Requests(http.MethodGet) {
		if strings.HasSuffix(r.Path, "/sandboxes") {
			_, address, _ := strings.Cut(r.RawQuery, "&filterField=email&filter=")
			got = append(got, address)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lookups (-want +got):\n%s", diff)
	}
}

// A run looks up ten people one by one, each once. For the eleventh, it reads the whole
// list, and for more nothing.
func TestPlanLooksUpTenPeopleOneByOne(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	elsewhere := srv.AddOrganization(mockserver.Doc{"name": "Other"})
	var want []string
	for i := range 12 {
		srv.AddAccount(mockserver.Doc{"email": fmt.Sprintf("user%02d@acme.example", i)})
		if i < 10 {
			want = append(want, fmt.Sprintf("user%02d%%40acme.example", i))
		}
	}
	p := newProtocol(t, srv)
	srv.ResetRequests()
	p.Run(func() {
		for _, organization := range []string{org, elsewhere} {
			for i := range 14 {
				expected := "joins at once. The role"
				if i >= 12 {
					expected = explained
				}
				config := person(organization, fmt.Sprintf("user%02d@acme.example", i), "view")
				planned := p.Plan(p.Null(), p.Config(config))
				acctest.ExpectDetails(t, planned.Diagnostics, expected)
			}
		}
	})
	expectLookups(t, srv, append(want, "")...)
}

// Without the scope, the plan says nothing about it. Another failure is one warning.
func TestPlanWithoutTheListOfAccounts(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.EditOrganization(org, mockserver.Doc{"mfaMode": "required"})
	srv.AddAccount(mockserver.Doc{"email": jane})
	token := srv.AddToken("instance.get", "instanceOrg.get", "instanceOrgMembers.get", "instanceOrgInvites.get")
	p := acctest.NewProtocol(t, srv, typeName, map[string]any{"api_token": token})
	srv.ResetRequests()
	p.Run(func() {
		for _, address := range []string{jane, "bob@acme.example"} {
			acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(person(org, address, "view"))).Diagnostics,
				"WARNING Applying adds or invites "+address)
		}
	})
	expectLookups(t, srv, "jane%40acme.example")

	for _, fault := range []mockserver.Fault{{Status: http.StatusBadRequest}, mockserver.ServerError(http.StatusInternalServerError), mockserver.ServerError(http.StatusOK)} {
		fault.PathContains, fault.Times = "/sandboxes", -1
		srv.ClearFaults()
		srv.Fail(fault)
		p = acctest.NewProtocol(t, srv, typeName, map[string]any{"max_retries": 0})
		p.Run(func() {
			acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(person(org, jane, "view"))).Diagnostics,
				"WARNING Applying adds or invites "+jane, "WARNING Could not look up the account of "+jane)
			acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(person(org, "bob@acme.example", "view"))).Diagnostics, "WARNING Applying adds or invites bob")
		})
	}
}

// Nobody is looked up by a user ID, so the plan does not say that there is an account.
// Unchanged people are not looked up.
func TestPlanLooksUpNobodyElse(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	user := srv.AddAccount(mockserver.Doc{"email": jane})
	p := newProtocol(t, srv)
	config := map[string]any{"organization_id": org, "user_id": user, "role": "edit"}
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(config)).Diagnostics, "WARNING Applying adds user "+user+" to organization ")
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(config)).Diagnostics, "Losant adds the account with this user_id at once, and refuses an ID without an account. The role")
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	p.ExpectEmpty(object, config)
	config["role"] = "view"
	acctest.ExpectDetails(t, p.Plan(object, p.Config(config)).Diagnostics)
	expectLookups(t, srv)
}
