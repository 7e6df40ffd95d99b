package member_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// The apply could not demote the last administrator, so the plan warns, unless it has
// planned another administrator who is active.
func TestPlanWarnsOfTheDemotionOfTheLastAdministrator(t *testing.T) {
	t.Parallel()
	const warning = " is the last administrator in "
	admin := func(org string) map[string]any { return person(org, jane, "admin") }
	for name, tc := range map[string]struct {
		isNew  bool // the resource of the administrator
		hasOne bool // there is another administrator
		before func(t *testing.T, srv *mockserver.Server, org string, p *acctest.Protocol)
		want   int
	}{
		"an update":          {want: 1},
		"a new resource":     {isNew: true, want: 1},
		"two administrators": {hasOne: true},
		"two, one in new":    {isNew: true, hasOne: true},
		"another who also goes": {hasOne: true, want: 1, before: func(t *testing.T, _ *mockserver.Server, org string, p *acctest.Protocol) {
			t.Helper()
			acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(person(org, jane, "view"))).Diagnostics, "already belongs to")
		}},
		"a planned administrator with an account": {before: func(t *testing.T, srv *mockserver.Server, org string, p *acctest.Protocol) {
			t.Helper()
			srv.AddAccount(mockserver.Doc{"email": jane})
			acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(admin(org))).Diagnostics, "Applying adds "+jane)
		}},
		"a planned administrator who is invited": {want: 1, before: func(t *testing.T, _ *mockserver.Server, org string, p *acctest.Protocol) {
			t.Helper()
			acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(admin(org))).Diagnostics, "Applying adds or invites "+jane)
		}},
		"a planned promotion": {before: func(t *testing.T, srv *mockserver.Server, org string, p *acctest.Protocol) {
			t.Helper()
			srv.AddMember(org, mockserver.Doc{"email": jane, "role": "view"})
			acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(admin(org))).Diagnostics, "already belongs to")
		}},
		"an administrator in a set": {before: func(t *testing.T, srv *mockserver.Server, org string, p *acctest.Protocol) {
			t.Helper()
			srv.AddMember(org, mockserver.Doc{"email": jane, "role": "view"})
			set := p.Other(membersType)
			config := membersConfig(org, jane, "admin")
			config["ignore"] = []any{owner}
			acctest.ExpectDetails(t, set.Plan(set.Null(), set.Config(config)).Diagnostics)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			p := newProtocol(t, srv)
			prior := p.Null()
			if !tc.isNew {
				prior, _ = p.Import(org+"/"+owner, nil)
			}
			if tc.hasOne {
				srv.AddMember(org, mockserver.Doc{"email": jane, "role": "admin", "twoFactorAuthEnabled": true})
			}
			p.Run(func() {
				if tc.before != nil {
					tc.before(t, srv, org, p)
				}
				expectDemotion(t, p.Plan(prior, p.Config(person(org, owner, "edit"))).Diagnostics, owner+warning, tc.want)
			})
		})
	}
}

// expectDemotion expects a number of warnings about the last administrator.
func expectDemotion(t *testing.T, diagnostics []*tfprotov6.Diagnostic, summary string, want int) {
	t.Helper()
	found := slices.DeleteFunc(slices.Clone(diagnostics), func(d *tfprotov6.Diagnostic) bool { return !strings.HasPrefix(d.Summary, summary) })
	if len(found) != want {
		t.Errorf("%d warnings about %q, want %d: %q", len(found), summary, want, acctest.Details(diagnostics))
	}
}

// The same in an instance.
func TestPlanWarnsOfTheDemotionOfTheLastInstanceAdministrator(t *testing.T) {
	t.Parallel()
	const boss = "owner@reseller.example"
	for name, want := range map[string]int{"alone": 1, "another": 0, "planned": 0} {
		for _, isNew := range []bool{true, false} {
			srv := startWithOwner(t)
			srv.AddAccount(mockserver.Doc{"email": jane})
			if name == "another" {
				srv.AddInstanceMember(mockserver.Doc{"email": jane, "role": "admin"})
			}
			p := newInstanceProtocol(t, srv)
			prior := p.Null()
			if !isNew {
				prior, _ = p.Import(boss, nil)
			}
			p.Run(func() {
				if name == "planned" {
					p.Plan(p.Null(), p.Config(instancePerson(jane, "admin")))
				}
				expectDemotion(t, p.Plan(prior, p.Config(instancePerson(boss, "view"))).Diagnostics, boss+" is the last administrator in instance ", want)
			})
			acctest.ExpectWrites(t, srv)
		}
	}
}
