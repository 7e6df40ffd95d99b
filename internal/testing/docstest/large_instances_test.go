package docstest_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// The shards of the guide manage all customers, and a customer moves between them without
// a change in Losant.
func TestShards(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	r := newReader(t, environment(srv, srv.Token())...)
	followSteps(t, r, readPage(t, "docs/guides/large-instances.md"), []guideStep{
		{output: []string{"Resources: 3 added, 0 changed, 0 destroyed.", "Resources: 3 added, 0 changed, 0 destroyed."}},
		{before: srv.ResetRequests},
		{output: []string{"No changes. "}},
		{output: []string{"Resources: 1 imported, 0 added, 0 changed, 0 destroyed."}},
	})
	if writes := srv.Requests("POST", "PATCH", "DELETE"); len(writes) > 0 {
		t.Errorf("the move wrote %v", writes)
	}
	expect(t, r.paste("terraform -chdir=shard-0 plan\nterraform -chdir=shard-1 plan\n"), "No changes. ")
}

// Another number of shards moves as many customers as the guide says.
func TestAnotherNumberOfShards(t *testing.T) {
	t.Parallel()
	const customers = 20_000
	for shards, want := range map[uint32]int{9: customers * 8 / 9, 16: customers / 2} {
		moved := 0
		for i := range customers {
			sum := sha256.Sum256(fmt.Appendf(nil, "customer-%d", i))
			if hash := binary.BigEndian.Uint32(sum[:]); hash%8 != hash%shards {
				moved++
			}
		}
		if moved < want*98/100 || moved > want*102/100 {
			t.Errorf("from 8 to %d shards, %d of %d customers move, want about %d", shards, moved, customers, want)
		}
	}
}
