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

// attempts are calls of each method, and of each kind of answer.
var attempts = map[string]func(context.Context, *Client) error{
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

// withoutEnd writes a text again and again until nobody reads it any more.
func withoutEnd(text string, pause time.Duration) http.HandlerFunc {
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

// A server that keeps a request waiting is given up, attempt by attempt, with an error that says so.
func TestServerWithoutEnd(t *testing.T) {
	t.Parallel()
	silent := func(_ http.ResponseWriter, req *http.Request) { <-req.Context().Done() }
	for name, h := range map[string]http.HandlerFunc{
		"silent": silent,
		"silent after the header": func(w http.ResponseWriter, req *http.Request) {
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
			silent(w, req)
		},
		"dripping": withoutEnd(" ", time.Millisecond),
	} {
		for method, attempt := range attempts {
			t.Run(name+" "+method, func(t *testing.T) {
				t.Parallel()
				c, _ := serve(t, h, WithTimeout(100*time.Millisecond), WithMaxRetries(1))
				start := time.Now()
				err := attempt(t.Context(), c)
				checkError(t, err, "no complete answer within 100ms")
				if took := time.Since(start); took > 10*time.Second {
					t.Errorf("took %s", took)
				}
			})
		}
	}
}

// counting counts the bytes that a server gets rid of.
type counting struct {
	http.ResponseWriter
	sent *atomic.Int64
}

func (c *counting) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p)
	c.sent.Add(int64(n))
	return n, err
}

func (c *counting) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// What a server sends is not read beyond a bound, however it is packed.
func TestHugeAnswers(t *testing.T) {
	t.Parallel()
	block := strings.Repeat(" ", 1<<20)
	var zipped bytes.Buffer
	zip := gzip.NewWriter(&zipped)
	if _, err := io.WriteString(zip, block); err != nil || zip.Close() != nil {
		t.Fatal(err)
	}
	packed := func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		withoutEnd(zipped.String(), 0)(w, req)
	}
	failed := func(w http.ResponseWriter, req *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		withoutEnd(block, 0)(w, req)
	}
	headed := func(w http.ResponseWriter, _ *http.Request) {
		for range 12 {
			w.Header().Add("X-Huge", strings.Repeat("x", 1<<20))
		}
	}
	for name, tc := range map[string]struct {
		handler http.HandlerFunc
		says    string
	}{
		"without end": {withoutEnd(block, 0), "the answer is longer than 32 MiB"},
		"packed":      {packed, "the answer is longer than 32 MiB"},
		"error":       {failed, "400: Bad Request"},
		"header":      {headed, "server response headers exceeded"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sent atomic.Int64
			c, _ := serve(t, func(w http.ResponseWriter, req *http.Request) { tc.handler(&counting{w, &sent}, req) },
				WithMaxRetries(0), WithTimeout(time.Minute))
			start := time.Now()
			checkError(t, attempts["get"](t.Context(), c), tc.says)
			// Some of it is in the buffers of the connection.
			if got := sent.Load(); got > 64<<20 {
				t.Errorf("%d MiB were taken", got>>20)
			}
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

// Nesting costs no stack, and is an error where it is more than JSON decoders take.
func TestDeepAnswers(t *testing.T) {
	t.Parallel()
	const deep = 1 << 20
	for name, body := range map[string]string{
		"arrays":            strings.Repeat("[", deep),
		"objects":           strings.Repeat(`{"a":`, deep),
		"in a member":       `{"id":"` + orgID + `","a":` + strings.Repeat("[", deep) + strings.Repeat("]", deep) + "}",
		"in the limits":     `{"id":"` + orgID + `","limits":` + strings.Repeat(`{"a":`, deep) + "1" + strings.Repeat("}", deep) + "}",
		"in an item":        `{"items":[` + strings.Repeat("[", deep) + strings.Repeat("]", deep) + "]}",
		"in the page count": `{"items":[],"totalCount":` + strings.Repeat("[", deep) + strings.Repeat("]", deep) + "}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, answer(200, body), WithMaxRetries(0))
			for _, method := range []string{"get", "list", "update"} {
				err := attempts[method](t.Context(), c)
				checkError(t, err, "200 UnreadableResponse")
				if len(err.Error()) > 1000 {
					t.Errorf("%s: an error of %d characters", method, len(err.Error()))
				}
			}
		})
	}
}

// No redirect makes the token, or a body, reach another host.
func TestTokenStaysAtItsHost(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for method, attempt := range attempts {
			t.Run(http.StatusText(status)+" "+method, func(t *testing.T) {
				t.Parallel()
				var strayed atomic.Int64
				evil := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Add(1) }))
				t.Cleanup(evil.Close)
				host := strings.TrimPrefix(evil.URL, "http://")
				targets := []string{evil.URL, "//" + host, "http://user@" + host, evil.URL + "/?token"}
				for _, target := range targets {
					c, seen := serve(t, func(w http.ResponseWriter, req *http.Request) {
						location := target
						if req.URL.Query().Get("hop") == "" && status >= 307 { // By way of the right host.
							location = req.URL.Path + "?hop=1"
						}
						w.Header().Set("Location", location)
						w.WriteHeader(status)
					}, WithMaxRetries(1))
					checkError(t, attempt(t.Context(), c), "refused to follow a redirect")
					for _, req := range seen.all() {
						if !strings.HasPrefix(req.path, "/prefix/") {
							t.Errorf("asked for %s", req.path)
						}
					}
				}
				if n := strayed.Load(); n != 0 {
					t.Errorf("%d requests reached another host", n)
				}
			})
		}
	}
}
