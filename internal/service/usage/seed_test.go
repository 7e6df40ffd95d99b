package usage_test

import (
	"strconv"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// No limit of a seeded instance is close to what its organizations use together.
func TestSeedUsesLessThanTheInstanceHas(t *testing.T) {
	t.Parallel()
	for _, organizations := range []int{1, 20, 80} {
		t.Run(strconv.Itoa(organizations), func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.WithSeed(organizations))
			totals, _ := newDataSource(t, srv, "losant_instance_usage").mustRead(object{})["totals"].(object)
			for name, total := range totals {
				if state := valueAt(total, "state"); state != "ok" {
					t.Errorf("%s is %v: %v of %v are used", name, state, valueAt(total, "used"), valueAt(total, "limit"))
				}
			}
		})
	}
}
