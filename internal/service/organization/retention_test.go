package organization_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// retention is an organization whose data_ttl one resource manages.
type retention struct {
	srv    *mockserver.Server
	id     string
	p      *acctest.Protocol
	config func(dataTTL int, allowed ...any) map[string]any
	object acctest.Object // after a refresh
}

const (
	day     = 86400
	refused = "ERROR Refused to delete data of organization"
)

// startRetention starts a server with an organization that keeps data for a day, which
// a resource of the type manages. If it is imported, the state comes from an import.
func startRetention(t *testing.T, resourceType string, isImported bool) *retention {
	t.Helper()
	r := &retention{srv: mockserver.Start(t)}
	r.id = r.srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"dataTTL": day}})
	r.p = acctest.NewProtocol(t, r.srv, resourceType, nil)
	r.config = func(dataTTL int, allowed ...any) map[string]any {
		config := map[string]any{"limits": map[string]any{"data_ttl": dataTTL}}
		if allowed != nil {
			config["allow_data_loss"] = allowed
		}
		if config["name"] = "Acme"; resourceType == limitsType {
			delete(config, "name")
			config["organization_id"] = r.id
		}
		return config
	}
	if isImported || resourceType == typeName {
		object, diagnostics := r.p.Import(r.id, nil)
		acctest.ExpectDetails(t, diagnostics)
		r.object = object
	} else {
		r.object = r.p.MustRefresh(r.p.Apply(r.p.Null(), r.p.Config(r.config(day))))
	}
	r.srv.ResetRequests()
	return r
}

// plan plans a configuration. It leaves out the warning that an import's other limits
// are no longer managed.
func (r *retention) plan(config tftypes.Value) (acctest.Planned, []*tfprotov6.Diagnostic) {
	planned := r.p.Plan(r.object, config)
	return planned, slices.DeleteFunc(planned.Diagnostics, func(d *tfprotov6.Diagnostic) bool {
		return strings.HasSuffix(d.Summary, "are no longer managed")
	})
}

// applyRaise plans and applies a raise to two days. Between them, somebody sets another
// value, unless it is 0. It returns the diagnostics of both.
func (r *retention) applyRaise(between int, allowed ...any) (planned, applied []*tfprotov6.Diagnostic) {
	config := r.p.Config(r.config(2*day, allowed...))
	plan, planned := r.plan(config)
	if between != 0 {
		r.srv.EditOrganization(r.id, mockserver.Doc{"limits": mockserver.Doc{"dataTTL": between}})
	}
	r.srv.ResetRequests()
	_, applied = r.p.ApplyPlanned(r.object, config, plan)
	return planned, applied
}

// forEachManager runs a test for each resource that can set data_ttl.
func forEachManager(t *testing.T, test func(t *testing.T, r *retention)) {
	t.Helper()
	for name, resourceType := range map[string]string{"organization": typeName, "limits": limitsType, "imported limits": limitsType} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, startRetention(t, resourceType, name == "imported limits"))
		})
	}
}

// A plan raises how long data is kept, but somebody has raised it further since. What
// Losant has at the time of the apply decides, not the state.
func TestRaiseThatBecameALoweringIsRefused(t *testing.T) {
	t.Parallel()
	forEachManager(t, func(t *testing.T, r *retention) {
		t.Helper()
		planned, applied := r.applyRaise(365 * day)
		acctest.ExpectDetails(t, planned)
		acctest.ExpectDetails(t, applied, refused)
		acctest.ExpectDetails(t, applied, `limits["data_ttl"] changes from 31536000 seconds (365 days) to 172800 seconds (2 days). `+
			"Losant would permanently delete all older data within 24 hours. The organization has 0 devices. "+
			"It was 86400 seconds (1 day) when the provider last read it: somebody has changed it outside Terraform since then.\n\n"+
			`To delete the data anyway, set allow_data_loss = ["data_ttl"].`)
		acctest.ExpectWrites(t, r.srv)
		acctest.ExpectCount(t, r.srv, http.MethodGet, 1)
	})
}

// With -refresh=false, the plan has an old state too.
func TestRaiseFromAnOldStateIsRefused(t *testing.T) {
	t.Parallel()
	forEachManager(t, func(t *testing.T, r *retention) {
		t.Helper()
		r.srv.EditOrganization(r.id, mockserver.Doc{"limits": mockserver.Doc{"dataTTL": 365 * day}})
		_, applied := r.applyRaise(0)
		acctest.ExpectDetails(t, applied, refused)
		acctest.ExpectWrites(t, r.srv)
	})
}

