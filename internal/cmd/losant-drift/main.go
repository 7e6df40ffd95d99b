// Losant-drift reads a Terraform plan and prints what differs between the code and Losant as a table, with who changed
// it and when. The exit code is that of terraform plan -detailed-exitcode.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Exit codes of terraform plan -detailed-exitcode.
const (
	exitNoDrift = 0
	exitError   = 1
	exitDrift   = 2
)

func main() {
	code, err := run(os.Args[1:], os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "losant-drift:", losant.Printable(err.Error()))
	}
	os.Exit(code)
}

const usage = `Usage: losant-drift [flags] [FILE]

Reads the output of "terraform show -json PLAN" from a file or from standard input,
and prints what differs between the code and Losant as a table. For example:

  terraform plan -json -out=tfplan > plan.log
  terraform show -json tfplan | losant-drift -log plan.log > report.md

With drift_attribution = true in the provider block, the log contains who changed
what, and when. If the log contains an error, the plan is not read.

The exit code is 0 if nothing differs, 2 if something differs, and 1 after an error.
Data sources and outputs do not count.

Flags:
`

// run prints the report. The error is one that the report may not contain.
func run(args []string, stdin io.Reader, stdout io.Writer) (exitCode int, err error) {
	flags := flag.NewFlagSet("losant-drift", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // The caller reports errors.
	log := flags.String("log", "", "`file` with the output of terraform plan -json -out=PLAN")
	format := flags.String("format", "markdown", "markdown or json")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(stdout)
			_, err = fmt.Fprint(stdout, usage)
			flags.PrintDefaults()
			return exitNoDrift, err
		}
		return exitError, err
	}
	printers := map[string]func(io.Writer, *report) error{"markdown": printMarkdown, "json": printJSON}
	printReport, known := printers[*format]
	switch {
	case flags.NArg() > 1:
		return exitError, fmt.Errorf("unexpected argument %q", flags.Arg(1))
	case !known:
		return exitError, fmt.Errorf("-format %q is neither markdown nor json", *format)
	}
	r, err := read(flags.Arg(0), *log, stdin)
	if err != nil {
		r = failed(problem{Summary: err.Error()})
	}
	if err := errors.Join(err, printReport(stdout, r)); err != nil {
		return exitError, err
	}
	return r.exitCode(), nil
}

// read reads the log, unless its name is empty, and the plan, whose name is empty for standard input.
func read(plan, log string, stdin io.Reader) (*report, error) {
	found := &findings{}
	if log != "" {
		file, err := os.Open(log) //nolint:gosec // Reading this file is the purpose.
		if err != nil {
			return nil, err
		}
		defer file.Close()
		if found, err = readLog(file); err != nil {
			return nil, fmt.Errorf("reading %s: %w", log, err)
		}
		if len(found.errors) > 0 {
			return failed(found.errors...), nil
		}
	}
	if plan != "" {
		file, err := os.Open(plan) //nolint:gosec // Reading this file is the purpose.
		if err != nil {
			return nil, err
		}
		defer file.Close()
		stdin = file
	}
	p, err := readPlan(stdin)
	if err != nil {
		return nil, fmt.Errorf("reading the plan: %w", err)
	}
	return p.report(found), nil
}

// report is what the program prints.
type report struct {
	// Objects is the number of objects in the plan.
	Objects  int       `json:"objects"`
	Drift    []row     `json:"drift"`
	Warnings []problem `json:"warnings"`
	Errors   []problem `json:"errors"`
}

// row is one difference between the code and Losant.
type row struct {
	Customer       string `json:"customer"`
	OrganizationID string `json:"organization_id"`
	Address        string `json:"address"`
	Action         string `json:"action"`
	Attribute      string `json:"attribute"` // empty for the whole object
	InCode         any    `json:"in_code"`
	InLosant       any    `json:"in_losant"`
	Who            string `json:"who"`
	When           string `json:"when"`

	// What the table shows in place of the customer and the attribute. Two customers have different labels.
	customerLabel, label string
}

// problem is an error or a warning of the plan.
type problem struct {
	Summary string `json:"summary"`
	Detail  string `json:"detail"`
	Address string `json:"address"`
}

func failed(problems ...problem) *report {
	return &report{Drift: []row{}, Warnings: []problem{}, Errors: problems}
}

func (r *report) exitCode() int {
	switch {
	case len(r.Errors) > 0:
		return exitError
	case len(r.Drift) > 0:
		return exitDrift
	}
	return exitNoDrift
}

// customers returns the number of customers that have a difference.
func (r *report) customers() int {
	labels := map[string]bool{}
	for _, row := range r.Drift {
		labels[row.customerLabel] = true
	}
	delete(labels, "") // Objects of the instance.
	return len(labels)
}
