package losant

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// calls are calls of each HTTP method, and of each kind of response.
var calls = map[string]func(context.Context, *Client) error{
	"get": func(ctx context.Context, c *Client) error {
		_, err := c.Organizations.Get(ctx, orgRef)
		return err
	},
	"list": func(ctx context.Context, c *Client) error {
		_, err := Collect(c.Organizations.All(ctx, instanceID))
		return err
	},
	"create": func(ctx context.Context, c *Client) error {
		_, err := c.Organizations.Create(ctx, instanceID, OrganizationPost{Name: "Acme"})
		return err
	},
	"update": func(ctx context.Context, c *Client) error {
		_, err := c.Organizations.Update(ctx, orgRef, OrganizationPatch{Name: Set("Acme")})
		return err
	},
	"delete": func(ctx context.Context, c *Client) error { return c.Organizations.Delete(ctx, orgRef) },
}

// repeatForever returns a handler that sends a text again and again until the client closes the connection.
func repeatForever(text string, pause time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		for req.Context().Err() == nil {
			if _, err := io.WriteString(w, text); err != nil {
				return
			}
			if pause > 0 {
				_ = http.NewResponseController(w).Flush()
				time.Sleep(pause)
			}
		}
	}
}

// A request to a server that never completes its response ends with an error that says so.
func TestAttemptsTimeOut(t *testing.T) {
	t.Parallel()
	silent := func(_ http.ResponseWriter, req *http.Request) { <-req.Context().Done() }
	for name, h := range map[string]http.HandlerFunc{
		"silent": silent,
		"silent after the header": func(w http.ResponseWriter, req *http.Request) {
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
			silent(w, req)
		},
		"dripping": repeatForever(" ", time.Millisecond),
	} {
		for method, call := range calls {
			t.Run(name+" "+method, func(t *testing.T) {
				t.Parallel()
				c, _ := serve(t, h, WithTimeout(100*time.Millisecond), WithMaxRetries(1))
				start := time.Now()
				err := call(t.Context(), c)
				checkError(t, err, "no complete response within 100ms")
				if took := time.Since(start); took > 10*time.Second {
					t.Errorf("took %s", took)
				}
			})
		}
	}
}

// countingWriter counts the bytes of a response.
type countingWriter struct {
	http.ResponseWriter
	sent *atomic.Int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p)
	c.sent.Add(int64(n))
	return n, err
}

func (c *countingWriter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// A response is read up to a limit, also if it is compressed.
func TestHugeResponses(t *testing.T) {
	t.Parallel()
	block := strings.Repeat(" ", 1<<20)
	var zipped bytes.Buffer
	zip := gzip.NewWriter(&zipped)
	if _, err := io.WriteString(zip, block); err != nil || zip.Close() != nil {
		t.Fatal(err)
	}
	compressed := func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		repeatForever(zipped.String(), 0)(w, req)
	}
	asError := func(w http.ResponseWriter, req *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		repeatForever(block, 0)(w, req)
	}
	hugeHeader := func(w http.ResponseWriter, _ *http.Request) {
		for range 12 {
			w.Header().Add("X-Huge", strings.Repeat("x", 1<<20))
		}
	}
	for name, tc := range map[string]struct {
		handler http.HandlerFunc
		message string
	}{
		"endless":    {repeatForever(block, 0), "the response is longer than 32 MiB"},
		"compressed": {compressed, "the response is longer than 32 MiB"},
		"error":      {asError, "400: Bad Request"},
		"header":     {hugeHeader, "server response headers exceeded"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sent atomic.Int64
			c, _ := serve(t, func(w http.ResponseWriter, req *http.Request) { tc.handler(&countingWriter{w, &sent}, req) },
				WithMaxRetries(0), WithTimeout(time.Minute))
			start := time.Now()
			checkError(t, calls["get"](t.Context(), c), tc.message)
			// Some bytes are still in the buffers of the connection.
			if got := sent.Load(); got > 64<<20 {
				t.Errorf("the server sent %d MiB", got>>20)
			}
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

// Deeply nested JSON is an error, and does not exhaust the stack.
func TestDeeplyNestedResponses(t *testing.T) {
	t.Parallel()
	const deep = 1 << 20
	for name, body := range map[string]string{
		"arrays":            strings.Repeat("[", deep),
		"objects":           strings.Repeat(`{"a":`, deep),
		"in a field":        `{"id":"` + orgID + `","a":` + strings.Repeat("[", deep) + strings.Repeat("]", deep) + "}",
		"in the limits":     `{"id":"` + orgID + `","limits":` + strings.Repeat(`{"a":`, deep) + "1" + strings.Repeat("}", deep) + "}",
		"in an item":        `{"items":[` + strings.Repeat("[", deep) + strings.Repeat("]", deep) + "]}",
		"in the page count": `{"items":[],"totalCount":` + strings.Repeat("[", deep) + strings.Repeat("]", deep) + "}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, respond(200, body), WithMaxRetries(0))
			for _, method := range []string{"get", "list", "update"} {
				err := calls[method](t.Context(), c)
				checkError(t, err, "200: unreadable response: ")
				if len(err.Error()) > 1000 {
					t.Errorf("%s: error of %d characters", method, len(err.Error()))
				}
			}
		})
	}
}

func TestRedirectsNeverLeakTheToken(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for method, call := range calls {
			t.Run(http.StatusText(status)+" "+method, func(t *testing.T) {
				t.Parallel()
				var leaked atomic.Int64
				evil := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { leaked.Add(1) }))
				t.Cleanup(evil.Close)
				host := strings.TrimPrefix(evil.URL, "http://")
				targets := []string{evil.URL, "//" + host, "http://user@" + host, evil.URL + "/?token"}
				for _, target := range targets {
					c, seen := serve(t, func(w http.ResponseWriter, req *http.Request) {
						location := target
						if req.URL.Query().Get("hop") == "" && status >= 307 { // Redirect within the right host first.
							location = req.URL.Path + "?hop=1"
						}
						w.Header().Set("Location", location)
						w.WriteHeader(status)
					}, WithMaxRetries(1))
					checkError(t, call(t.Context(), c), "refused to follow a redirect")
					for _, req := range seen.all() {
						if !strings.HasPrefix(req.path, "/prefix/") {
							t.Errorf("request for %s", req.path)
						}
					}
				}
				if n := leaked.Load(); n != 0 {
					t.Errorf("%d requests reached another host", n)
				}
			})
		}
	}
}
