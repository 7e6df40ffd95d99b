// Command bench measures the provider: real Terraform plans and creates organizations
// on a mock server. In the same run, it measures the same number of built-in
// terraform_data resources, which show the minimum that Terraform itself needs. Both
// are measured alternately, so that another load on the machine affects both.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

func main() {
	full := flag.Bool("full", false, "also measure the largest sizes, which takes about ten minutes more")
	turns := flag.Int("turns", 5, "number of measurements of each plan, of which the median counts")
	plans := flag.Bool("plans", false, "do not measure creations, but write all states")
	only := flag.String("only", "", "measure only the cases whose name contains this")
	shards := flag.Bool("shards", false, "measure only shards of an instance with 20,000 organizations, which takes up to half an hour")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := bench(ctx, options{full: *full, plans: *plans, turns: *turns, only: *only, shards: *shards})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	full  bool
	plans bool
	turns int
	only  string
	// shards replaces all cases.
	shards bool
}

// bench measures all cases in a new folder, which it removes.
func bench(ctx context.Context, o options) error {
	dir, err := os.MkdirTemp("", "losant-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	mirror, err := tfcli.BuildMirror(ctx, dir)
	if err != nil {
		return err
	}
	fmt.Printf("%s, %s, %d cores, %s\n\n", time.Now().Format(time.DateOnly), runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	if o.shards {
		return benchShards(ctx, mirror, dir, o.turns)
	}
	fmt.Println(header)
	var missed []string
	for i, c := range cases {
		if !c.selected(o) {
			continue
		}
		if o.plans {
			c.creates = 0
		}
		caseDir := filepath.Join(dir, fmt.Sprintf("case%d", i))
		missedGoals, err := c.measure(ctx, mirror, caseDir, o.turns)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		missed = append(missed, missedGoals...)
		if err := os.RemoveAll(caseDir); err != nil {
			return err
		}
	}
	if len(missed) > 0 {
		return fmt.Errorf("goals missed:\n%s", strings.Join(missed, "\n"))
	}
	return nil
}
