package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// diagnostic returns a line of a log.
func diagnostic(t *testing.T, severity, address, detail string) string {
	t.Helper()
	return marshal(t, object{"@level": severity, "type": "diagnostic", "diagnostic": object{"severity": severity, "summary": "Summary of " + address, "detail": detail, "address": address}}) + "\n"
}

func TestWhoAndWhen(t *testing.T) {
	t.Parallel()
	const finding = " at 2026-05-17T13:14:15.161Z (organization patch).\n\nThe source is the audit log of the instance."
	update := changed("update",
		object{"name": "Acme", "limits": object{"device": 8}, "tags": object{"a.b": []any{"x"}}, "banner": object{"level": "info"}, "payloads_enabled": false},
		object{"name": "Acme", "limits": object{"device": 5}, "tags": object{}, "banner": nil, "payloads_enabled": true})
	log := "not JSON \"diagnostic\"\n\n" + `{"type":"refresh_start"}` + "\n" +
		diagnostic(t, "warning", "losant_organization.acme", `Eve changed banner, limits["device"], name, payloads_enabled_until`+finding) +
		diagnostic(t, "warning", "losant_organization.acme", `Bob changed limits["device"]`+finding) +
		diagnostic(t, "warning", "losant_organization.other", `Bob changed tags`+finding) +
		strings.TrimSuffix(diagnostic(t, "warning", "losant_organization.gone", "Eve removed it"+finding), "\n")
	gone := changed("create", nil, object{"name": "Gone"})
	gone["address"] = "losant_organization.gone"
	exitCode, output := runWith(t, marshal(t, planned(update, gone)), log)
	want := []string{
		"| Acme | `banner.level` | not set | `info` | Eve | 2026-05-17 13:14 UTC |",
		"| Acme | `limits.device` | `5` | `8` | Eve | 2026-05-17 13:14 UTC |",
		"| Acme | `payloads_enabled` | `true` | `false` | Eve | 2026-05-17 13:14 UTC |",
		"| Acme | `tags[\"a.b\"]` | not set | `x` |  |  |",
		"| Gone | `organization` | exists | does not exist | Eve | 2026-05-17 13:14 UTC |",
	}
	if diff := cmp.Diff(want, tableOf(output)); diff != "" || exitCode != exitDrift || strings.Contains(output, "Warning") {
		t.Errorf("exit code %d, rows (-want +got):\n%s\nin:\n%s", exitCode, diff, output)
	}
}
