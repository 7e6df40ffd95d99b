//go:build !unix

package main

import "syscall"

// terminalInterrupts reports whether Ctrl-C in the terminal reaches the command without being forwarded. On Windows, it
// reaches each process of the console, and cannot be sent to another process.
func terminalInterrupts() bool { return true }

// processGroup returns nothing: the command shares the console.
func processGroup() *syscall.SysProcAttr { return nil }
