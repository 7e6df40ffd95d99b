package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// openTerminal returns both ends of a new terminal. What is written to the keyboard is read from the screen.
func openTerminal(t *testing.T) (keyboard, screen *os.File) {
	t.Helper()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = keyboard.Close() })
	connection, err := keyboard.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var number int
	if err := connection.Control(func(fd uintptr) {
		if err = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0); err == nil {
			number, err = unix.IoctlGetInt(int(fd), unix.TIOCGPTN)
		}
	}); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	screen, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return keyboard, screen
}

// Ctrl-C reaches the command once. Terraform takes a second one as the order to stop without saving its state.
func TestCtrlCReachesTheCommandOnce(t *testing.T) {
	t.Parallel()
	keyboard, screen := openTerminal(t)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "run", "--seed", "3", "--", os.Args[0], childName, "signals")
	cmd.Env = append(os.Environ(), "LOSANT_MOCK_MAIN=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = screen, screen, screen
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = screen.Close()
	lines := bufio.NewScanner(keyboard)
	expect := func(want string) {
		t.Helper()
		if !lines.Scan() || !strings.HasSuffix(lines.Text(), want) {
			t.Fatalf("got %q, want %q", lines.Text(), want)
		}
	}
	expect("ready")
	if _, err := keyboard.WriteString("\x03"); err != nil {
		t.Fatal(err)
	}
	expect("interrupt 1")
	// The program handles signals in order. If it had forwarded the first one, that would arrive before this one.
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	expect("stopping after 1 200 true")
	if _, err := keyboard.WriteString("go\n"); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != 7 {
		t.Errorf("got %v, want exit code 7", err)
	}
}
