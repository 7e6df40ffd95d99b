package mockserver

import (
	"strconv"
	"testing"
)

// What the seeded organizations use and own together fits into the instance, whatever their number. Only of the members,
// slightly more are sold than there are. A test of losant_instance_usage reads the same from a server.
func TestSeedFitsIntoTheInstance(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 5, 20, 25, 26, 80, 1000, 2500} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			t.Parallel()
			limits, used, sold := seedLimits(n), Doc{}, Doc{}
			add := func(sums Doc, name string, count float64) { sums[name] = number(sums, name) + count }
			for i := range n {
				own := object(must(wireForm(seedOrganization(i, n))), "limits")
				for name := range own {
					add(sold, name, number(own, name))
				}
				summary := must(wireForm(seedSummary(own, i)))
				add(used, "payload", number(object(object(summary, "payloadCount"), "deviceState"), "device.mqtt"))
				add(used, "storage", number(object(summary, "storageStats"), "size"))
				for count, name := range map[string]string{
					"appCount": "application", "dashCount": "dashboard", "deviceCount": "device", "fileCount": "file",
					"flowCount": "flow", "webhookCount": "webhook",
				} {
					add(used, name, number(summary, count))
				}
			}
			for name, sums := range map[string]Doc{"used": used, "sold": sold} {
				for limit := range sums {
					least, most := 0.0, 0.9
					if limit == "member" && n >= 20 {
						least, most = 1.1, 1.4
					}
					if share := number(sums, limit) / number(limits, limit); share < least || share > most {
						t.Errorf("%.0f %% of the limit %s are %s", 100*share, limit, name)
					}
				}
			}
		})
	}
}
