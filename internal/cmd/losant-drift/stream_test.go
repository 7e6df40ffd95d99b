package main

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// largePlan is a plan of many organizations without drift. It records how much memory the program uses while it reads.
type largePlan struct {
	organizations, sent int
	pending             []byte
	heap                uint64
}

const organizationJSON = `{"address":"losant_organization.customer[%d]","mode":"managed","type":"losant_organization","values":{"id":"%024x","description":%q},` +
	`"change":{"actions":["no-op"],"before":{"id":"%[2]024x","name":"Customer %[1]d","description":%[3]q},"after":{"id":"%[2]024x","name":"Customer %[1]d","description":%[3]q}}}`

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
			p.pending = fmt.Appendf([]byte(separator), organizationJSON, p.sent, p.sent, strings.Repeat("x", 4000))
		}
		if p.sent++; p.sent%500 == 0 {
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

// A plan with 16 MB needs only a part of that.
//
//nolint:paralleltest // Other tests would use memory at the same time.
func TestLargePlansAreStreamed(t *testing.T) {
	large := &largePlan{organizations: 1000}
	var out bytes.Buffer
	exitCode, err := run(nil, large, &out)
	if exitCode != exitNoDrift || err != nil || !strings.Contains(out.String(), "1000 objects, no differences.") {
		t.Fatalf("exit code %d, error %v:\n%s", exitCode, err, out.String())
	}
	if large.heap == 0 || large.heap > 12<<20 {
		t.Errorf("the program used %d MiB", large.heap>>20)
	}
}
