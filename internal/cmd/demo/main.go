// Command demo shows the provider at work: real Terraform, with the provider built
// from this module, manages organizations on a mock server. It needs no network,
// checks every step, and removes its files.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

func main() {
	// If the terminal or the reader of a pipe is closed, the demo must stop and clean
	// up as after Ctrl-C.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	out := screen{w: os.Stdout, colored: colorful(os.Stdout, os.Getenv)}
	if os.Getenv("STEP") != "" {
		out.input = bufio.NewReader(os.Stdin)
	}
	err := run(ctx, out, "", story)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// run performs the steps in a new folder in temp ("" for the system's), and removes
// the folder.
func run(ctx context.Context, out screen, temp string, steps []step) error {
	if _, err := tfcli.Binary(); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(temp, "losant-demo-")
	if err != nil {
		return err
	}
	start := time.Now()
	if err := errors.Join(perform(ctx, out, dir, steps), os.RemoveAll(dir)); err != nil {
		return err
	}
	out.print(fmt.Sprintf(ending, len(steps), time.Since(start).Seconds()))
	return nil
}

func perform(ctx context.Context, out screen, dir string, steps []step) error {
	out.print(opening)
	var mirror *tfcli.Mirror
	err := out.waiting(func() (err error) {
		if mirror, err = tfcli.BuildMirror(ctx, dir); err != nil {
			return err
		}
		return tfcli.Build(ctx, filepath.Join(dir, "losant-drift"), "internal/cmd/losant-drift")
	})
	if err != nil {
		return err
	}
	mock := mockserver.New(mockserver.WithSeed(seeded))
	server := httptest.NewServer(mock)
	defer server.Close()
	out.print(fmt.Sprintf("Done. The mock server is at %s and has %d organizations.\n", server.URL, seeded))
	workspace, err := mirror.Workspace(dir,
		"LOSANT_API_URL="+server.URL, "LOSANT_API_TOKEN="+mock.Token(), "LOSANT_INSTANCE_ID="+mock.InstanceID(),
		"PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"),
		"TMPDIR="+dir) // An interrupted Terraform leaves a socket there.
	if err != nil {
		return err
	}
	for i, s := range steps {
		out.print(fmt.Sprintf("[%d/%d] %s", i+1, len(steps), s.title))
		if err := s.run(ctx, out, mock, workspace); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		if i+1 < len(steps) {
			out.pause(ctx)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}
