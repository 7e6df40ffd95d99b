package main

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// largePlan is a plan of many organizations. It records how much memory the program uses while it reads.
type largePlan struct {
	organizations, sent int
	action, limit       string // limit is what the code says instead of 5.
	pending             []byte
	heap                uint64
}

const organizationJSON = `{"address":"losant_organization.customer[%d]","mode":"managed","type":"losant_organization","values":{"id":"%024x","description":%q},` +
	`"change":{"actions":[%[4]q],"before":{"id":"%[2]024x","name":"Customer %[1]d","description":%[3]q,"limits":{"device":5}},` +
	`"after":{"id":"%[2]024x","name":"Customer %[1]d","description":%[3]q,"limits":{"device":%[5]s}}}}`

func (p *largePlan) Read(into []byte) (int, error) {
	if len(p.pending) == 0 {
		switch {
		case p.sent > 2*p.organizations:
			return 0, io.EOF
		case p.sent == 2*p.organizations:
			p.pending = []byte(`]}`)
		default:
			head := map[int]string{0: `{"planned_values":{"root_module":{"resources":[`, p.organizations: `]}},"resource_changes":[`}
			separator := ","
			if start, ok := head[p.sent]; ok {
				separator = start
			}
			p.pending = fmt.Appendf([]byte(separator), organizationJSON, p.sent, p.sent, strings.Repeat("x", 4000), p.action, p.limit)
		}
		if p.sent++; p.sent%200 == 0 {
			var stats runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&stats)
			p.heap = max(p.heap, stats.HeapAlloc)
		}
	}
	n := copy(into, p.pending)
	p.pending = p.pending[n:]
	return n, nil
}

// A plan with 12 KB for each organization needs only a part of that, also if all of them differ.
//
//nolint:paralleltest // Other tests would use memory at the same time.
func TestLargePlansAreStreamed(t *testing.T) {
	for _, tc := range []struct {
		plan     largePlan
		exitCode int
		output   string
	}{
		{largePlan{organizations: 500, action: "no-op", limit: "5"}, exitNoDrift, "500 objects, no differences."},
		{largePlan{organizations: 800, action: "update", limit: "8"}, exitDrift, "800 differences, 800 customers."},
	} {
		var out bytes.Buffer
		exitCode, err := run(nil, &tc.plan, &out)
		if exitCode != tc.exitCode || err != nil || !strings.Contains(out.String(), tc.output) {
			t.Fatalf("exit code %d, error %v:\n%s", exitCode, err, out.String())
		}
		if tc.plan.heap == 0 || tc.plan.heap > 4<<20 {
			t.Errorf("%s: the program used %d MiB", tc.output, tc.plan.heap>>20)
		}
	}
}