// A plan that reads the organization for another limit compares with what it reads.
func TestPlanThatReadsTheOrganizationComparesTheRetention(t *testing.T) {
	t.Parallel()
	forEachManager(t, func(t *testing.T, r *retention) {
		t.Helper()
		r.srv.EditOrganization(r.id, mockserver.Doc{"limits": mockserver.Doc{"dataTTL": 365 * day}})
		config := r.config(2 * day)
		config["limits"] = map[string]any{"data_ttl": 2 * day, "flow": 5}
		_, planned := r.plan(r.p.Config(config))
		acctest.ExpectDetails(t, planned, refused)
	})
}

func TestRaiseOfTheRetentionIsApplied(t *testing.T) {
	t.Parallel()
	for name, between := range map[string]int{"unchanged": 0, "raised to the same": 2 * day, "raised to less": day + 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forEachManager(t, func(t *testing.T, r *retention) {
				t.Helper()
				planned, applied := r.applyRaise(between)
				acctest.ExpectDetails(t, append(planned, applied...))
				acctest.ExpectBodies(t, r.srv, http.MethodPatch, mockserver.Doc{"limits": mockserver.Doc{"dataTTL": 172800.0}})
			})
		})
	}
}

// If the organization was deleted, the error says so, and nothing of data.
func TestRaiseForADeletedOrganization(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ resourceType, want string }{
		"organization": {typeName, `ERROR Organization "Acme" (ID) was deleted since the plan`},
		"limits":       {limitsType, "ERROR Could not set the limits of organization ID"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := startRetention(t, tc.resourceType, false)
			config := r.p.Config(r.config(2 * day))
			planned := r.p.Plan(r.object, config)
			r.srv.RemoveOrganization(r.id)
			_, applied := r.p.ApplyPlanned(r.object, config, planned)
			acctest.ExpectDetails(t, applied, strings.ReplaceAll(tc.want, "ID", r.id))
		})
	}
}

// A lowering that the plan did not know is permitted too, but not silent.
func TestPermittedRaiseThatBecameALoweringWarns(t *testing.T) {
	t.Parallel()
	forEachManager(t, func(t *testing.T, r *retention) {
		t.Helper()
		planned, applied := r.applyRaise(365*day, "data_ttl")
		acctest.ExpectDetails(t, planned)
		acctest.ExpectDetails(t, applied, "Losant will permanently delete all older data within 24 hours.")
		acctest.ExpectBodies(t, r.srv, http.MethodPatch, mockserver.Doc{"limits": mockserver.Doc{"dataTTL": 172800.0}})
	})
}

// What the apply cannot read, it does not take from the state.
func TestRaiseIsRefusedIfTheRetentionIsNotReadable(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		limits mockserver.Doc
		want   string
	}{
		"absent":   {mockserver.Doc{"device": 1}, "does not contain how long data is kept"},
		"negative": {mockserver.Doc{"dataTTL": -1}, "does not contain how long data is kept"},
		"zero":     {mockserver.Doc{"dataTTL": 0}, "does not contain how long data is kept"},
		"a text":   {mockserver.Doc{"dataTTL": "x"}, "could not be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forEachManager(t, func(t *testing.T, r *retention) {
				t.Helper()
				respondInstead(r.srv, r.id, mockserver.Doc{"limits": tc.limits})
				_, applied := r.applyRaise(0)
				acctest.ExpectDetails(t, applied, tc.want)
				acctest.ExpectWrites(t, r.srv)
			})
		})
	}
}

// A state without a limit of the time, which is -1, is no lower value.
func TestUnlimitedRetentionIsNotLowered(t *testing.T) {
	t.Parallel()
	for name, resourceType := range map[string]string{"organization": typeName, "limits": limitsType} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := startRetention(t, resourceType, true)
			respondInstead(r.srv, r.id, mockserver.Doc{"limits": mockserver.Doc{"dataTTL": -1}})
			r.p = acctest.NewProtocol(t, r.srv, resourceType, nil)
			r.object = r.p.MustRefresh(r.object)
			planned, applied := r.applyRaise(0)
			acctest.ExpectDetails(t, planned, refused)
			acctest.ExpectDetails(t, applied, refused)
			acctest.ExpectWrites(t, r.srv)
		})
	}
}

// An organization that this run has created has no data. The limit of a new organization
// is that of the instance.
func TestRetentionOfANewOrganizationIsLowered(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	orgs := newProtocol(t, srv)
	limits := orgs.Other(limitsType)
	orgs.Run(func() {
		id := orgs.Text(orgs.Apply(orgs.Null(), orgs.Config(map[string]any{"name": "Acme"})).State, "id")
		config := limits.Config(map[string]any{"organization_id": id, "limits": map[string]any{"data_ttl": day}})
		// In an apply, Terraform plans once more what refers to a new organization.
		planned := limits.Plan(limits.Null(), config)
		acctest.ExpectDetails(t, planned.Diagnostics)
		_, applied := limits.ApplyPlanned(limits.Null(), config, planned)
		acctest.ExpectDetails(t, applied)
		acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"limits": mockserver.Doc{"dataTTL": 86400.0}})
	})
}
