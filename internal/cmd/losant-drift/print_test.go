package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tableOf returns the lines of the table without its head.
func tableOf(output string) []string {
	var lines []string
	for line := range strings.Lines(output) {
		if strings.HasPrefix(line, "| ") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines[min(2, len(lines)):]
}

func TestForeignTextIsEscaped(t *testing.T) {
	t.Parallel()
	const evil = "a|b `c` \\ <script>\n| d | \u202e ![x](https://evil.example)"
	update := changed("update", object{"name": evil, "description": evil, "tags": object{"<b>": []any{"**x**"}}}, object{"name": evil, "description": nil, "tags": object{}})
	log := diagnostic(t, "warning", "losant_organization.acme", "<i>Eve</i> changed description at | (organization patch).")
	_, output := runWith(t, marshal(t, planned(update)), log)
	const escaped = "a\\|b \\`c\\` \\\\ \\<script> \\| d \\| \\\\u202e !\\[x\\](https:\\//evil.example)"
	want := []string{
		"| " + escaped + " | `description` | not set | " + escaped + " | \\<i>Eve\\</i> | \\| |",
		"| " + escaped + " | `tags[\"<b>\"]` | not set | `**x**` |  |  |",
	}
	if diff := cmp.Diff(want, tableOf(output)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestLongValuesAndTablesAreCut(t *testing.T) {
	t.Parallel()
	changes := make([]object, maxRows+2)
	for i := range changes {
		changes[i] = changed("update", object{"name": "Acme", "description": strings.Repeat("é", 121)}, object{"name": "Acme", "description": strings.Repeat("é", 120)})
	}
	_, output := runWith(t, marshal(t, planned(changes...)), "")
	rows := tableOf(output)
	if want := "| Acme | `description` | `" + strings.Repeat("é", 120) + "` | `" + strings.Repeat("é", 119) + "…` |  |  |"; rows[0] != want || len(rows) != maxRows {
		t.Errorf("%d rows, the first is %s, want %s", len(rows), rows[0], want)
	}
	if !strings.HasPrefix(output, "# Drift\n\n1002 differences, 1 customer.\n") || !strings.HasSuffix(output, "\nand 2 more\n") {
		t.Errorf("got %s ... %s", output[:60], output[len(output)-20:])
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	update := changed("update", object{"id": "5f", "name": "A&B", "limits": object{"device": 8, "flow": 1}}, object{"id": "5f", "name": "A&B", "limits": object{"device": 5}})
	file := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(file, []byte(marshal(t, planned(update))), 0o600); err != nil {
		t.Fatal(err)
	}
	const want = `{
  "objects": 1,
  "drift": [
    {
      "customer": "A&B",
      "organization_id": "5f",
      "address": "losant_organization.acme",
      "action": "update",
      "attribute": "limits.device",
      "in_code": 5,
      "in_losant": 8,
      "who": "",
      "when": ""
    },
    {
      "customer": "A&B",
      "organization_id": "5f",
      "address": "losant_organization.acme",
      "action": "update",
      "attribute": "limits.flow",
      "in_code": null,
      "in_losant": 1,
      "who": "",
      "when": ""
    }
  ],
  "warnings": [],
  "errors": []
}
`
	exitCode, got := runWith(t, "", "", "-format", "json", file)
	if diff := cmp.Diff(want, got); diff != "" || exitCode != exitDrift {
		t.Errorf("exit code %d (-want +got):\n%s", exitCode, diff)
	}
	const empty = "{\n  \"objects\": 0,\n  \"drift\": [],\n  \"warnings\": [],\n  \"errors\": [\n    {\n      \"summary\": \"reading the plan: it is empty or incomplete\",\n"
	if exitCode, got := runWith(t, "", "", "-format", "json"); exitCode != exitError || !strings.HasPrefix(got, empty) {
		t.Errorf("exit code %d, got %s", exitCode, got)
	}
}
