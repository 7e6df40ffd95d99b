package people_test

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

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/people"
)

const userID = "5f1a2b3c4d5e6f7a8b9c0d1e"

// seatOf is that of the only administrator, or of one of several.
func seatOf(m *base.Membership, only bool) people.Seat {
	roster := &people.Roster{Members: []*losant.Member{{UserID: userID, Role: people.Admin}, {UserID: "other", Role: people.Admin}}}
	if only {
		roster.Members[1].Role = "view"
	}
	return people.Seat{
		Membership: m, UserID: userID, Who: "a@x.example in organization X", Place: "organization X",
		Roster: func(context.Context) (*people.Roster, error) { return roster, nil },
	}
}

func refusal(status int) error { return &losant.Error{StatusCode: status, Message: "no"} }

func membership() *base.Membership { return new(base.ProviderData).Membership("i", "o") }

func expectOne(t *testing.T, diags diag.Diagnostics, severity diag.Severity, part string) {
	t.Helper()
	if len(diags) != 1 || diags[0].Severity() != severity || !strings.Contains(diags[0].Summary()+": "+diags[0].Detail(), part) {
		t.Errorf("want one %s with %q, got %v", severity, part, diags)
	}
}

// The demotion of the last administrator waits half a minute, and no longer.
func TestDemotionWaits(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		promotedAfter time.Duration
		want          bool
	}{
		"for a promotion in time": {29 * time.Second, true},
		"in vain":                 {31 * time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				m, began := membership(), time.Now()
				var another atomic.Bool
				time.AfterFunc(tc.promotedAfter, func() {
					another.Store(true)
					_ = m.Promoted(t.Context()) // Nothing is deferred that could fail.
				})
				var diags diag.Diagnostics
				seatOf(m, true).SetRole(t.Context(), "view", "scope", func(context.Context) error {
					if another.Load() {
						return nil
					}
					return refusal(http.StatusBadRequest)
				}, &diags)
				if diags.HasError() == tc.want || time.Since(began) > 30*time.Second {
					t.Errorf("after %s: %v", time.Since(began), diags)
				}
				if !tc.want {
					expectOne(t, diags, diag.SeverityError, "Could not demote a@x.example in organization X: The person is the last administrator")
				}
				time.Sleep(time.Minute) // The promotion may still be due.
			})
		})
	}
}

func TestOtherRefusalsDoNotWait(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		only bool
		err  error
	}{
		"not the last":   {false, refusal(http.StatusBadRequest)},
		"token":          {true, refusal(http.StatusUnauthorized)},
		"not found":      {true, refusal(http.StatusNotFound)},
		"throttled":      {true, refusal(http.StatusTooManyRequests)},
		"server":         {true, refusal(http.StatusBadGateway)},
		"not an answer":  {true, errors.New("unreachable")},
		"list not there": {true, refusal(http.StatusBadRequest)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seat := seatOf(membership(), tc.only)
			if name == "list not there" {
				seat.Roster = func(context.Context) (*people.Roster, error) { return nil, errors.New("no list") }
			}
			refuse := func(context.Context) error { return tc.err }
			var diags diag.Diagnostics
			seat.SetRole(t.Context(), "view", "scope", refuse, &diags)
			expectOne(t, diags, diag.SeverityError, "Could not change the role of a@x.example in organization X")
			diags = nil
			if seat.Remove(t.Context(), "scope", refuse, &diags); losant.IsNotFound(tc.err) {
				if len(diags) > 0 {
					t.Errorf("whoever is not there cannot be removed: %v", diags)
				}
				return
			}
			expectOne(t, diags, diag.SeverityError, "Could not remove a@x.example in organization X")
		})
	}
}

// The list may be younger than the refusal: another administrator in it is a
// reason to try once more, and only once.
func TestRefusalThatIsOutOfDate(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		refusals int
		refused  bool
	}{
		"accepted by now":            {1, false},
		"refused for another reason": {9, true},
	} {
		var attempts int
		var diags diag.Diagnostics
		seatOf(membership(), false).SetRole(t.Context(), "view", "scope", func(context.Context) error {
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

// Whoever could not be removed is removed by the next promotion; a promotion
// between the attempt and its refusal counts.
func TestRemovalIsDeferred(t *testing.T) {
	t.Parallel()
	m := membership()
	var attempts int
	remove := func(context.Context) error { attempts++; return refusal(http.StatusConflict) }
	var diags diag.Diagnostics
	seatOf(m, true).Remove(t.Context(), "scope", remove, &diags)
	expectOne(t, diags, diag.SeverityWarning, "a@x.example in organization X is the last administrator and stays")

	diags = nil
	seatOf(m, true).Promoted(t.Context(), &diags)
	expectOne(t, diags, diag.SeverityWarning, "A former administrator is still in organization X")
	if attempts != 2 {
		t.Errorf("%d attempts", attempts)
	}

	diags, attempts = nil, 0
	seatOf(m, true).Remove(t.Context(), "scope", func(ctx context.Context) error {
		if attempts++; attempts == 1 {
			return errors.Join(refusal(http.StatusBadRequest), m.Promoted(ctx))
		}
		return nil
	}, &diags)
	if len(diags) > 0 || attempts != 2 {
		t.Errorf("%d attempts: %v", attempts, diags)
	}
}
