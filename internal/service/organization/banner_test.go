package organization_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// A plan that changes the banner warns of Markdown that Losant does not format.
func TestPlanWarnsOfBlockMarkdown(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocol(t, srv, "losant_organization", nil)
	config := func(name, message string) map[string]any {
		return map[string]any{"name": name, "banner": map[string]any{"message": message, "level": "info"}}
	}
	const warning = `Banner of "Acme" has more than inline Markdown`
	for message, want := range map[string]string{
		"Maintenance on **Monday**, see [status](https://acme.example) - or call #1": "",
		"1 of 2 lines\n2.5 hours\n-5 degrees\n*soon*":                                "",
		"# Heading":             "Line 1 of the message",
		"Monday\n\n- at 8\n- b": "Line 3 of the message",
		"1. first":              "Line 1 of the message",
		"> quoted":              "Line 1 of the message",
		"```\ncode":             "Line 1 of the message",
		"| a | b |":             "Line 1 of the message",
	} {
		planned := p.Plan(p.Null(), p.Config(config("Acme", message)))
		if want == "" {
			acctest.ExpectDetails(t, planned.Diagnostics)
			continue
		}
		acctest.ExpectDetails(t, planned.Diagnostics, "WARNING "+warning+": "+want)
		if at := acctest.PathOf(planned.Diagnostics[0]); at != "banner.message" {
			t.Errorf("%q: at %s", message, at)
		}
	}
	created := p.Apply(p.Null(), p.Config(config("Acme", "# Heading")))
	acctest.ExpectDetails(t, p.Plan(created, p.Config(config("Acme 2", "# Heading"))).Diagnostics)
}
