//go:build browser

package ui_test

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// browser is a real browser with one tab. It is controlled with the Chrome DevTools Protocol: messages in JSON through two
// pipes, each of which ends in a zero byte.
type browser struct {
	t       *testing.T
	write   *os.File
	read    *bufio.Reader
	session string
	id      int
	// problems are what the browser complained about, such as a violation of the policy.
	problems []string
}

type message struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// executable returns the path of the browser. Without one, these tests fail.
func executable(t *testing.T) string {
	t.Helper()
	names := []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}
	if name := os.Getenv("BROWSER_PATH"); name != "" {
		names = []string{name}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatalf("There is no browser: none of %s is on PATH. Install Chromium, or set BROWSER_PATH.", strings.Join(names, ", "))
	return ""
}

// startBrowser starts a browser with an empty tab. It ends with the test.
func startBrowser(t *testing.T, args ...string) *browser {
	t.Helper()
	toBrowser, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	read, fromBrowser, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	args = append(args, "--headless=new", "--remote-debugging-pipe", "--user-data-dir="+t.TempDir(), "--no-first-run",
		"--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--disable-background-networking")
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // Its sandbox does not work for root.
	}
	// The context of the test ends too early: the browser must end before its folder is removed.
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), executable(t), args...)
	cmd.ExtraFiles = []*os.File{toBrowser, fromBrowser}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = toBrowser.Close(), fromBrowser.Close()
	b := &browser{t: t, write: write, read: bufio.NewReader(read)}
	t.Cleanup(func() {
		_, _ = write.WriteString(`{"id": 0, "method": "Browser.close"}` + "\x00")
		_, _ = io.Copy(io.Discard, read)
		_ = cmd.Wait()
		_, _ = write.Close(), read.Close()
	})
	var target struct{ TargetID string }
	b.into(&target, "Target.createTarget", doc{"url": "about:blank"})
	var attached struct{ SessionID string }
	b.into(&attached, "Target.attachToTarget", doc{"targetId": target.TargetID, "flatten": true})
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Accessibility"} {
		b.call(domain+".enable", nil)
	}
	return b
}

// call sends a command and returns its result.
func (b *browser) call(method string, params doc) json.RawMessage {
	b.t.Helper()
	b.id++
	command := doc{"id": b.id, "method": method, "params": params}
	if params == nil {
		command["params"] = doc{}
	}
	if b.session != "" {
		command["sessionId"] = b.session
	}
	if _, err := b.write.WriteString(encoded(b.t, command) + "\x00"); err != nil {
		b.t.Fatal(err)
	}
	for {
		if m := b.next(); m.ID == b.id {
			if m.Error != nil {
				b.t.Fatalf("%s: %s", method, m.Error.Message)
			}
			return m.Result
		}
	}
}

func (b *browser) into(result any, method string, params doc) {
	b.t.Helper()
	if err := json.Unmarshal(b.call(method, params), result); err != nil {
		b.t.Fatal(err)
	}
}

// next returns the next message, and collects complaints.
func (b *browser) next() message {
	b.t.Helper()
	text, err := b.read.ReadString(0)
	if err != nil {
		b.t.Fatalf("the browser does not respond: %v", err)
	}
	var m message
	if err := json.Unmarshal([]byte(strings.TrimSuffix(text, "\x00")), &m); err != nil {
		b.t.Fatal(err)
	}
	switch m.Method {
	case "Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled":
		b.problems = append(b.problems, string(m.Params))
	}
	return m
}

// waitForLoad waits until a page is loaded.
func (b *browser) waitForLoad() {
	b.t.Helper()
	for loaded := false; !loaded; {
		loaded = b.next().Method == "Page.loadEventFired"
	}
}

// open opens a page and waits until it is loaded.
func (b *browser) open(url string) {
	b.t.Helper()
	b.call("Page.navigate", doc{"url": url})
	b.waitForLoad()
}

// eval returns the value of an expression in JavaScript as JSON.
func (b *browser) eval(expression string) string {
	b.t.Helper()
	var result struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	b.into(&result, "Runtime.evaluate", doc{"expression": expression, "returnByValue": true, "awaitPromise": true})
	if result.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", expression, result.ExceptionDetails)
	}
	return cmp.Or(string(result.Result.Value), "undefined")
}

// keys are the keys that tests press, by name.
var keys = map[string]doc{
	"Tab": {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}, "Enter": {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"},
}

func (b *browser) key(name string) {
	b.t.Helper()
	for _, kind := range []string{"keyDown", "keyUp"} {
		event := doc{"type": kind}
		for field, value := range keys[name] {
			event[field] = value
		}
		b.call("Input.dispatchKeyEvent", event)
	}
}

// look sets the size of the window and the color scheme.
func (b *browser) look(width, height int, scheme string) {
	b.t.Helper()
	b.call("Emulation.setDeviceMetricsOverride", doc{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
	b.call("Emulation.setEmulatedMedia", doc{"features": []doc{{"name": "prefers-color-scheme", "value": scheme}}})
}
