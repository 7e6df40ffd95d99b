package main

import (
	"context"
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

// testcase is a number of objects to plan, and possibly to create.
type testcase struct {
	name          string
	organizations int
	members       int // of each organization
	others        int // organizations of the instance that are not managed
	latency       time.Duration
	adopted       bool // the state is that of an import
	creates       int  // number of measured creations; if 0, the benchmark writes the state
	full          bool // measured only on request
	goals         goals
}

const latency = 50 * time.Millisecond

var cases = []testcase{
	{name: "1 organization", organizations: 1, goals: goals{planWall: 300 * time.Millisecond}},
	{name: "1 of 5,000 organizations", organizations: 1, others: 4999, latency: latency, goals: goals{requests: 3}},
	{name: "100 organizations", organizations: 100, creates: 3},
	{name: "100 organizations", organizations: 100, latency: latency, creates: 3},
	{name: "300 organizations", organizations: 300, latency: latency, creates: 3, goals: goals{planRatio: 3.2, createRatio: 1.2, providerMiB: 85}},
	{name: "1,000 organizations", organizations: 1000, creates: 1},
	{name: "1,000 organizations", organizations: 1000, latency: latency, creates: 1, goals: goals{planRatio: 2.5, requests: 30}},
	{name: "5 adopted organizations", organizations: 5, adopted: true, latency: latency},
	{name: "1,000 adopted organizations", organizations: 1000, adopted: true, latency: latency, goals: goals{planRatio: 4}},
	{
		name: "200 organizations × 25 members", organizations: 200, members: 25, latency: latency, full: true,
		goals: goals{requests: 2*200 + 30},
	},
	{name: "5,000 organizations", organizations: 5000, latency: latency, full: true, goals: goals{planRatio: 1.5, providerMiB: 200}},
}

func (c testcase) selected(o options) bool {
	return (o.full || !c.full) && strings.Contains(c.name, o.only)
}

func (c testcase) objects() int { return c.organizations * (1 + c.members) }

// measure measures a case in a new folder, prints its rows, and returns the missed
// goals.
func (c testcase) measure(ctx context.Context, mirror *tfcli.Mirror, dir string, turns int) (missed []string, err error) {
	var m measured
	var floor, ours *bed
	for turn := range max(1, c.creates) {
		if floor, err = c.floorBed(ctx, mirror, filepath.Join(dir, fmt.Sprintf("floor%d", turn))); err != nil {
			return nil, err
		}
		if ours, err = c.bed(ctx, mirror, filepath.Join(dir, fmt.Sprintf("ours%d", turn))); err != nil {
			return nil, err
		}
		defer ours.close()
		if c.creates == 0 {
			continue
		}
		for _, b := range []*bed{floor, ours} {
			s, err := b.run(ctx, "apply", "-auto-approve")
			if err != nil {
				return nil, err
			}
			b.creates = append(b.creates, s)
		}
		m.floorCreates, m.creates = append(m.floorCreates, floor.creates...), append(m.creates, ours.creates...)
	}
	for range turns {
		for _, b := range []*bed{floor, ours} {
			// A change would be an exit code other than 0.
			s, err := b.run(ctx, "plan", "-detailed-exitcode")
			if err != nil {
				return nil, err
			}
			b.plans = append(b.plans, s)
		}
	}
	m.floorPlans, m.plans = floor.plans, ours.plans
	return m.print(c), nil
}

// bed is a folder with a configuration, and its mock server.
type bed struct {
	*tfcli.Workspace
	mock           *mockserver.Server
	server         *httptest.Server
	creates, plans []sample
}

func (b *bed) close() { b.server.Close() }

// run runs Terraform and counts the requests.
func (b *bed) run(ctx context.Context, args ...string) (sample, error) {
	if b.mock != nil {
		b.mock.ResetRequests()
	}
	s, err := run(ctx, b.Workspace, append(args, "-no-color")...)
	if b.mock != nil {
		s.requests = len(b.mock.Requests())
	}
	return s, err
}

// floorBed returns a bed with the same number of terraform_data resources.
func (c testcase) floorBed(ctx context.Context, mirror *tfcli.Mirror, dir string) (*bed, error) {
	w, err := workspace(mirror, dir)
	if err != nil {
		return nil, err
	}
	b := &bed{Workspace: w}
	if c.creates > 0 {
		return b, b.configure(ctx, fmt.Sprintf(floorConfig, c.objects()))
	}
	if err := b.configure(ctx, fmt.Sprintf(floorConfig, 1)); err != nil {
		return nil, err
	}
	if _, err := b.run(ctx, "apply", "-auto-approve"); err != nil {
		return nil, err
	}
	err = multiply(dir, map[string]int{"terraform_data": c.objects()}, func(_ string, i int, a attributes) {
		input, _ := a["input"].(attributes)
		input = maps.Clone(input)
		input["value"] = attributes{
			"name": fmt.Sprintf("Customer %d", i), "description": fmt.Sprintf("Customer number %d", i),
			"customer": fmt.Sprintf("c-%d", i), "device": 500, "member": 50,
		}
		a["input"], a["output"] = input, input
	})
	if err != nil {
		return nil, err
	}
	return b, b.Write("main.tf", fmt.Sprintf(floorConfig, c.objects()))
}

func workspace(mirror *tfcli.Mirror, dir string, env ...string) (*tfcli.Workspace, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, err
	}
	return mirror.Workspace(dir, env...)
}

func (b *bed) configure(ctx context.Context, config string) error {
	if err := b.Write("main.tf", config); err != nil {
		return err
	}
	_, err := run(ctx, b.Workspace, "init")
	return err
}

// bed returns a bed with the objects of the case. Unless their creation is measured,
// it creates one of each type, and copies it in the state and on the server.
func (c testcase) bed(ctx context.Context, mirror *tfcli.Mirror, dir string) (*bed, error) {
	mock := mockserver.New(mockserver.WithLatency(c.latency))
	server := httptest.NewServer(mock)
	b := &bed{mock: mock, server: server}
	var err error
	b.Workspace, err = workspace(mirror, dir,
		"LOSANT_API_URL="+server.URL, "LOSANT_API_TOKEN="+mock.Token(), "LOSANT_INSTANCE_ID="+mock.InstanceID())
	if err != nil {
		return nil, err
	}
	if c.creates > 0 {
		return b, b.configure(ctx, fmt.Sprintf(config, c.organizations, 0, oneOrganization))
	}
	if err := b.configure(ctx, fmt.Sprintf(config, 1, min(1, c.members), oneOrganization)); err != nil {
		return nil, err
	}
	if _, err := b.run(ctx, "apply", "-auto-approve"); err != nil {
		return nil, err
	}
	body := b.template()
	if c.adopted {
		if _, err := b.run(ctx, "state", "rm", "losant_organization.this"); err != nil {
			return nil, err
		}
		id := fmt.Sprint(mock.Organizations()[0]["id"])
		if _, err := run(ctx, b.Workspace, "import", "-no-color", "losant_organization.this[0]", id); err != nil {
			return nil, err
		}
	}
	return b, c.copyAll(b, body)
}
