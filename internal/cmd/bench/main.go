// Command bench measures what the provider costs: real Terraform plans and creates organizations of a mock of Losant, and beside
// them, in the same run, as many built-in terraform_data resources, which are the least that Terraform itself needs. What
// is to be compared is measured in turns, so that another load on the machine meets all of it.
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
	full := flag.Bool("full", false, "measure the largest sizes too, which takes some ten minutes more")
	turns := flag.Int("turns", 5, "how often each plan is measured; the median counts")
	plans := flag.Bool("plans", false, "measure no creation, and write all states instead")
	only := flag.String("only", "", "measure only the cases whose name has this in it")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := bench(ctx, options{full: *full, plans: *plans, turns: *turns, only: *only})
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
}

// bench measures all cases in a folder of its own, which it removes.
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
	fmt.Println(header)
	var missed []string
	for i, c := range cases {
		if !c.selected(o) {
			continue
		}
		if o.plans {
			c.creates = 0
		}
		place := filepath.Join(dir, fmt.Sprintf("case%d", i))
		short, err := c.measure(ctx, mirror, place, o.turns)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		missed = append(missed, short...)
		if err := os.RemoveAll(place); err != nil {
			return err
		}
	}
	if len(missed) > 0 {
		return fmt.Errorf("goals missed:\n%s", strings.Join(missed, "\n"))
	}
	return nil
}
