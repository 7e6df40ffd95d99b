package membership_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

const userID = "5f1a2b3c4d5e6f7a8b9c0d1e"

// guardOf returns the guard of the only administrator, or of one of several.
func guardOf(c *membership.Coordinator, only bool) membership.LastAdminGuard {
	roster := &membership.Roster{Members: []*losant.Member{{UserID: userID, Role: losant.RoleAdmin}, {UserID: "other", Role: losant.RoleAdmin}}}
	if only {
		roster.Members[1].Role = "view"
	}
	return membership.LastAdminGuard{
		Coordinator: c, UserID: userID, Person: "a@x.example in organization X", Parent: "organization X",
		Roster:      func(context.Context) (*membership.Roster, error) { return roster, nil },
		RemoveLater: func(remove func() error) error { return remove() },
	}
}

func refusal(status int) error { return &losant.Error{StatusCode: status, Message: "no"} }

func expectOne(t *testing.T, diags diag.Diagnostics, severity diag.Severity, part string) {
	t.Helper()
	if len(diags) != 1 || diags[0].Severity() != severity || !strings.Contains(diags[0].Summary()+": "+diags[0].Detail(), part) {
		t.Errorf("want one %s with %q, got %v", severity, part, diags)
	}
}

// The demotion of the last administrator waits up to half a minute for a promotion.
func TestDemotionWaitsForPromotion(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		promotedAfter time.Duration
		want          bool
	}{
		"for a promotion in time": {29 * time.Second, true},
		"no promotion in time":    {31 * time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, startedAt := membership.NewCoordinator(), time.Now()
				var another atomic.Bool
				time.AfterFunc(tc.promotedAfter, func() {
					another.Store(true)
					_ = c.Promoted(t.Context()) // Nothing that could fail is deferred.
				})
				var diags diag.Diagnostics
				guardOf(c, true).SetRole(t.Context(), "view", func(context.Context) error {
					if another.Load() {
						return nil
					}
					return refusal(http.StatusBadRequest)
				}, &diags)
				if diags.HasError() == tc.want || time.Since(startedAt) > 30*time.Second {
					t.Errorf("after %s: %v", time.Since(startedAt), diags)
				}
				if !tc.want {
					expectOne(t, diags, diag.SeverityError, "Could not demote a@x.example in organization X: This person is the last administrator")
				}
				time.Sleep(time.Minute) // The promotion may still be pending.
			})
		})
	}
}

func TestOtherErrorsDoNotWait(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		only bool
		err  error
	}{
		"not the last":    {false, refusal(http.StatusBadRequest)},
		"token":           {true, refusal(http.StatusUnauthorized)},
		"not found":       {true, refusal(http.StatusNotFound)},
		"throttled":       {true, refusal(http.StatusTooManyRequests)},
		"server":          {true, refusal(http.StatusBadGateway)},
		"no response":     {true, errors.New("unreachable")},
		"list unreadable": {true, refusal(http.StatusBadRequest)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			guard := guardOf(membership.NewCoordinator(), tc.only)
			if name == "list unreadable" {
				guard.Roster = func(context.Context) (*membership.Roster, error) { return nil, errors.New("no list") }
			}
			refuse := func(context.Context) error { return tc.err }
			var diags diag.Diagnostics
			guard.SetRole(t.Context(), "view", refuse, &diags)
			expectOne(t, diags, diag.SeverityError, "Could not change the role of a@x.example in organization X")
			diags = nil
			if guard.Remove(t.Context(), refuse, &diags); losant.IsNotFound(tc.err) {
				if len(diags) > 0 {
					t.Errorf("the removal of somebody who is not a member is not ignored: %v", diags)
				}
				return
			}
			expectOne(t, diags, diag.SeverityError, "Could not remove a@x.example in organization X")
		})
	}
}

// The list may be newer than the refusal. Another administrator in it is a reason
// to try once more, but only once.
func TestOutdatedRefusalIsRetriedOnce(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		refusals int
		refused  bool
	}{
		"accepted later":             {1, false},
		"refused for another reason": {9, true},
	} {
		var attempts int
		var diags diag.Diagnostics
		guardOf(membership.NewCoordinator(), false).SetRole(t.Context(), "view", func(context.Context) error {
			if attempts++; attempts > tc.refusals {
				return nil
			}
			return refusal(http.StatusBadRequest)
		}, &diags)
		if attempts != 2 || diags.HasError() != tc.refused {
			t.Errorf("%s: %d attempts, %v", name, attempts, diags)
		}
	}
}

// The next promotion removes somebody who could not be removed before. A promotion
// between the attempt and its refusal counts.
func TestRemovalIsDeferred(t *testing.T) {
	t.Parallel()
	c := membership.NewCoordinator()
	var attempts int
	remove := func(context.Context) error { attempts++; return refusal(http.StatusConflict) }
	var diags diag.Diagnostics
	guardOf(c, true).Remove(t.Context(), remove, &diags)
	expectOne(t, diags, diag.SeverityWarning, "a@x.example in organization X was kept: last administrator")

	diags = nil
	c.CompleteRemovals(t.Context(), "organization X", &diags)
	expectOne(t, diags, diag.SeverityWarning, "A former administrator is still in organization X")
	if attempts != 2 {
		t.Errorf("%d attempts", attempts)
	}

	diags, attempts = nil, 0
	guardOf(c, true).Remove(t.Context(), func(ctx context.Context) error {
		if attempts++; attempts == 1 {
			return errors.Join(refusal(http.StatusBadRequest), c.Promoted(ctx))
		}
		return nil
	}, &diags)
	if len(diags) > 0 || attempts != 2 {
		t.Errorf("%d attempts: %v", attempts, diags)
	}
}
