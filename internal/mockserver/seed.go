package mockserver

import (
	"fmt"
	"maps"
	"math"
	"strings"
	"time"
)

// The seed is composed from these words. A hash of the position selects among them.
var (
	companies = []string{
		"Acme", "Borealis", "Cascade", "Delta", "Evergreen", "Foundry", "Granite", "Harbor", "Ironwood", "Juniper",
		"Keystone", "Lumen", "Meridian", "Northwind", "Orchard", "Pinnacle", "Quarry", "Riverbend", "Summit", "Tidewater",
	}
	trades  = []string{"Manufacturing", "Logistics", "Utilities", "Agriculture", "Cold Chain", "Facilities", "Mining", "Transit", "Water", "Energy"}
	regions = []string{"emea", "apac", "amer"}
	stages  = []string{"production", "staging", "trial"}
	people  = []string{"Ada", "Boris", "Chen", "Dalia", "Emeka", "Freya", "Goran", "Hana", "Ivo", "Jo", "Kofi", "Lena"}
	colors  = []string{"#057180", "#c0392b", "#8e44ad", "#2c3e50", "#f39c12"}
	levels  = []string{"info", "warning", "critical"}
	roles   = []string{"admin", "edit", "collaborate", "view"}
)

// addSeed adds n organizations.
func (s *Server) addSeed(n int) {
	if n == 0 {
		return
	}
	limits := object(s.instance.doc, "limits")
	limits["organization"] = max(number(limits, "organization"), float64(2*n))
	for i := range n {
		id := must(s.addOrganization(seedOrganization(i, n)))
		must(0, s.setSummary(id, seedSummary(object(must(s.organizationByID(id)).doc, "limits"), i)))
		for j := range 1 + pick(i, 20, 6) {
			name := people[(i+j)%len(people)]
			must(s.addMember(id, Doc{
				"email": strings.ToLower(name) + "@example.com", "firstName": name, "lastName": "Example",
				"role": roles[min(j, len(roles)-1)], "twoFactorAuthEnabled": (i+j)%len(people)%3 != 0,
			}))
		}
	}
	maps.Copy(limits, seedLimits(n)) // After the organizations, whose defaults they must not become.
}

// roomFor is the number of seeded organizations whose usage always fits into a new instance. With more of them, its limits
// are higher.
const roomFor = 25

// seedLimits returns the limits of an instance with n organizations that count what they use.
func seedLimits(n int) Doc {
	limits := Doc{}
	for _, name := range []string{"application", "dashboard", "device", "file", "flow", "member", "payload", "storage", "webhook"} {
		limits[name] = math.Floor(instanceLimits[name] * float64(max(n, roomFor)) / roomFor)
	}
	return limits
}

// pick returns a number from 0 to n-1 that depends on a position and a purpose.
func pick(position int, purpose, n uint64) int { return sample(uint64(position), 0, purpose, n) } //nolint:gosec // Never negative.

func choose(words []string, position int, purpose uint64) string {
	return words[pick(position, purpose, uint64(len(words)))]
}

// seedOrganization returns the document of one organization. Together, the first few have every feature. The limits of
// all organizations together fit into the instance, except members: of those, more are sold than there are.
func seedOrganization(i, n int) Doc {
	company, trade := companies[i%len(companies)], trades[i/len(companies)%len(trades)]
	name := company + " " + trade
	if round := i / len(companies) / len(trades); round > 0 {
		name = fmt.Sprintf("%s %d", name, round+1)
	}
	created := time.Date(2021, 3, 1, 9, 0, 0, 0, time.UTC).Add(1000 * day / time.Duration(n) * time.Duration(i))
	tier := 1 + pick(i, 21, 3)
	doc := Doc{
		"name": name, "creationDate": date(created), "lastUpdated": date(created.Add(time.Duration(1+pick(i, 22, 300)) * day / 10)),
		"iconColor": choose(colors, i, 23), "referralId": fmt.Sprintf("crm-%05d", 10000+i),
		"limits": Doc{"device": 500 * tier, "application": 10 * tier, "member": 25 * tier, "payload": 1_000_000 * tier, "storage": 100 * tier << 20},
		"tags": []Doc{
			{"key": "region", "value": choose(regions, i, 24)},
			{"key": "stage", "value": choose(stages, i, 25)},
		},
	}
	if i%2 == 0 {
		doc["description"] = trade + " customer of " + company + "."
	}
	if i%3 == 0 {
		doc["whitelistedEmailDomains"] = []string{strings.ToLower(company) + ".example.com"}
	}
	if i%5 == 1 {
		doc["banner"] = Doc{"message": "Maintenance on **Sunday**.", "level": choose(levels, i, 26)}
	}
	if i%7 == 2 {
		doc["isReadOnly"] = true
	}
	if i%11 == 3 {
		doc["disabledAt"] = date(created.Add(90 * day))
	}
	return doc
}

// seedSummary returns counts between nothing and the limits.
func seedSummary(limits Doc, i int) Doc {
	share := func(limit string, purpose uint64) int64 {
		return int64(math.Floor(number(limits, limit) * float64(pick(i, purpose, 101)) / 100))
	}
	return Doc{
		"appCount": share("application", 30), "deviceCount": share("device", 31), "dashCount": pick(i, 32, 40),
		"flowCount": pick(i, 33, 200), "fileCount": pick(i, 34, 90), "webhookCount": pick(i, 35, 12),
		"payloadCount": Doc{"deviceState": Doc{"device.mqtt": share("payload", 36)}},
		"storageStats": Doc{"count": pick(i, 37, 90000), "size": share("storage", 38)},
	}
}
