package member_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestMembersDataSource(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	user := srv.AddMember(org, mockserver.Doc{"email": "Jane@acme.example", "role": "edit", "firstName": "Jane", "lastName": "Doe", "ssoLinked": true})
	pending := srv.Invite(org, mockserver.Doc{"email": "guest@acme.example", "role": "edit"})
	srv.Invite(org, mockserver.Doc{"email": "zoe@acme.example"})
	srv.ExpireInvitation(org, "zoe@acme.example")
	server := acctest.NewServer(t, srv, nil)
	read := func(config map[string]any) ([]map[string]any, []*tfprotov6.Diagnostic) {
		t.Helper()
		state, diagnostics := server.ReadData("losant_organization_members", config)
		return acctest.Objects(state["members"]), diagnostics
	}
	emailsOf := func(config map[string]any) []any {
		t.Helper()
		members, diagnostics := read(config)
		acctest.ExpectDetails(t, diagnostics)
		all := []any{}
		for _, m := range members {
			all = append(all, m["email"])
		}
		return all
	}
	equal := func(got, want any) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	const unknownOrg = "60106426dc03c6aad06540bb"
	_, diagnostics := read(map[string]any{"organization_id": unknownOrg})
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not list the members of organization "+unknownOrg)
	_, diagnostics = read(map[string]any{"organization_id": org, "role": "owner"})
	acctest.ExpectDetails(t, diagnostics, "role value must be one of")

	members, diagnostics := read(map[string]any{"organization_id": org})
	acctest.ExpectDetails(t, diagnostics)
	equal(emailsOf(map[string]any{"organization_id": org}), []any{"Jane@acme.example", owner})
	equal(members[0], map[string]any{
		"user_id": user, "email": "Jane@acme.example", "first_name": "Jane", "last_name": "Doe", "role": "edit",
		"two_factor_auth_enabled": false, "sso_linked": true, "status": "active", "invitation_id": nil,
	})
	for _, r := range srv.Requests(http.MethodGet) {
		if strings.HasSuffix(r.Path, "/invites") {
			t.Errorf("read %s without being asked to", r.Path)
		}
	}

	members, diagnostics = read(map[string]any{"organization_id": org, "include_invited": true})
	acctest.ExpectDetails(t, diagnostics)
	equal(emailsOf(map[string]any{"organization_id": org, "include_invited": true}), []any{"guest@acme.example", "Jane@acme.example", owner, "zoe@acme.example"})
	equal(members[0], map[string]any{
		"user_id": nil, "email": "guest@acme.example", "first_name": nil, "last_name": nil, "role": "edit",
		"two_factor_auth_enabled": nil, "sso_linked": nil, "status": "invited", "invitation_id": pending,
	})
	equal(members[3]["status"], "expired")
	equal(emailsOf(map[string]any{"organization_id": org, "include_invited": true, "role": "edit"}), []any{"guest@acme.example", "Jane@acme.example"})
	equal(emailsOf(map[string]any{"organization_id": org, "role": "none"}), []any{})
}

func TestMFAImpactDataSource(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	for _, m := range srv.InstanceMembers() {
		if email, _ := m["email"].(string); m["role"] != "admin" {
			srv.RemoveInstanceMember(email)
		}
	}
	before := len(srv.InstanceMembers())
	srv.AddInstanceMember(mockserver.Doc{"email": "ivy@reseller.example", "role": "admin"})
	srv.AddInstanceMember(mockserver.Doc{"email": "sso@reseller.example", "role": "admin", "ssoLinked": true})
	for email, role := range map[string]string{"b@acme.example": "admin", "a@acme.example": "admin", "c@acme.example": "view"} {
		srv.AddMember(org, mockserver.Doc{"email": email, "role": role})
	}
	srv.Invite(org, mockserver.Doc{"email": jane, "role": "admin"})
	server := acctest.NewServer(t, srv, nil)
	for _, tc := range []struct {
		org, mode           any
		removed, downgraded []any
		remaining           int
	}{
		{org, "notRequired", []any{}, []any{}, 3},
		{org, "adminRequired", []any{}, []any{"a@acme.example", "b@acme.example"}, 1},
		{org, "required", []any{"a@acme.example", "b@acme.example", "c@acme.example"}, []any{}, 1},
		{nil, "notRequired", []any{}, []any{}, before + 2},
		{nil, "adminRequired", []any{}, []any{"ivy@reseller.example"}, before + 1},
	} {
		impact, diagnostics := server.ReadData("losant_mfa_impact", map[string]any{"organization_id": tc.org, "mfa_mode": tc.mode})
		acctest.ExpectDetails(t, diagnostics)
		want := []any{tc.removed, tc.downgraded, float64(tc.remaining)}
		if diff := cmp.Diff(want, []any{impact["removed"], impact["downgraded"], impact["remaining_administrators"]}); diff != "" {
			t.Errorf("%v (-want +got):\n%s", tc, diff)
		}
	}
	_, diagnostics := server.ReadData("losant_mfa_impact", map[string]any{"organization_id": "60106426dc03c6aad06540bb", "mfa_mode": "required"})
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not list the members of organization 60106426dc03c6aad06540bb")
	_, diagnostics = server.ReadData("losant_mfa_impact", map[string]any{"mfa_mode": "always"})
	acctest.ExpectDetails(t, diagnostics, "adminRequired")
	acctest.ExpectWrites(t, srv)
}
