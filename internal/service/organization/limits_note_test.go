package organization_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// limitChange is a planned change of limits.
type limitChange struct {
	prior   acctest.Object
	config  map[string]any
	planned acctest.Planned
}

// planLimitChanges creates losant_organization_limits for each pair of configurations,
// and plans to change the first into the second.
func planLimitChanges(p *acctest.Protocol, configs ...[2]map[string]any) []limitChange {
	var changes []limitChange
	for _, c := range configs {
		changes = append(changes, limitChange{prior: p.Apply(p.Null(), p.Config(c[0])), config: c[1]})
	}
	for i, c := range changes {
		changes[i].prior = p.MustRefresh(c.prior)
		changes[i].planned = p.Plan(changes[i].prior, p.Config(c.config))
	}
	return changes
}

// applyLimitChanges applies changes in one run.
func applyLimitChanges(p *acctest.Protocol, changes []limitChange) (diagnostics []*tfprotov6.Diagnostic) {
	p.Run(func() {
		for _, c := range changes {
			_, d := p.ApplyPlanned(c.prior, p.Config(c.config), c.planned)
			diagnostics = append(diagnostics, d...)
		}
	})
	return diagnostics
}

// Two resources change limits of one organization, and a third those of another. What
// they do not send keeps its value, whatever a PATCH does.
func TestLimitsThatAreNotSentKeepTheirValues(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]struct {
		writes, reads int
		warnings      []string
	}{
		"merge": {writes: 3, reads: 1},
		"replace": {writes: 4, reads: 4, warnings: []string{ // The organization, the instance, and each organization before a change.
			`WARNING Losant reset other limits of organization "Acme" (ID): The change reset data_ttl, device, webhook, which it did not send. ` +
				`They were sent again and have the values that they had before.`,
		}},
	} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.With("limits-patch", setting))
			limits := mockserver.Doc{"device": 10, "flow": 20, "dataTTL": 172800}
			one := srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": limits})
			other := srv.AddOrganization(mockserver.Doc{"name": "Other", "limits": limits})
			p := acctest.NewProtocol(t, srv, limitsType, nil)
			changes := planLimitChanges(
				p,
				[2]map[string]any{someLimits(one, "flow", 20), someLimits(one, "flow", 5)},
				[2]map[string]any{someLimits(one, "webhook", 7), someLimits(one, "webhook", 6)},
				[2]map[string]any{someLimits(other, "device", 10), someLimits(other, "device", 3)},
			)
			srv.ResetRequests()
			diagnostics := applyLimitChanges(p, changes)
			for i, text := range want.warnings {
				want.warnings[i] = strings.Replace(text, "(ID)", "("+one+")", 1)
			}
			acctest.ExpectDetails(t, diagnostics, want.warnings...)
			acctest.ExpectCount(t, srv, http.MethodPatch, want.writes)
			acctest.ExpectCount(t, srv, http.MethodGet, want.reads)
			expectLimits(t, srv, one, mockserver.Doc{"device": 10.0, "flow": 5.0, "webhook": 6.0, "dataTTL": 172800.0})
			expectLimits(t, srv, other, mockserver.Doc{"device": 3.0, "flow": 20.0, "dataTTL": 172800.0})
			srv.ResetRequests()
			applyLimitChanges(p, nil)
			acctest.ExpectWrites(t, srv)
		})
	}
}

// Without the scope to read, the limits cannot be compared. One warning says so.
func TestLimitsThatCannotBeReadAreWarnedAboutOnce(t *testing.T) {
	t.Parallel()
	for setting, device := range map[string]float64{"merge": 10, "replace": 100000} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			srv, one := startWithLimits(t, mockserver.With("limits-patch", setting))
			other := srv.AddOrganization(mockserver.Doc{"name": "Other"})
			p := acctest.NewProtocol(t, srv, limitsType, nil)
			changes := planLimitChanges(
				p,
				[2]map[string]any{someLimits(one, "flow", 20), someLimits(one, "flow", 5)},
				[2]map[string]any{someLimits(other, "flow", 20), someLimits(other, "flow", 5)},
			)
			srv.ResetRequests()
			blind := acctest.NewProtocol(t, srv, limitsType, map[string]any{"api_token": srv.AddToken("instanceOrg.patch")})
			acctest.ExpectDetails(t, applyLimitChanges(blind, changes),
				`WARNING Could not check the other limits of organization "Acme" (`+one+`): Losant may have reset the limits that were not sent`)
			acctest.ExpectCount(t, srv, http.MethodPatch, 2)
			acctest.ExpectCount(t, srv, http.MethodGet, 1)
			expectLimits(t, srv, one, mockserver.Doc{"device": device, "flow": 5.0})
		})
	}
}

