package member_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const newcomer = "newcomer@acme.example"

// An update removes and changes only people whom its plan showed.
func TestMembersUpdateDoesOnlyWhatItsPlanShowed(t *testing.T) {
	t.Parallel()
	const guest = "guest@acme.example"
	listed := []string{owner, "admin", jane, "edit"}
	for name, tc := range map[string]struct {
		plan      []string // pairs of address and role
		meanwhile func(srv *mockserver.Server, org string)
		announced []string // in the plan
		writes    []string // prefixes
		warnings  []string
	}{
		"somebody joins": {
			plan: append([]string{bob, "view"}, listed...),
			meanwhile: func(srv *mockserver.Server, org string) {
				srv.AddMember(org, mockserver.Doc{"email": newcomer, "role": "view"})
			},
			announced: []string{bob + ": the role is"},
			writes:    []string{"POST /orgs/ORG/members"},
			warnings:  []string{newcomer + " joined or changed since the plan"},
		},
		"somebody is invited": {
			plan: append([]string{bob, "view"}, listed...),
			meanwhile: func(srv *mockserver.Server, org string) {
				srv.Invite(org, mockserver.Doc{"email": newcomer, "role": "view"})
			},
			announced: []string{bob + ": the role is"},
			writes:    []string{"POST /orgs/ORG/members"},
			warnings:  []string{newcomer + " joined or changed since the plan"},
		},
		"a role changes": {
			plan:      append([]string{bob, "view"}, listed...),
			meanwhile: func(srv *mockserver.Server, org string) { srv.EditMember(org, jane, mockserver.Doc{"role": "none"}) },
			announced: []string{bob + ": the role is"},
			writes:    []string{"POST /orgs/ORG/members"},
			warnings:  []string{jane + " joined or changed since the plan"},
		},
		"a planned addition joins with another role": {
			plan: append([]string{newcomer, "view"}, listed...),
			meanwhile: func(srv *mockserver.Server, org string) {
				srv.AddMember(org, mockserver.Doc{"email": newcomer, "role": "edit"})
			},
			announced: []string{newcomer + ": the role is"},
			warnings:  []string{newcomer + " joined or changed since the plan"},
		},
		"a planned removal": {plan: []string{owner, "admin"}, writes: []string{"DELETE /orgs/ORG/members/"}},
		"an invited person who accepts is removed as planned": {
			plan:      []string{owner, "admin", jane, "edit"},
			meanwhile: func(srv *mockserver.Server, org string) { srv.AcceptInvitation(org, guest) },
			writes:    []string{"DELETE /orgs/ORG/members/"},
		},
		"a planned removal of somebody who got another role": {
			plan:      []string{owner, "admin"},
			meanwhile: func(srv *mockserver.Server, org string) { srv.EditMember(org, jane, mockserver.Doc{"role": "admin"}) },
			warnings:  []string{jane + " joined or changed since the plan"},
		},
		"an invited person whose invitation got another role": {
			plan: []string{owner, "admin", jane, "edit"},
			meanwhile: func(srv *mockserver.Server, org string) {
				srv.RevokeInvitation(org, guest)
				srv.Invite(org, mockserver.Doc{"email": guest, "role": "admin"})
			},
			warnings: []string{guest + " joined or changed since the plan"},
		},
		"an invited person who accepts and gets another role": {
			plan: []string{owner, "admin", jane, "edit"},
			meanwhile: func(srv *mockserver.Server, org string) {
				srv.AcceptInvitation(org, guest)
				srv.EditMember(org, guest, mockserver.Doc{"role": "admin"})
			},
			warnings: []string{guest + " joined or changed since the plan"},
		},
		"a planned change of a role": {plan: []string{owner, "admin", jane, "view"}, writes: []string{"PATCH /orgs/ORG/members/"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			srv.AddMember(org, mockserver.Doc{"email": jane, "role": "edit"})
			before := listed
			if strings.Contains(name, "invited person") {
				srv.Invite(org, mockserver.Doc{"email": guest, "role": "view"})
				before = append([]string{guest, "view"}, listed...)
			}
			p := newMembersProtocol(t, srv)
			object := p.MustRefresh(p.Apply(p.Null(), p.Config(membersConfig(org, before...))))
			srv.ResetRequests()

			config := p.Config(membersConfig(org, tc.plan...))
			planned := p.Plan(object, config)
			acctest.ExpectDetails(t, planned.Diagnostics, tc.announced...)
			if tc.meanwhile != nil {
				tc.meanwhile(srv, org)
			}
			var diagnostics []*tfprotov6.Diagnostic
			p.Run(func() { object, diagnostics = p.ApplyPlanned(object, config, p.Plan(object, config)) })
			acctest.ExpectDetails(t, diagnostics, tc.warnings...)
			var writes []string
			for _, w := range tc.writes {
				writes = append(writes, strings.ReplaceAll(w, "ORG", org))
			}
			expectWritePrefixes(t, srv, writes...)

			// The next plan shows who joined or changed, and does it.
			object = p.MustRefresh(object)
			object = p.MustRefresh(p.Apply(object, config))
			p.ExpectEmpty(object, membersConfig(org, tc.plan...))
			if got := roleOf(srv, org, newcomer); got != "" && tc.plan[0] != newcomer {
				t.Errorf("the newcomer has the role %q after the next apply", got)
			}
		})
	}
}

func expectWritePrefixes(t *testing.T, srv *mockserver.Server, want ...string) {
	t.Helper()
	requests := srv.Requests("POST", "PATCH", "DELETE")
	if len(requests) != len(want) {
		t.Errorf("%d writes, want %d: %v", len(requests), len(want), requests)
		return
	}
	for i, r := range requests {
		if got := r.Method + " " + strings.TrimPrefix(r.Path, "/instances/"+srv.InstanceID()); !strings.HasPrefix(got, want[i]) {
			t.Errorf("got %s, want %s", got, want[i])
		}
	}
}

// Without a refresh before, the next plan cannot show who joined, so it removes
// nobody of them.
func TestMembersWithoutRefreshKeepNewcomers(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newMembersProtocol(t, srv)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(membersConfig(org, owner, "admin"))))
	srv.AddMember(org, mockserver.Doc{"email": newcomer, "role": "view"})
	object = p.Apply(object, p.Config(membersConfig(org, owner, "admin", jane, "view")))
	p.Apply(object, p.Config(membersConfig(org, owner, "admin", jane, "edit")))
	if got := roleOf(srv, org, newcomer); got != "view" {
		t.Errorf("the newcomer has the role %q", got)
	}
	acctest.ExpectCount(t, srv, "DELETE", 0)
}

// The plan names people whom an update no longer ignores.
func TestMembersNoLongerIgnored(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.AddMember(org, mockserver.Doc{"email": "support@vendor.example", "role": "edit"})
	p := newMembersProtocol(t, srv)
	config := membersConfig(org, owner, "admin")
	config["ignore"] = []any{"support@vendor.example"}
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	delete(config, "ignore")
	planned := p.Plan(object, p.Config(config))
	acctest.ExpectDetails(t, planned.Diagnostics, "This plan removes support@vendor.example.")
	p.ApplyPlanned(object, p.Config(config), planned)
	if got := roleOf(srv, org, "support@vendor.example"); got != "" {
		t.Errorf("the person has the role %q", got)
	}
}
