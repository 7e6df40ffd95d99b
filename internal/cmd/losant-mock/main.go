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
	err := program(os.Args[1:])
	if exit, ok := errors.AsType[*exitError](err); ok {
		os.Exit(exit.code)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "losant-mock:", err)
		os.Exit(1)
	}
}

func program(args []string) error {
	if len(args) > 0 && args[0] == "run" {
		return runCommand(args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	}
	return run(context.Background(), args, os.Stdout, os.Stderr)
}

const usage = `Usage: losant-mock [flags]
       losant-mock run [flags] -- COMMAND [arguments]

Serves an in-memory Losant instance.

With run, it sets the environment variables to reach the instance, runs the command,
stops, and returns the exit code of the command. For example, with three organizations:

  losant-mock run --seed 3 -- terraform test

Without run, it prints the environment variables and serves until you stop it. Pages
at /_ui/ show what the instance contains. For example, with a fixed address and a
smaller maximum page size:

  losant-mock --addr 127.0.0.1:8080 --assume max-per-page=100

Flags:
`

// maxSeed is the largest number of organizations to start with. They need about 1 GB of memory.
const maxSeed = 100_000

// settings are what the flags set.
type settings struct {
	addr    string
	seed    int
	latency time.Duration
	list    bool
	opts    []mockserver.Option
}

// parse reads the flags and returns the other arguments. If the user asks for help, it prints it and returns flag.ErrHelp.
func (s *settings) parse(args []string, stdout io.Writer) ([]string, error) {
	flags := flag.NewFlagSet("losant-mock", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // The caller reports errors.
	flags.StringVar(&s.addr, "addr", "127.0.0.1:0", "loopback `address` to listen on; port 0 picks a free one")
	flags.IntVar(&s.seed, "seed", 0, "`number` of organizations to start with")
	flags.DurationVar(&s.latency, "latency", 0, "`delay` of each response, such as 50ms")
	flags.BoolVar(&s.list, "assumptions", false, "list the assumptions with their settings, the default first, and exit")
	flags.Func("assume", "change an assumption to `name=setting`; may be repeated", func(value string) error {
		opt, err := parseAssumption(value)
		s.opts = append(s.opts, opt)
		return err
	})
	err := flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		if _, failed := fmt.Fprint(stdout, usage); failed != nil {
			return nil, failed
		}
		flags.SetOutput(stdout)
		flags.PrintDefaults()
	}
	switch {
	case err != nil:
	case s.seed < 0 || s.seed > maxSeed:
		err = fmt.Errorf("--seed must be from 0 to %d", maxSeed)
	case s.latency < 0:
		err = errors.New("--latency must not be negative")
	}
	return flags.Args(), err
}

// start listens on the address and returns the mock server to serve there.
func (s *settings) start(ctx context.Context) (net.Listener, *mockserver.Server, error) {
	listener, err := listen(ctx, s.addr)
	if err != nil {
		return nil, nil, err
	}
	return listener, mockserver.New(append(s.opts, mockserver.WithSeed(s.seed), mockserver.WithLatency(s.latency))...), nil
}

// run serves until the context ends, or a signal arrives. While it creates the organizations to start with, a signal ends
// the program.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var s settings
	rest, err := s.parse(args, stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return err
	case len(rest) > 0:
		return fmt.Errorf("unexpected argument %q", rest[0])
	case s.list:
		return listAssumptions(stdout)
	}
	listener, mock, err := s.start(ctx)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	return serve(ctx, listener, mock, stdout, stderr)
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

func newServer(mock *mockserver.Server) *http.Server {
	return &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: ui.New(mock)}
}

// environment returns the variables that lead the provider to a mock server.
func environment(listener net.Listener, mock *mockserver.Server) []string {
	return []string{
		"LOSANT_API_URL=http://" + listener.Addr().String(),
		"LOSANT_INSTANCE_ID=" + mock.InstanceID(),
		"LOSANT_API_TOKEN=" + mock.Token(),
	}
}

// howToStop returns how to stop a mock server. Ctrl-C does not reach one in the
// background.
func howToStop(inForeground bool, pid int) string {
	if inForeground {
		return "Press Ctrl-C to stop it."
	}
	return fmt.Sprintf("To stop it, run: kill %d", pid)
}

func serve(ctx context.Context, listener net.Listener, mock *mockserver.Server, stdout, stderr io.Writer) error {
	server := newServer(mock)
	if _, err := fmt.Fprintf(stdout, "export %s\n", strings.Join(environment(listener, mock), "\nexport ")); err != nil {
		return err
	}
	fmt.Fprintf(stderr, "The mock is running. Open http://%s/_ui/ to see what it contains. %s\n", listener.Addr(), howToStop(terminalInterrupts(), os.Getpid()))

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
