package usage_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestLimitAllocation(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("above-instance-limit", "accepted"))
	srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"device": 100, "flow": 50, "webhook": 10, "credential": nil, "application": 30}})
	acme := srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"device": 70, "flow": 20, "webhook": 10, "credential": 5, "storage": int64(9223372036854774784)}})
	twin := srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"device": 60, "flow": 20, "webhook": 0, "storage": int64(9223372036854774784), "member": 3}})
	source := newSource(t, srv, "losant_limit_allocation")
	state := source.mustRead(object{})
	got, _ := state["limits"].(object)
	for name, want := range map[string]object{
		"device":      {"limit": 100.0, "allocated": 130.0, "headroom": -30.0, "over_allocated": true},
		"flow":        {"limit": 50.0, "allocated": 40.0, "headroom": 10.0, "over_allocated": false},
		"webhook":     {"limit": 10.0, "allocated": 10.0, "headroom": 0.0, "over_allocated": false},
		"credential":  {"limit": nil, "allocated": 5.0, "headroom": nil, "over_allocated": false},
		"application": {"limit": 30.0, "allocated": 60.0, "headroom": -30.0, "over_allocated": true}, // The default, twice.
	} {
		expectEqual(t, name, any(want), got[name])
	}
	// A sum that overflows is the largest number.
	if allocated, _ := at(got, "storage", "allocated").(float64); allocated < 9.2e18 || at(got, "storage", "over_allocated") != true {
		t.Errorf("storage: %v", got["storage"])
	}
	for _, l := range limits.OrganizationTable().Rows() {
		_, included := got[l.Name]
		if perRun := slices.Contains([]string{"data_ttl", "notebook_minutes_per_run", "system_interval"}, l.Name); included == perRun {
			t.Errorf("%s: %v", l.Name, got[l.Name])
		}
	}
	organizations, _ := state["organizations"].(object)
	if len(organizations) != 2 || at(organizations, twin, "name") != "Acme" ||
		at(organizations, acme, "limits", "device") != 70.0 || at(organizations, twin, "limits", "credential") != nil || at(organizations, twin, "limits", "system_interval") != 5.0 {
		t.Errorf("organizations: %v", organizations)
	}
	expectEqual(t, "second read", state, source.mustRead(object{"instance_id": srv.InstanceID()}))
	acctest.ExpectCount(t, srv, http.MethodGet, 2)
}

// All pages are read once in a run.
func TestLimitAllocationReadsAllPages(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("max-per-page", "100"))
	for i := range 250 {
		srv.AddOrganization(mockserver.Doc{"name": fmt.Sprintf("Customer %d", i), "limits": mockserver.Doc{"device": 2}})
	}
	source := newSource(t, srv, "losant_limit_allocation")
	for range 2 {
		state := source.mustRead(object{})
		if at(state, "limits", "device", "allocated") != 500.0 {
			t.Errorf("devices: %v", at(state, "limits", "device"))
		}
	}
	acctest.ExpectCount(t, srv, http.MethodGet, 4) // The instance, and three pages.
}

func TestLimitAllocationWithoutOrganizations(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	state := newSource(t, srv, "losant_limit_allocation").mustRead(object{})
	expectEqual(t, "organizations", any(object{}), state["organizations"])
	expectEqual(t, "device", any(object{"limit": 100000.0, "allocated": 0.0, "headroom": 100000.0, "over_allocated": false}), at(state, "limits", "device"))
}

func TestLimitAllocationErrorsNameTheScopes(t *testing.T) {
	t.Parallel()
	for scope, want := range map[string]string{"instanceOrgs.get": "instance.get", "instance.get": "instanceOrgs.get"} {
		srv := mockserver.Start(t)
		p := newSourceWithToken(t, srv, srv.AddToken(scope), "losant_limit_allocation")
		_, diagnostics := p.read(object{})
		acctest.ExpectDetails(t, diagnostics, want+".")
	}
}
