package membership_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

type noPrivate struct{}

func (noPrivate) GetKey(context.Context, string) ([]byte, diag.Diagnostics) { return nil, nil }

func claims() *membership.Claims { return membership.ClaimsOf(base.NewProviderData()) }

var (
	byEmail = membership.Person{InstanceID: "i", OrganizationID: "o", Email: "Jane@acme.example"}
	byUser  = membership.Person{InstanceID: "i", OrganizationID: "o", UserID: "u"}
	byBoth  = membership.Person{InstanceID: "i", OrganizationID: "o", Email: "jane@acme.example", UserID: "u"}
	member  = membership.Manager{Type: membership.TypeOrganizationMember, Role: "view"}
)

// A person is the same by address, in any letter case, and by user ID.
func TestPersonIsTheSameByAddressAndUserID(t *testing.T) {
	t.Parallel()
	for name, people := range map[string][2]membership.Person{
		"the letter case":        {byEmail, {InstanceID: "i", OrganizationID: "o", Email: "JANE@ACME.EXAMPLE"}},
		"both, then the address": {byBoth, byEmail},
		"both, then the user ID": {byBoth, byUser},
		"the address, then both": {byEmail, byBoth},
		"the user ID, then both": {byUser, byBoth},
	} {
		c := claims()
		c.Keep(people[0], member, false)
		if got := c.Leave(people[1], membership.TypeInvitation); len(got) != 1 || got[0] != member {
			t.Errorf("%s: managed by %v", name, got)
		}
	}
	c := claims()
	c.Keep(byEmail, member, false)
	c.Keep(byUser, member, false)
	if got := c.Leave(byBoth, membership.TypeInvitation); len(got) != 2 {
		t.Errorf("two names of one person: managed by %v", got)
	}
	for name, other := range map[string]membership.Person{
		"another organization": {InstanceID: "i", OrganizationID: "p", Email: byEmail.Email},
		"the instance":         {InstanceID: "i", Email: byEmail.Email},
		"another instance":     {InstanceID: "j", OrganizationID: "o", Email: byEmail.Email},
		"an unknown person":    {InstanceID: "i", OrganizationID: "o"},
	} {
		if got := c.Leave(other, membership.TypeInvitation); len(got) != 0 || c.IsKept(other) {
			t.Errorf("%s: managed by %v", name, got)
		}
	}
}

// Terraform plans a replacement twice, which is one resource.
func TestReplacementIsOneManager(t *testing.T) {
	t.Parallel()
	c := claims()
	c.Keep(byEmail, member, false)
	if got := c.Keep(byEmail, member, true); len(got.Others) != 0 {
		t.Errorf("the replacement of the only resource: %v", got)
	}
	if got := c.Keep(byEmail, member, false); len(got.Others) != 1 {
		t.Errorf("a second resource: %v", got)
	}
	if c.KeepUnchanged(byEmail, member) {
		t.Error("a third resource is unchanged")
	}
}

// Removals wait until one second after the first of them, or until Terraform stops.
func TestRemovalWaitsForClaims(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		claimAfter, stopAfter time.Duration
		isRemoved             bool
		took                  time.Duration
	}{
		"no claim":     {isRemoved: true, took: time.Second},
		"claimed":      {claimAfter: 900 * time.Millisecond, took: time.Second},
		"claimed late": {claimAfter: 1100 * time.Millisecond, isRemoved: true, took: time.Second},
		"stopped":      {stopAfter: 100 * time.Millisecond, took: 100 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, start := claims(), time.Now()
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				if tc.stopAfter > 0 {
					time.AfterFunc(tc.stopAfter, stop)
				}
				if tc.claimAfter > 0 {
					time.AfterFunc(tc.claimAfter, func() { c.Keep(byUser, member, false) })
				}
				isRemoved := false
				var diags diag.Diagnostics
				c.Remove(ctx, byBoth, noPrivate{}, &diags, func() { isRemoved = true })
				if isRemoved != tc.isRemoved || time.Since(start) != tc.took || (len(diags) == 0) != tc.isRemoved {
					t.Errorf("removed: %t after %s, %v", isRemoved, time.Since(start), diags)
				}
				begin := time.Now()
				c.Remove(ctx, membership.Person{InstanceID: "i", Email: "bob@acme.example"}, noPrivate{}, &diags, func() {})
				if name != "stopped" && time.Since(begin) != 0 {
					t.Errorf("the second removal waited for %s", time.Since(begin))
				}
				time.Sleep(2 * time.Second)
			})
		})
	}
}

// Whoever claims a person during the removal learns of it, and waits for its end.
func TestClaimDuringRemoval(t *testing.T) {
	t.Parallel()
	data := base.NewProviderData()
	data.RemovalPause = 0
	c := membership.ClaimsOf(data)
	begun, finish := make(chan struct{}), make(chan struct{})
	var isRemoved atomic.Bool
	go func() {
		var diags diag.Diagnostics
		c.Remove(t.Context(), byBoth, noPrivate{}, &diags, func() {
			close(begun)
			<-finish
			isRemoved.Store(true)
		})
	}()
	<-begun
	if overlap := c.Keep(byEmail, member, false); !overlap.IsRemoved() {
		t.Errorf("the removal is not reported: %v", overlap)
	}
	if isKept, _ := c.RemoveUnclaimed(byBoth, func() error { t.Error("removed twice"); return nil }); !isKept {
		t.Error("another resource removed the person at the same time")
	}
	time.AfterFunc(10*time.Millisecond, func() { close(finish) })
	defer c.LockAndClaim(byEmail)()
	if !isRemoved.Load() {
		t.Error("the claim did not wait")
	}
}

// A removal that waited for another administrator skips whom a resource claimed
// meanwhile, and does not wait for that resource.
func TestLateRemovalSkipsClaimed(t *testing.T) {
	t.Parallel()
	c := claims()
	removals := 0
	remove := func() error { removals++; return nil }
	if err := c.RemoveLater(byBoth, remove); err != nil || removals != 1 {
		t.Errorf("%d removals: %v", removals, err)
	}
	defer c.LockAndClaim(byEmail)()
	if err := c.RemoveLater(byBoth, remove); err != nil || removals != 1 {
		t.Errorf("%d removals: %v", removals, err)
	}
}
