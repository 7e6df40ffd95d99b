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

// The sum of each summable limit is compared with the limit of the instance.
func TestLimitAllocationComparesSumsWithInstance(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("above-instance-limit", "accepted"))
	srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"device": 100, "flow": 50, "webhook": 10, "credential": nil, "application": 30}})
	acme := srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"device": 70, "flow": 20, "webhook": 10, "credential": 5, "storage": int64(9223372036854774784)}})
	sameName := srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"device": 60, "flow": 20, "webhook": 0, "storage": int64(9223372036854774784), "member": 3}})
	source := newDataSource(t, srv, "losant_limit_allocation")
	state := source.mustRead(object{})
	got, _ := state["limits"].(object)
	for name, want := range map[string]object{
		"device":      {"limit": 100.0, "allocated": 130.0, "headroom": -30.0, "over_allocated": true},
		"flow":        {"limit": 50.0, "allocated": 40.0, "headroom": 10.0, "over_allocated": false},
		"webhook":     {"limit": 10.0, "allocated": 10.0, "headroom": 0.0, "over_allocated": false},
		"credential":  {"limit": nil, "allocated": 5.0, "headroom": nil, "over_allocated": false},
		"application": {"limit": 30.0, "allocated": 60.0, "headroom": -30.0, "over_allocated": true}, // Two organizations with the default of 30.
	} {
		expectEqual(t, name, any(want), got[name])
	}
	// A sum that exceeds int64 is the greatest int64.
	if allocated, _ := valueAt(got, "storage", "allocated").(float64); allocated < 9.2e18 || valueAt(got, "storage", "over_allocated") != true {
		t.Errorf("expected the greatest int64 as sum of storage, got: %v", got["storage"])
	}
	for _, l := range limits.OrganizationTable().Rows() {
		_, isPresent := got[l.Name]
		isSummable := !slices.Contains([]string{"data_ttl", "notebook_minutes_per_run", "system_interval"}, l.Name)
		if isPresent != isSummable {
			t.Errorf("%s: expected present %t, got: %v", l.Name, isSummable, got[l.Name])
		}
	}
	organizations, _ := state["organizations"].(object)
	if len(organizations) != 2 || valueAt(organizations, sameName, "name") != "Acme" ||
		valueAt(organizations, acme, "limits", "device") != 70.0 || valueAt(organizations, sameName, "limits", "credential") != nil || valueAt(organizations, sameName, "limits", "system_interval") != 5.0 {
		t.Errorf("unexpected organizations: %v", organizations)
	}
	expectEqual(t, "second read", state, source.mustRead(object{"instance_id": srv.InstanceID()}))
	acctest.ExpectCount(t, srv, http.MethodGet, 2)
}

// All pages are read, and only once in a run.
func TestLimitAllocationReadsAllPages(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("max-per-page", "100"))
	for i := range 250 {
		srv.AddOrganization(mockserver.Doc{"name": fmt.Sprintf("Customer %d", i), "limits": mockserver.Doc{"device": 2}})
	}
	source := newDataSource(t, srv, "losant_limit_allocation")
	for range 2 {
		state := source.mustRead(object{})
		if valueAt(state, "limits", "device", "allocated") != 500.0 {
			t.Errorf("expected 500 devices, got: %v", valueAt(state, "limits", "device"))
		}
	}
	acctest.ExpectCount(t, srv, http.MethodGet, 4) // One for the instance and three for the pages.
}

func TestLimitAllocationWithoutOrganizations(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	state := newDataSource(t, srv, "losant_limit_allocation").mustRead(object{})
	expectEqual(t, "organizations", any(object{}), state["organizations"])
	expectEqual(t, "device", any(object{"limit": 100000.0, "allocated": 0.0, "headroom": 100000.0, "over_allocated": false}), valueAt(state, "limits", "device"))
}

// A 403 names the scope that the token lacks.
func TestLimitAllocationNamesMissingScope(t *testing.T) {
	t.Parallel()
	for granted, missing := range map[string]string{"instanceOrgs.get": "instance.get", "instance.get": "instanceOrgs.get"} {
		srv := mockserver.Start(t)
		server := acctest.NewServer(t, srv, object{"api_token": srv.AddToken(granted)})
		_, diagnostics := server.ReadData("losant_limit_allocation", object{})
		acctest.ExpectDetails(t, diagnostics, missing+".")
	}
}
