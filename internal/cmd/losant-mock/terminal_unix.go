//go:build unix

package main

import (
	"os"

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
