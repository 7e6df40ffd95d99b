package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

type object = map[string]any

// planned returns a plan with changes, and with the sections that the program skips.
func planned(changes ...object) object {
	return object{
		"format_version": "1.2", "planned_values": object{"root_module": object{"resources": []any{object{"values": object{"id": "x"}}}}},
		"resource_changes": changes, "configuration": object{"provider_config": object{}}, "errored": false,
	}
}

// changed returns a change of an organization. The edits replace or add fields of the change.
func changed(action string, before, after any, edits ...object) object {
	c := object{"actions": strings.Fields(action), "before": before, "after": after, "after_unknown": object{}, "before_sensitive": object{}, "after_sensitive": object{}}
	for _, edit := range edits {
		for name, value := range edit {
			c[name] = value
		}
	}
	return object{"address": "losant_organization.acme", "mode": "managed", "type": "losant_organization", "change": c}
}

// of returns a change of an object of another type.
func of(change object, address string) object {
	change["address"], change["type"] = address, strings.Split(address, ".")[0]
	return change
}

func marshal(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// runWith runs the program with a plan on standard input and a log, which may be empty.
func runWith(t *testing.T, plan, log string, args ...string) (exitCode int, output string) {
	t.Helper()
	if log != "" {
		file := filepath.Join(t.TempDir(), "plan.log")
		if err := os.WriteFile(file, []byte(log), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append([]string{"-log", file}, args...)
	}
	var out bytes.Buffer
	exitCode, _ = run(args, strings.NewReader(plan), &out)
	return exitCode, out.String()
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	read := changed("read", nil, object{"name": "x"})
	read["mode"] = "data"
	withOutput := planned(changed("no-op", object{"id": "5f", "name": "Acme"}, object{"id": "5f", "name": "Acme"}), read)
	withOutput["output_changes"] = object{"n": object{"actions": []any{"update"}, "before": 7, "after_unknown": true}}
	errored := planned()
	errored["errored"] = true
	warning := diagnostic(t, "warning", "losant_organization.acme", "Be careful.") +
		marshal(t, object{"diagnostic": object{"severity": "warning", "summary": unknownCheck, "detail": "Later."}}) + "\n"
	failure := diagnostic(t, "error", "losant_organization.acme", "Because of ```this```.\n\n  Do that.")
	for name, tc := range map[string]struct {
		plan, log string
		exitCode  int
		output    string
	}{
		"no drift":   {marshal(t, planned()), "", exitNoDrift, "# No drift\n\n0 objects, no differences.\n"},
		"only reads": {marshal(t, withOutput), warning, exitNoDrift, "# No drift\n\n1 object, no differences.\n\n## Warnings\n\n```text\nWarning: Summary of losant_organization.acme\n\n  with losant_organization.acme\n\nBe careful.\n```\n"},
		"null lists": {`{"planned_values":{},"resource_changes":null,"prior_state":null}`, "", exitNoDrift, "# No drift\n"},
		"error in the log": {
			"", warning + failure, exitError,
			"# The plan failed\n\n````text\nError: Summary of losant_organization.acme\n\n  with losant_organization.acme\n\nBecause of ```this```.\n\nDo that.\n````\n",
		},
		"no plan":          {"", warning, exitError, "# The plan failed\n\n```text\nError: reading the plan: it is empty or incomplete\n```\n"},
		"half a plan":      {marshal(t, planned(read))[:150], "", exitError, "it is empty or incomplete"},
		"half a value":     {`{"planned_values":{},"resource_changes":[{"address":"a`, "", exitError, "it is empty or incomplete"},
		"plan that failed": {marshal(t, errored), "", exitError, "the plan failed, and is incomplete"},
		"state":            {`{"format_version":"1.0","values":{"root_module":{}}}`, "", exitError, "it is not a plan: use the output of terraform show -json PLAN"},
		"text":             {"No changes.", "", exitError, "invalid character"},
		"list":             {"[]", "", exitError, "want {"},
		"other types":      {`{"planned_values":{},"resource_changes":[{"address":5}]}`, "", exitError, "cannot unmarshal number"},
		"other values":     {marshal(t, planned(changed("update", object{"id": 5}, object{}))), "", exitDrift, "| `losant_organization.acme: id` | not set | `5` |"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			exitCode, output := runWith(t, tc.plan, tc.log)
			if exitCode != tc.exitCode || !strings.Contains(output, tc.output) {
				t.Errorf("exit code %d, want %d; want %q in:\n%s", exitCode, tc.exitCode, tc.output, output)
			}
		})
	}
}

func TestInvalidArguments(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"-format html":           `-format "html" is neither markdown nor json`,
		"-nonsense":              "nonsense",
		"a b":                    `unexpected argument "b"`,
		"/does/not/exist":        "no such file",
		"-log /does/not/exist":   "no such file",
		"-log " + t.TempDir():    "reading ",
		"-log /dev/null -format": "needs an argument",
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			exitCode, err := run(strings.Fields(args), strings.NewReader(""), io.Discard)
			if exitCode != exitError || err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("exit code %d, error %v, want %q", exitCode, err, want)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	exitCode, err := run([]string{"--help"}, nil, &out)
	for _, want := range []string{"Usage: losant-drift", "terraform show -json tfplan | losant-drift -log plan.log", "-format", "exit code is 0"} {
		if exitCode != 0 || err != nil || !strings.Contains(out.String(), want) {
			t.Errorf("exit code %d, error %v, want %q in:\n%s", exitCode, err, want, out.String())
		}
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, syscall.EPIPE }

func TestClosedOutputIsAnError(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"-format", "json"}, {"--help"}} {
		if _, err := run(args, strings.NewReader(`{"planned_values":{}}`), brokenPipe{}); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("%v: got error %v", args, err)
		}
	}
}
