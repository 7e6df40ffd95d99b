package faults_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// changeOthers makes changes that do not concern the configuration, so that lists
// change while they are read: somebody creates and deletes other organizations, and a
// stranger joins organizations and leaves them. end undoes the changes.
func changeOthers(srv *mockserver.Server, seed uint64) (end func()) {
	const others, stranger = 150, "stranger@other.example"
	random := rand.New(rand.NewPCG(seed, 0))
	var added []string
	add := func() {
		added = append(added, srv.AddOrganization(mockserver.Doc{"name": fmt.Sprintf("Other %d", random.IntN(others))}))
	}
	for range others {
		add()
	}
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-done:
				return
			case <-time.After(time.Millisecond):
			}
			i := random.IntN(len(added))
			srv.RemoveOrganization(added[i])
			added[i] = added[len(added)-1]
			added = added[:len(added)-1]
			add()
			all := srv.Organizations()
			joined, _ := all[random.IntN(len(all))]["id"].(string)
			srv.AddMember(joined, mockserver.Doc{"email": stranger, "role": "view"})
			srv.RemoveMember(joined, stranger)
		}
	}()
	return func() {
		close(done)
		<-stopped
		for _, id := range added {
			srv.RemoveOrganization(id)
		}
	}
}
