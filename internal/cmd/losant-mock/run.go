package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// streams are the standard streams of a command.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// exitError ends the program with the exit code of the command, without a message.
type exitError struct{ code int }

func (e *exitError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// runCommand serves a mock server while a command runs. The command gets the signals, and decides what they mean.
func runCommand(args []string, std streams) error {
	var s settings
	command, err := s.parse(args, std.out)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return err
	case s.list:
		return listAssumptions(std.out)
	case len(command) == 0:
		return errors.New("run needs a command, such as: losant-mock run -- terraform test")
	}
	ctx := context.Background()
	listener, mock, err := s.start(ctx)
	if err != nil {
		return err
	}
	server := newServer(mock)
	defer server.Close()
	// The listener accepts connections already, so that the command need not wait.
	go server.Serve(listener) //nolint:errcheck // It ends when the command has ended.

	cmd := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // The user names the command.
	cmd.Env = append(os.Environ(), environment(listener, mock)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = std.in, std.out, std.err
	cmd.SysProcAttr = processGroup()
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		return err
	}
	return wait(cmd, signals)
}

// wait forwards signals to a command until it ends, and returns how it has ended.
func wait(cmd *exec.Cmd, signals <-chan os.Signal) error {
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case sig := <-signals:
			// Ctrl-C reaches each process in the foreground of a terminal. If Terraform got it twice, it would stop
			// without saving its state.
			if sig == os.Interrupt && terminalInterrupts() {
				continue
			}
			_ = cmd.Process.Signal(sig) // It fails if the command has just ended.
		case err := <-ended:
			return exitOf(err)
		}
	}
}

// exitOf returns the error that ends the program as a command has ended. A command that a signal has killed has the exit
// code that shells give it.
func exitOf(err error) error {
	failed, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return err
	}
	if status, ok := failed.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return &exitError{128 + int(status.Signal())}
	}
	return &exitError{failed.ExitCode()}
}
