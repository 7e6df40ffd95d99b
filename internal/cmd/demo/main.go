// Command demo tells a story on screen: real Terraform, with the provider built
// from this module, manages the organizations of a mock of Losant. It needs no
// network, checks every step, and leaves nothing behind.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

func main() {
	// A terminal that is closed, or a reader like head that has seen enough, is
	// to end the story as Ctrl-C does: by way of the deferred calls.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	err := run(ctx, screen{os.Stdout, colorful(os.Stdout, os.Getenv)}, "", story)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// run tells a story in a folder of its own in temp ("" for the system's), and
// removes the folder.
func run(ctx context.Context, out screen, temp string, steps []step) error {
	if _, err := tfcli.Binary(); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(temp, "losant-demo-")
	if err != nil {
		return err
	}
	began := time.Now()
	if err := errors.Join(tell(ctx, out, dir, steps), os.RemoveAll(dir)); err != nil {
		return err
	}
	out.print(fmt.Sprintf(ending, len(steps), time.Since(began).Seconds()))
	return nil
}

func tell(ctx context.Context, out screen, dir string, steps []step) error {
	out.print(opening)
	mirror, err := tfcli.BuildMirror(ctx, dir)
	if err != nil {
		return err
	}
	mock := mockserver.New(mockserver.WithSeed(seeded))
	server := httptest.NewServer(mock)
	defer server.Close()
	out.print(fmt.Sprintf("Done. The mock of Losant is at %s, and holds %d organizations.\n", server.URL, seeded))
	workspace, err := mirror.Workspace(dir,
		"LOSANT_API_URL="+server.URL, "LOSANT_API_TOKEN="+mock.Token(), "LOSANT_INSTANCE_ID="+mock.InstanceID(),
		"TMPDIR="+dir) // Terraform leaves a socket there when it is interrupted.
	if err != nil {
		return err
	}
	for i, s := range steps {
		out.print(fmt.Sprintf("[%d/%d] %s", i+1, len(steps), s.says))
		if err := s.play(ctx, out, mock, workspace); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	return nil
}
