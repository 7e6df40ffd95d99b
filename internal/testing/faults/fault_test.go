package faults_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

// One apply creates everything exactly once although a fifth of all requests fails.
func TestApplySurvivesFaults(t *testing.T) {
	t.Parallel()
	// The kinds of a group share an apply, except in the full table.
	applies, seeds := map[string][]kind{}, uint64(1)
	for _, k := range kinds() {
		if *full {
			k.group, seeds = k.name, 3
		}
		applies[k.group] = append(applies[k.group], k)
	}
	for name, kinds := range applies {
		for s := *seed; s < *seed+seeds; s++ {
			t.Run(fmt.Sprintf("%s, seed %d", name, s), func(t *testing.T) {
				t.Parallel()
				applyWithFaults(t, name, kinds, s)
			})
		}
	}
}

func applyWithFaults(t *testing.T, name string, kinds []kind, seed uint64) {
	t.Helper()
	srv := kinds[0].start(t)
	h, minimum := scenario{organizations: 12, people: 24}, 10
	if *full {
		h, minimum = scenario{organizations: 30, people: 60}, 20
	}
	h.register(srv)
	endChanges := func() {}
	if kinds[0].changes {
		endChanges = changeOthers(srv, seed)
	}
	attached, stop, err := acctest.Attach(acctest.Environment(srv), provider.WithClientOptions(kinds[0].options()...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	c := newCLI(t, new(tfcli.Mirror), h.config(), attached)

	start := time.Now()
	if kinds[0].restart {
		minimum = 4
		stop := restarts(t, srv, kinds, seed, 1.5/float64(h.organizations))
		defer stop()
	}
	for i, k := range kinds {
		if k.restart {
			continue
		}
		k.fault.Times, k.fault.Rate, k.fault.Seed = -1, 0.2/float64(len(kinds)), seed+uint64(i)
		if k.fault.Header["Retry-After"] != nil && !*full {
			k.fault.Times = 5 // Each delays all requests by a second.
		}
		srv.Fail(k.fault)
	}
	c.run("apply", "-no-color", "-auto-approve", "-parallelism=10")
	took, requests, faulty := time.Since(start), len(srv.Requests()), srv.FaultHits()
	srv.ClearFaults()
	endChanges()
	if faulty < minimum {
		t.Errorf("only %d requests had a fault", faulty)
	}
	h.expect(t, srv)
	expectState(t, c, srv)
	c.run("plan", "-no-color", "-detailed-exitcode")
	report("apply | %-23s | seed %d | %3d of %3d requests with a fault | %5.1f s | everything exists once, the state matches, the next plan is empty",
		name, seed, faulty, requests, took.Seconds())
}

// restarts restarts the server a few times, each time during a request, before or
// after its effect. Each request is that one with the same probability.
func restarts(t *testing.T, srv *mockserver.Server, kinds []kind, seed uint64, probability float64) (stop func()) {
	t.Helper()
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for n := range 4 {
			fault := kinds[n%len(kinds)].fault
			fault.Rate, fault.Seed = probability, seed+uint64(n)
			srv.Fail(fault)
			for srv.FaultHits() == n {
				select {
				case <-done:
					return
				case <-time.After(time.Millisecond):
				}
			}
			if err := srv.Restart(t.Context(), 30*time.Millisecond); err != nil {
				t.Error(err)
				return
			}
		}
	}()
	return func() { close(done); <-stopped }
}

// scenario is a configuration and its expected result.
type scenario struct{ organizations, people int }

// config uses count, so that the addresses are resource.name[index].
func (h scenario) config() string {
	return fmt.Sprintf(`
resource "losant_organization" "test" {
  count  = %d
  name   = "Organization ${count.index}"
  limits = { device = 10 + count.index }
  tags   = { number = [tostring(count.index)] }
}

resource "losant_organization_member" "test" {
  count           = %d
  organization_id = losant_organization.test[count.index %% %d].id
  email           = "person-${count.index}@acme.example"
  role            = count.index %% 3 == 0 ? "admin" : "view"
}
`, h.organizations, h.people, h.organizations)
}

// register creates an account for every other person. The others are invited.
func (h scenario) register(srv *mockserver.Server) {
	for i := 0; i < h.people; i += 2 {
		srv.AddAccount(mockserver.Doc{"email": fmt.Sprintf("person-%d@acme.example", i)})
	}
}

// expect compares the content of the server, without IDs and dates, with the
// configuration.
func (h scenario) expect(t *testing.T, srv *mockserver.Server) {
	t.Helper()
	var want, got []string
	for i := range h.organizations {
		want = append(want, fmt.Sprintf("Organization %d, %d devices, tags [map[key:number value:%d]]", i, 10+i, i))
	}
	for i := range h.people {
		role, status := "view", "active"
		if i%3 == 0 {
			role = "admin"
		}
		if i%2 == 1 {
			status = "invited"
		}
		want = append(want, fmt.Sprintf("Organization %d: person-%d@acme.example is %s as %s", i%h.organizations, i, status, role))
	}
	for _, org := range srv.Organizations() {
		limits, _ := org["limits"].(mockserver.Doc)
		got = append(got, fmt.Sprintf("%s, %v devices, tags %v", org["name"], limits["device"], org["tags"]))
		got = append(got, people(srv, org)...)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the server contains (-want +got):\n%s", diff)
	}
}

// people returns the members and invitations of an organization.
func people(srv *mockserver.Server, org mockserver.Doc) []string {
	var all []string
	id, _ := org["id"].(string)
	for _, m := range srv.Members(id) {
		all = append(all, fmt.Sprintf("%s: %s is active as %s", org["name"], m["email"], m["role"]))
	}
	for _, i := range srv.Invitations(id) {
		all = append(all, fmt.Sprintf("%s: %s is invited as %s", org["name"], i["email"], i["role"]))
	}
	return all
}

// expectState compares the state with the content of the server.
func expectState(t *testing.T, c cli, srv *mockserver.Server) {
	t.Helper()
	var want, got []string
	names := map[string]string{}
	for _, org := range srv.Organizations() {
		id, _ := org["id"].(string)
		name, _ := org["name"].(string)
		names[id] = name
		want = append(want, name+" is "+id)
		want = append(want, people(srv, org)...)
	}
	state := readState(t, c)
	for _, key := range slices.Sorted(maps.Keys(state)) {
		if a := state[key]; a["name"] != nil {
			got = append(got, fmt.Sprintf("%s is %s", a["name"], a["id"]))
		} else {
			id, _ := a["organization_id"].(string)
			got = append(got, fmt.Sprintf("%s: %s is %s as %s", names[id], a["email"], a["status"], a["role"]))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the state differs from the server (-server +state):\n%s", diff)
	}
}
