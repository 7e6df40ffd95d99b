package drift_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/drift"
)

const (
	at        = "2026-05-17T13:14:15.161Z"
	operation = "organization patch"
)

// The sentence is the same in each version: losant-drift of another version reads it.
func TestFindingsAreParsed(t *testing.T) {
	t.Parallel()
	for sentence, finding := range map[string]drift.Finding{
		"jo@acme.example changed name at " + at + " (organization patch).":                               {"jo@acme.example", []string{"name"}, at, operation},
		`API token "CI" (5f) removed it at ` + at + ` (organization delete).`:                            {`API token "CI" (5f)`, nil, at, "organization delete"},
		`eve changed banner.level, limits["device"], rules[0] at ` + at + ` (organization patch).`:       {"eve", []string{"banner.level", `limits["device"]`, "rules[0]"}, at, operation},
		`eve changed members["a, \"b\" changed c@d.e"] at ` + at + ` (organizationMembers post).`:        {"eve", []string{`members["a, \"b\" changed c@d.e"]`}, at, "organizationMembers post"},
		"jo changed name at " + at + " (organization patch). changed tags at " + at + " (whatever get).": {"jo changed name at " + at + " (organization patch).", []string{"tags"}, at, "whatever get"},
	} {
		if got := finding.String(); got != sentence {
			t.Errorf("got the sentence %q, want %q", got, sentence)
		}
		got, ok := drift.ParseFinding(sentence)
		if diff := cmp.Diff(finding, got); !ok || diff != "" {
			t.Errorf("%s (-want +got):\n%s", sentence, diff)
		}
	}
}

func TestOtherSentencesAreNoFindings(t *testing.T) {
	t.Parallel()
	for _, sentence := range []string{
		"", "The source is the audit log of the instance.", "jo changed name at " + at, "jo changed name (organization patch).",
		"changed name at " + at + " (organization patch).", "jo renamed it at " + at + " (organization patch).",
		"jo changed name at " + at + " (organization patch).\n", "jo changed , at " + at + " (organization patch).",
	} {
		if finding, ok := drift.ParseFinding(sentence); ok {
			t.Errorf("%q: got %+v", sentence, finding)
		}
	}
}
