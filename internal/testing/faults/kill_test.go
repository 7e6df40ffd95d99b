package faults_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

// The provider is killed during an apply. The next apply finishes the work. It keeps
// what is in the state. The plan names, with the date, organizations that were
// created but are not in the state.
func TestKilledProvider(t *testing.T) {
	t.Parallel()
	m, err := tfcli.SharedMirror()
	if err != nil {
		t.Fatal(err)
	}
	workspace := initialized(t, m)
	var mu sync.Mutex
	total := map[string]int{}
	t.Cleanup(func() {
		report("kills | %d kills: %d organizations in the state and kept, %d not in the state, all named by the next plan",
			*kills, total["kept"], total["lost"])
	})
	for i := range *kills {
		t.Run(fmt.Sprintf("seed %d, kill %d", *seed, i), func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.WithLatency(20*time.Millisecond))
			h := scenario{organizations: 12, people: 24}
			h.register(srv)
			c := workspace(t, h.config(), srv, srv.URL())
			chance := rand.New(rand.NewPCG(*seed, uint64(i)))
			posts, pause := chance.IntN(2*h.organizations), time.Duration(chance.IntN(20))*time.Millisecond
			applyAndKill(t, c, srv, posts, pause)

			known := readState(t, c)
			ids := map[any]bool{}
			for _, attributes := range known {
				ids[attributes["id"]] = true
			}
			kept, lost := 0, []mockserver.Doc(nil)
			for _, org := range srv.Organizations() {
				if ids[org["id"]] {
					kept++
				} else {
					lost = append(lost, org)
				}
			}
			expectNamed(t, c.run("plan", "-no-color", "-out=next.bin"), lost)
			c.run("apply", "-no-color", "next.bin")
			now := readState(t, c)
			for at, attributes := range known {
				if now[at]["id"] != attributes["id"] {
					t.Errorf("%s changed its id from %v to %v", at, attributes["id"], now[at]["id"])
				}
			}
			for _, org := range lost {
				id, _ := org["id"].(string)
				srv.RemoveOrganization(id)
			}
			h.expect(t, srv)
			expectState(t, c, srv)
			c.run("plan", "-no-color", "-detailed-exitcode")
			report("kills | kill %2d after %2d POSTs and %2d ms | %2d organizations kept | %d not in the state and named", i, posts, pause/time.Millisecond, kept, len(lost))
			mu.Lock()
			defer mu.Unlock()
			total["kept"] += kept
			total["lost"] += len(lost)
		})
	}
}

// applyAndKill kills the provider a pause after the server has received more than
// the given number of POSTs.
func applyAndKill(t *testing.T, c cli, srv *mockserver.Server, posts int, pause time.Duration) {
	t.Helper()
	a := startApply(t, c)
	a.waitForPosts(t, srv, 0) // The provider of the plan has ended.
	providers := children(t, a.cmd.Process.Pid)
	a.waitForPosts(t, srv, posts)
	time.Sleep(pause)
	for _, pid := range providers {
		if p, err := os.FindProcess(pid); err != nil || p.Kill() != nil {
			t.Errorf("process %d could not be killed", pid)
		}
	}
	if err := <-a.ended; err == nil {
		t.Error("the apply succeeded without its provider")
	}
	// This ends the requests that were in progress.
	if err := srv.Restart(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
}

// expectNamed fails the test unless a plan names the organizations by ID and date.
func expectNamed(t *testing.T, planned string, lost []mockserver.Doc) {
	t.Helper()
	planned = strings.Join(strings.Fields(strings.ReplaceAll(planned, "│", " ")), " ")
	for _, org := range lost {
		if named := fmt.Sprintf("%s (created %s)", org["id"], org["creationDate"]); !strings.Contains(planned, named) {
			t.Errorf("%q is not named in the plan:\n%s", named, planned)
		}
	}
}
