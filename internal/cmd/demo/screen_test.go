package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTrim(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ output, want string }{
		"creation": {`
Terraform used the selected providers to generate the following execution
plan. Resource actions are indicated with the following symbols:
  + create

Terraform will perform the following actions:

  # losant_organization.a will be created
  + resource "losant_organization" "a" {
      + id               = (known after apply)
      + limits           = {
          + api_token = (known after apply)
          + device    = 5
        }
      + tags             = {
          + "region" = [
              + "amer",
              + "emea",
            ]
        }
    }

Plan: 1 to add, 0 to change, 0 to destroy.

─────────────────────────────────────────────────────────────────────────────

Saved the plan to: tfplan
`, `
  # losant_organization.a will be created
  + resource "losant_organization" "a" {
      + limits = {
          + device = 5
        }
      + tags = {
          + "region" = ["amer", "emea"]
        }
    }

Plan: 1 to add, 0 to change, 0 to destroy.`},
		"update": {`
losant_organization.a: Refreshing state... [id=1]

  # losant_organization.a will be updated in-place
  ~ resource "losant_organization" "a" {
        id          = "1"
      ~ limits      = {
          ~ device = 6 -> 5
            # (33 unchanged attributes hidden)
        }
      ~ tags        = {
          - "discount" = [
              - "summer",
            ] -> null
            "region"   = [
                "amer",
            ]
          ~ "stage"    = [
              - "test",
              + "production",
            ]
        }
        # (8 unchanged attributes hidden)
    }

Plan: 0 to add, 1 to change, 0 to destroy.
losant_organization.a: Modifying... [id=1]
losant_organization.a: Modifications complete after 0s [id=1]

Apply complete! Resources: 0 added, 1 changed, 0 destroyed.
`, `
  # losant_organization.a will be updated in-place
  ~ resource "losant_organization" "a" {
      ~ limits = {
          ~ device = 6 -> 5
        }
      ~ tags = {
          - "discount" = ["summer"] -> null
          ~ "stage" = [
              - "test",
              + "production",
            ]
        }
    }

Plan: 0 to add, 1 to change, 0 to destroy.
losant_organization.a: Modifications complete after 0s [id=1]
Apply complete! Resources: 0 added, 1 changed, 0 destroyed.`},
		"destruction": {`
  # losant_organization.a will be destroyed
  - resource "losant_organization" "a" {
      - name   = "A" -> null
      - limits = {
          - device = 5 -> null
        } -> null
    }

  # losant_organization.b will be destroyed
  - resource "losant_organization" "b" {
      - name = "B" -> null
    }

Plan: 0 to add, 0 to change, 2 to destroy.
`, `
  # losant_organization.a will be destroyed
  # losant_organization.b will be destroyed
Plan: 0 to add, 0 to change, 2 to destroy.`},
		"problems": {`
Warning: Payloads will stop

  with losant_organization.a,

They stop at once.

Plan: 0 to add, 1 to change, 0 to destroy.
Saved the plan

Error: Refused

It holds:
  - devices

`, `
Warning: Payloads will stop

  with losant_organization.a,

They stop at once.

Plan: 0 to add, 1 to change, 0 to destroy.
Error: Refused

It holds:
  - devices`},
		"installation": {`
Initializing provider plugins...
- Finding latest version of losant/losant...
- Installed losant/losant v99.0.0 (unauthenticated)

Warning: Incomplete lock file information for providers

Due to your customized provider installation methods:
  - losant/losant

OpenTofu has been successfully initialized!
`, `
- Installed losant/losant v99.0.0 (unauthenticated)
OpenTofu has been successfully initialized!`},
		"nothing": {"\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := strings.TrimPrefix(tc.want, "\n")
			if diff := cmp.Diff(want, strings.Join(trim(tc.output), "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestColors(t *testing.T) {
	t.Parallel()
	for line, code := range map[string]string{
		"[1/13] init":                           "1",
		"      # losant_organization.a will be": "1",
		"    Plan: 3 to add":                    "1",
		"    Apply complete!":                   "1",
		"  $ terraform init":                    "36",
		"  + story/a.tf":                        "36",
		"  ✓ exit code 0":                       "32",
		`      + resource "a" "b" {`:            "32",
		"          ~ device = 6 -> 5":           "33",
		"    Warning: Mind":                     "33",
		"          - device = 6":                "31",
		"    Error: Refused":                    "31",
		"    - Installed losant/losant":         "",
		"Building the provider":                 "",
	} {
		if got := printed(line, false); got != line {
			t.Errorf("%q became %q", line, got)
		}
		want := line
		if code != "" {
			want = "\x1b[" + code + "m" + line + "\x1b[0m"
		}
		if got := printed(line, true); got != want {
			t.Errorf("%q became %q", line, got)
		}
	}
}

func printed(line string, colored bool) string {
	var out bytes.Buffer
	screen{w: &out, colored: colored}.print(line)
	return strings.TrimSuffix(out.String(), "\n")
}

func TestColorful(t *testing.T) {
	t.Parallel()
	// Like a terminal, the null device is no regular file.
	device, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	regular, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer regular.Close()
	for _, tc := range []struct {
		file *os.File
		env  map[string]string
		want bool
	}{
		{device, map[string]string{"TERM": "xterm"}, true},
		{device, map[string]string{"NO_COLOR": "1"}, false},
		{device, map[string]string{"TERM": "dumb"}, false},
		{regular, nil, false},
	} {
		if got := colorful(tc.file, func(name string) string { return tc.env[name] }); got != tc.want {
			t.Errorf("%s with %v: %v", tc.file.Name(), tc.env, got)
		}
	}
}

func TestBlocks(t *testing.T) {
	t.Parallel()
	const config = "# Intro.\n\na \"b\" {\n  c = {\n  }\n}\n\n# More.\nd {\n}\ne {\n}\n"
	for name, tc := range map[string]struct {
		first []string
		want  string
	}{
		"all":         {nil, strings.TrimSpace(config)},
		"two of them": {[]string{`a "b" {`, "e {"}, "a \"b\" {\n  c = {\n  }\n}\n\ne {\n}"},
		"none":        {[]string{"f {"}, ""},
	} {
		if diff := cmp.Diff(tc.want, strings.Join(blocks(config, tc.first), "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// A pause ends with Enter, with the input, and with the context.
func TestPause(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	stopped, stop := context.WithCancel(t.Context())
	stop()
	nobody, keyboard := io.Pipe()
	defer keyboard.Close()
	screen{w: &out, input: bufio.NewReader(strings.NewReader("\n"))}.pause(t.Context())
	screen{w: &out, input: bufio.NewReader(strings.NewReader(""))}.pause(t.Context())
	screen{w: &out, input: bufio.NewReader(nobody)}.pause(stopped)
	screen{w: &out}.pause(t.Context())
	if want := strings.Repeat("Press Enter to continue ... \n", 3); out.String() != want {
		t.Errorf("printed %q, want %q", out.String(), want)
	}
}

// frames reports each write.
type frames chan string

func (f frames) Write(text []byte) (int, error) {
	f <- string(text)
	return len(text), nil
}

// Something moves on a terminal, and disappears.
func TestWaiting(t *testing.T) {
	t.Parallel()
	failed := errors.New("failed")
	shown := make(frames)
	finish, result := make(chan struct{}), make(chan error, 1)
	go func() {
		result <- screen{w: shown, colored: true}.waiting(func() error {
			<-finish
			return failed
		})
	}()
	if first, second := <-shown, <-shown; first == second || !strings.HasPrefix(second, "\r") {
		t.Errorf("shows %q and then %q", first, second)
	}
	close(finish)
	last := ""
	for last != "\r\x1b[K" {
		last = <-shown
	}
	if err := <-result; !errors.Is(err, failed) {
		t.Errorf("got error %v", err)
	}
	var out bytes.Buffer
	if err := (screen{w: &out}).waiting(func() error { return failed }); !errors.Is(err, failed) || out.Len() > 0 {
		t.Errorf("got error %v and printed %q", err, out.String())
	}
}
