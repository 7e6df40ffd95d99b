//go:build unix

package main

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// terminalInterrupts reports whether Ctrl-C in the terminal reaches the command without being forwarded: if this process,
// whose process group the command shares, is in the foreground.
func terminalInterrupts() bool {
	terminal, err := os.Open("/dev/tty")
	if err != nil {
		return false // There is no terminal.
	}
	defer terminal.Close()
	group, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}

// processGroup returns the attributes that put the command into a process group of its own, unless the terminal sends
// Ctrl-C to both. Many programs that stop this one, such as timeout, send the signal to its whole group. Since it is also
// forwarded, the command would get it twice, and Terraform would stop without saving its state.
func processGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: !terminalInterrupts()}
}
