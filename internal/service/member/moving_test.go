package member_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const invitationType = "losant_organization_invitation"

// change is what a configuration does to one resource. A null configuration
// destroys it.
type change struct {
	resource *acctest.Protocol
	prior    acctest.Object
	config   tftypes.Value
	planned  acctest.Planned
}

// plan plans a change as Terraform does.
func (c *change) plan() []*tfprotov6.Diagnostic {
	c.planned = c.resource.Plan(c.prior, c.config)
	return c.planned.Diagnostics
}

// apply applies a change as Terraform does: what is not destroyed is planned once
// more, and unchanged resources are not called.
func (c *change) apply() []*tfprotov6.Diagnostic {
	planned := c.planned
	if !c.config.IsNull() {
		if c.prior.State.Equal(planned.State) {
			return nil
		}
		if planned = c.resource.Plan(c.prior, c.config); c.prior.State.Equal(planned.State) {
			return nil
		}
	}
	_, diagnostics := c.resource.ApplyPlanned(c.prior, c.config, planned)
	return diagnostics
}

// move is a person who moves from one resource to another in one run.
type move struct {
	from, to    string
	isUnchanged bool // the other resource exists before
	isInvited   bool
}

// start creates the resources that exist before.
func (m move) start(t *testing.T, srv *mockserver.Server, org string, pause time.Duration) (leaving, coming *change) {
	t.Helper()
	if !m.isInvited {
		srv.AddAccount(mockserver.Doc{"email": jane})
	}
	configOf := func(typeName string) map[string]any {
		switch typeName {
		case instanceType:
			return instancePerson(jane, "view")
		case membersType:
			return membersConfig(org, owner, "admin", jane, "edit")
		}
		return person(org, jane, "edit")
	}
	p := acctest.NewProtocolWith(t, m.from, nil, acctest.Environment(srv), acctest.RemovalPause(pause))
	leaving = &change{resource: p, config: p.Null().State}
	leaving.prior = p.MustRefresh(p.Apply(p.Null(), p.Config(configOf(m.from))))
	q := p.Other(m.to)
	coming = &change{resource: q, prior: q.Null(), config: q.Config(configOf(m.to))}
	if m.isUnchanged {
		coming.prior = q.MustRefresh(q.Apply(coming.prior, coming.config))
	}
	srv.ResetRequests()
	return leaving, coming
}

var moves = map[string]move{
	"another resource of the same type":  {from: typeName, to: typeName},
	"an invited person":                  {from: typeName, to: typeName, isInvited: true},
	"an invitation to a member":          {from: invitationType, to: typeName, isInvited: true},
	"an invited member to an invitation": {from: typeName, to: invitationType, isInvited: true},
	"another invitation":                 {from: invitationType, to: invitationType, isInvited: true},
	"a member of the instance":           {from: instanceType, to: instanceType},
	"a member to a new set":              {from: typeName, to: membersType},
	"an invitation to a new set":         {from: invitationType, to: membersType, isInvited: true},
	"a member to an existing set":        {from: typeName, to: membersType, isUnchanged: true},
	"an invitation to an existing set":   {from: invitationType, to: membersType, isUnchanged: true, isInvited: true},
	"a member to an existing member":     {from: typeName, to: typeName, isUnchanged: true},
	"an existing instance member":        {from: instanceType, to: instanceType, isUnchanged: true},
	"an existing invitation":             {from: invitationType, to: invitationType, isUnchanged: true, isInvited: true},
}

// A person who moves between resources stays, in whichever order Terraform plans
// and applies the two.
func TestMovedPersonStays(t *testing.T) {
	t.Parallel()
	for name, m := range moves {
		for order, destroyedFirst := range map[string][2]bool{ // in the plan, in the apply
			"claimed first":                      {false, false},
			"destroyed first":                    {true, true},
			"planned claimed, applied destroyed": {false, true},
			"planned destroyed, applied claimed": {true, false},
		} {
			t.Run(name+"/"+order, func(t *testing.T) {
				t.Parallel()
				srv, org := start(t)
				leaving, coming := m.start(t, srv, org, 0)
				planOrder, applyOrder := []*change{coming, leaving}, []*change{coming, leaving}
				if destroyedFirst[0] {
					slices.Reverse(planOrder)
				}
				if destroyedFirst[1] {
					slices.Reverse(applyOrder)
				}
				var warnings []*tfprotov6.Diagnostic
				leaving.resource.Run(func() {
					for _, c := range planOrder {
						warnings = append(warnings, c.plan()...)
					}
				})
				if len(warnings) == 0 {
					t.Error("the plan has no warning")
				}
				leaving.resource.Run(func() {
					for _, c := range applyOrder {
						for _, err := range acctest.Errors(c.apply()) {
							t.Error(err)
						}
					}
				})
				expectPresent(t, srv, org, m)
				if removed := len(srv.Requests("DELETE")); removed > 0 && (!destroyedFirst[0] || !destroyedFirst[1]) {
					t.Errorf("the person was removed and added again with %d requests", removed)
				}
			})
		}
	}
}

// Terraform applies both at once. The removal waits for the claim.
func TestMovedPersonStaysInAParallelApply(t *testing.T) {
	t.Parallel()
	for name, m := range moves {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			leaving, coming := m.start(t, srv, org, 3*time.Second) // A busy machine needs more than the second of a real run.
			leaving.resource.Run(func() { leaving.plan(); coming.plan() })
			leaving.resource.Run(func() {
				var wg sync.WaitGroup
				for _, c := range []*change{leaving, coming} {
					wg.Go(func() {
						for _, err := range acctest.Errors(c.apply()) {
							t.Error(err)
						}
					})
				}
				wg.Wait()
			})
			expectPresent(t, srv, org, m)
			acctest.ExpectCount(t, srv, "DELETE", 0)
		})
	}
}

// expectPresent fails the test unless the person is where they were before a move.
func expectPresent(t *testing.T, srv *mockserver.Server, org string, m move) {
	t.Helper()
	switch {
	case m.from == instanceType:
		if got := instanceRoleOf(srv, jane); got != "view" {
			t.Errorf("the role in the instance is %q", got)
		}
	case m.isInvited:
		if all := srv.Invitations(org); len(all) != 1 || all[0]["email"] != jane || all[0]["role"] != "edit" {
			t.Errorf("the invitations are %v", all)
		}
	default:
		if got := roleOf(srv, org, jane); got != "edit" {
			t.Errorf("the role is %q", got)
		}
	}
}

// With create_before_destroy, Terraform plans the destruction of the former object
// during the apply, after the creation.
func TestPersonStaysInAReplacementCreatedFirst(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]move{
		"member":          {from: typeName, to: typeName},
		"invitation":      {from: invitationType, to: invitationType, isInvited: true},
		"instance member": {from: instanceType, to: instanceType},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			former, next := m.start(t, srv, org, 0)
			p := former.resource
			p.Run(func() {
				first := p.Plan(former.prior, next.config)
				acctest.ExpectDetails(t, first.Diagnostics)
				prior := p.Null()
				prior.Private = first.Private
				for _, d := range acctest.Details(p.Plan(prior, next.config).Diagnostics) {
					if strings.Contains(d, "two resources") {
						t.Error(d)
					}
				}
			})
			p.Run(func() {
				next.plan()
				for _, err := range acctest.Errors(next.apply()) {
					t.Error(err)
				}
				acctest.ExpectDetails(t, former.plan()) // It is the replacement that keeps the person.
				acctest.ExpectDetails(t, former.apply(), jane+" was kept in ")
			})
			expectPresent(t, srv, org, m)
			acctest.ExpectWrites(t, srv)
		})
	}
}
