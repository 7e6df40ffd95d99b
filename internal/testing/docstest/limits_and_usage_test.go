package docstest_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// The guide creates two customers, warns when one is close to a limit and when more is
// sold than there is, and bills the days on which a customer had devices.
func TestLimitsAndUsage(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	r := newReader(t, environment(srv, srv.Token())...)
	eachOrganization := func(do func(id string, name any)) {
		for _, org := range srv.Organizations() {
			id, _ := org["id"].(string)
			do(id, org["name"])
		}
	}
	use := func() {
		eachOrganization(func(id string, _ any) {
			srv.EditOrganization(id, mockserver.Doc{"creationDate": "2026-01-16T12:00:00Z"})
			srv.SetSummary(id, mockserver.Doc{"deviceCount": 40, "payloadCount": mockserver.Doc{"timer": mockserver.Doc{"timer.flow": 5000}}})
		})
	}
	fill := func() {
		eachOrganization(func(id string, name any) {
			if name == "Hillcrest Orchards" {
				srv.SetSummary(id, mockserver.Doc{"deviceCount": 49})
			}
		})
		srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"device": 549}})
	}
	followSteps(t, r, readPage(t, "docs/guides/limits-and-usage.md"), []guideStep{
		{output: []string{"Resources: 2 added, 0 changed, 0 destroyed."}},
		{output: []string{"2 organizations, 0 values near or above the limit."}},
		{before: use, output: []string{
			"| customer | payloads | devices | amount | | --- | ---: | ---: | ---: |",
			"| Hillcrest Orchards | 5000 | 20.00 | 31.00 |",
		}},
		{before: fill, output: []string{
			"Customers close to a limit: Hillcrest Orchards (device).",
			"Sold devices exceed the limit of the instance by 1.",
			`"device" = { "allocated" = 550`,
		}},
	})
	if sent := srv.Requests("POST", "PATCH", "DELETE"); len(sent) != 2 {
		t.Errorf("sent %v", sent)
	}
}