// A limit above that of the instance cannot be sent again.
func TestLimitAboveTheInstanceIsNotSentAgain(t *testing.T) {
	t.Parallel()
	srv, org := startWithLimits(t, mockserver.With("limits-patch", "replace"))
	p := acctest.NewProtocol(t, srv, limitsType, nil)
	changes := planLimitChanges(p, [2]map[string]any{someLimits(org, "flow", 20), someLimits(org, "flow", 5)})
	srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"device": 9}})
	acctest.ExpectDetails(t, applyLimitChanges(p, changes),
		`WARNING Losant reset other limits of organization "Acme"`,
		`WARNING Limits of organization "Acme" (`+org+`) were reset: Losant resets limits that a change does not send. The values of device were higher`)
	expectLimits(t, srv, org, mockserver.Doc{"flow": 5.0, "dataTTL": 172800.0})
}

// If Losant is known to reset limits, a change that would reset how long data is kept is
// not sent.
func TestChangeThatWouldResetTheRetentionIsNotSent(t *testing.T) {
	t.Parallel()
	srv, one := startWithLimits(t, mockserver.With("limits-patch", "replace"))
	other := srv.AddOrganization(mockserver.Doc{"name": "Other", "limits": mockserver.Doc{"flow": 20, "dataTTL": 31536000}})
	p := acctest.NewProtocol(t, srv, limitsType, nil)
	changes := planLimitChanges(
		p,
		[2]map[string]any{someLimits(one, "flow", 20), someLimits(one, "flow", 5)},
		[2]map[string]any{someLimits(other, "flow", 20), someLimits(other, "flow", 5)},
	)
	srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"dataTTL": 172800}})
	acctest.ExpectDetails(t, applyLimitChanges(p, changes),
		`WARNING Losant reset other limits of organization "Acme"`,
		`ERROR Could not set the limits of organization `+other+`: Nothing was changed: Losant resets limits that a change does not send, and data_ttl (31536000 seconds)`)
	expectLimits(t, srv, other, mockserver.Doc{"flow": 20.0, "dataTTL": 31536000.0})
}

// If the limits cannot be sent again, the error names them with their values.
func TestErrorNamesLimitsThatCouldNotBeSentAgain(t *testing.T) {
	t.Parallel()
	srv, org := startWithLimits(t, mockserver.With("limits-patch", "replace"))
	p := acctest.NewProtocol(t, srv, limitsType, nil)
	changes := planLimitChanges(p, [2]map[string]any{someLimits(org, "flow", 20), someLimits(org, "flow", 5)})
	srv.Fail(mockserver.Fault{
		Method: http.MethodPatch, Skip: 1, Status: http.StatusBadRequest, Body: `{"type":"Validation","message":"no"}`,
	})
	acctest.ExpectDetails(t, applyLimitChanges(p, changes),
		"ERROR Could not set the limits of organization \"Acme\" ("+org+"): Losant has changed the limits, but has also reset others (dataTTL was 172800, device was 10), "+
			"and they could not be set again: ")
}

func expectLimits(t *testing.T, srv *mockserver.Server, org string, want mockserver.Doc) {
	t.Helper()
	got, _ := srv.Organization(org)["limits"].(mockserver.Doc)
	for key, value := range want {
		if got[key] != value {
			t.Errorf("%s is %v, want %v", key, got[key], value)
		}
	}
}
