package member_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// A set that removes a person whom another resource manages warns, in whichever order
// Terraform plans the two, and whether or not the other one changes.
func TestSetRemovesSomebodyWhomAnotherResourceManages(t *testing.T) {
	t.Parallel()
	without, with := []string{owner, "admin"}, []string{owner, "admin", jane, "edit"}
	const kept = jane + " is removed by one resource and kept by another in organization "
	for name, tc := range map[string]struct {
		other        string
		isInvited    bool
		before, then []string // of the set. It is new without before
		ignored      bool     // before, but no longer
	}{
		"the member joined after the set":  {other: typeName, before: without, then: without},
		"a member leaves the set":          {other: typeName, before: with, then: without},
		"an invited person leaves the set": {other: invitationType, isInvited: true, before: with, then: without},
		"an invited member leaves the set": {other: typeName, isInvited: true, before: with, then: without},
		"a new set without the member":     {other: typeName, then: without},
		"a new set without the invitation": {other: invitationType, isInvited: true, then: without},
		"the member is no longer ignored":  {other: typeName, before: without, then: without, ignored: true},
		"an invitation no longer ignored":  {other: invitationType, isInvited: true, before: without, then: without, ignored: true},
	} {
		for order, isSetFirst := range map[string]bool{"set first": true, "set last": false} {
			t.Run(name+"/"+order, func(t *testing.T) {
				t.Parallel()
				srv, org := start(t)
				if !tc.isInvited {
					srv.AddAccount(mockserver.Doc{"email": jane})
				}
				single := &change{resource: acctest.NewProtocol(t, srv, tc.other, nil)}
				set := &change{resource: single.resource.Other(membersType)}
				single.config = single.resource.Config(person(org, jane, "edit"))
				set.prior, set.config = set.resource.Null(), set.resource.Config(membersConfig(org, tc.then...))
				if tc.before != nil {
					config := membersConfig(org, tc.before...)
					if tc.ignored {
						config["ignore"] = []any{jane}
					}
					set.prior = set.resource.MustRefresh(set.resource.Apply(set.prior, set.resource.Config(config)))
				}
				single.prior = single.resource.MustRefresh(single.resource.Apply(single.resource.Null(), single.config))
				if tc.before != nil {
					set.prior, _ = set.resource.Refresh(set.prior)
				}
				srv.ResetRequests()
				changes := []*change{single, set}
				if isSetFirst {
					slices.Reverse(changes)
				}
				var warnings []*tfprotov6.Diagnostic
				single.resource.Run(func() {
					for _, c := range changes {
						warnings = append(warnings, c.plan()...)
					}
				})
				warnings = slices.DeleteFunc(warnings, func(d *tfprotov6.Diagnostic) bool {
					return !strings.HasPrefix(d.Summary, kept)
				})
				acctest.ExpectDetails(t, warnings, kept)
				acctest.ExpectWrites(t, srv)
			})
		}
	}
}

// Two sets of one organization warn, even if nobody is in both.
func TestTwoSetsOfOneOrganization(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := acctest.NewProtocol(t, srv, membersType, nil)
	other := srv.AddOrganization(mockserver.Doc{"name": "Other"})
	p.Run(func() {
		plan := func(org, address string) []*tfprotov6.Diagnostic {
			var warnings []*tfprotov6.Diagnostic
			for _, d := range p.Plan(p.Null(), p.Config(membersConfig(org, address, "admin"))).Diagnostics {
				if strings.HasPrefix(d.Summary, "Two ") {
					warnings = append(warnings, d)
				}
			}
			return warnings
		}
		acctest.ExpectDetails(t, plan(org, owner))
		acctest.ExpectDetails(t, plan(other, jane))
		acctest.ExpectDetails(t, plan(org, jane), "WARNING Two losant_organization_members manage "+acctest.OrganizationName(srv, org))
	})
}

// Terraform plans the replacement of a set twice, which is one set.
func TestReplacedSetIsOneSet(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := acctest.NewProtocol(t, srv, membersType, nil)
	config := p.Config(membersConfig(org, owner, "admin"))
	object := p.MustRefresh(p.Apply(p.Null(), config))
	p.Run(func() {
		first := p.Plan(object, config)
		again := p.Null()
		again.Private = first.Private
		acctest.ExpectDetails(t, append(first.Diagnostics, p.Plan(again, config).Diagnostics...))
	})
}
