// Losant-mock serves an in-memory Losant instance on a loopback address, for trying out configurations and for
// terraform test. It loses all data when it stops.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/mockserver/ui"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "losant-mock:", err)
		os.Exit(1)
	}
}

const usage = `Usage: losant-mock [flags]

Serves an in-memory Losant instance and prints the environment variables to reach
it. For example, in bash, with three organizations and a smaller maximum page size:

  losant-mock --addr 127.0.0.1:8080 --seed 3 --assume max-per-page=100 > mock.env &
  sleep 1 && source mock.env && terraform plan

Flags:
`

// run serves until the context ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var opts []mockserver.Option
	flags := flag.NewFlagSet("losant-mock", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // The caller reports errors.
	addr := flags.String("addr", "127.0.0.1:0", "loopback `address` to listen on; port 0 picks a free one")
	seed := flags.Int("seed", 0, "`number` of organizations to start with")
	latency := flags.Duration("latency", 0, "`delay` of each response, such as 50ms")
	list := flags.Bool("assumptions", false, "list the assumptions with their settings, the default first, and exit")
	flags.Func("assume", "change an assumption to `name=setting`; may be repeated", func(value string) error {
		opt, err := parseAssumption(value)
		opts = append(opts, opt)
		return err
	})
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(stdout)
			_, err = fmt.Fprint(stdout, usage)
			flags.PrintDefaults()
		}
		return err
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case *seed < 0:
		return errors.New("--seed must not be negative")
	case *list:
		return listAssumptions(stdout)
	}
	listener, err := listen(ctx, *addr)
	if err != nil {
		return err
	}
	opts = append(opts, mockserver.WithSeed(*seed), mockserver.WithLatency(*latency))
	return serve(ctx, listener, mockserver.New(opts...), stdout, stderr)
}

func parseAssumption(value string) (mockserver.Option, error) {
	name, setting, ok := strings.Cut(value, "=")
	if !ok {
		return nil, errors.New("expected name=setting")
	}
	if err := mockserver.CheckAssumption(name, setting); err != nil {
		return nil, err
	}
	return mockserver.With(name, setting), nil
}

func listAssumptions(w io.Writer) error {
	for _, a := range mockserver.Assumptions() {
		if _, err := fmt.Fprintf(w, "%s=%s\n    %s\n", a.Name, strings.Join(a.Settings, "|"), a.Question); err != nil {
			return err
		}
	}
	return nil
}

// listen accepts only the loopback addresses that the control API accepts as hosts, because it requires no token.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("--addr: %w", err)
	}
	if host != "localhost" && host != "127.0.0.1" && host != "::1" {
		return nil, fmt.Errorf("--addr: %q is not a loopback host; use 127.0.0.1, ::1 or localhost", host)
	}
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", addr)
}

func serve(ctx context.Context, listener net.Listener, mock *mockserver.Server, stdout, stderr io.Writer) error {
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: ui.New(mock)}
	_, err := fmt.Fprintf(stdout, "export LOSANT_API_URL=http://%s\nexport LOSANT_INSTANCE_ID=%s\nexport LOSANT_API_TOKEN=%s\n",
		listener.Addr(), mock.InstanceID(), mock.Token())
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "The mock is running. Open http://%s/_ui/ to see what it contains. Press Ctrl-C to stop it.\n", listener.Addr())

	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(listener) }()
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
		// Open requests are dropped, because there is no data to save.
		return server.Close()
	}
}
