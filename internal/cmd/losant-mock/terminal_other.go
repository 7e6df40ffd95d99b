//go:build !unix

package main

// terminalInterrupts reports whether Ctrl-C in the terminal reaches the command without being forwarded. On Windows, it
// reaches each process of the console, and cannot be sent to another process.
func terminalInterrupts() bool { return true }
