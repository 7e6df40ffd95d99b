package mockserver

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// testTime has a part in every unit down to milliseconds.
var testTime = time.Date(2026, 5, 17, 13, 14, 15, 161_000_000, time.UTC)

func stoppedClock() time.Time { return testTime }

// caller sends requests to its server.
type caller struct {
	*Server
	t     *testing.T
	token string
}

func start(t *testing.T, opts ...Option) *caller {
	t.Helper()
	s := Start(t, append([]Option{WithClock(stoppedClock)}, opts...)...)
	return &caller{Server: s, t: t, token: s.Token()}
}

// as returns the same caller with another token.
func (c *caller) as(token string) *caller { return &caller{Server: c.Server, t: c.t, token: token} }

func (c *caller) home() string               { return "/instances/" + c.InstanceID() }
func (c *caller) orgs() string               { return c.home() + "/orgs" }
func (c *caller) org(id string) string       { return c.orgs() + "/" + id }
func (c *caller) members(id string) string   { return c.org(id) + "/members" }
func (c *caller) invites(id string) string   { return c.org(id) + "/invites" }
func (c *caller) add(name string) string     { return c.AddOrganization(Doc{"name": name}) }
func (c *caller) get(path string) *result    { return c.do("GET", path, nil) }
func (c *caller) delete(path string) *result { return c.do("DELETE", path, nil) }

func (c *caller) post(path string, body any) *result  { return c.do("POST", path, body) }
func (c *caller) patch(path string, body any) *result { return c.do("PATCH", path, body) }

// result is a complete response.
type result struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

// do sends a request. Its body is a text or a document.
func (c *caller) do(method, path string, body any) *result {
	c.t.Helper()
	r, err := c.try(method, path, body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return r
}

func (c *caller) try(method, path string, body any) (*result, error) {
	c.t.Helper()
	content, isText := body.(string)
	if body != nil && !isText {
		content = string(marshal(body))
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.URL()+path, strings.NewReader(content))
	if err != nil {
		c.t.Fatal(err)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if content != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return c.send(req)
}

func (c *caller) send(req *http.Request) (*result, error) {
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return &result{c.t, res.StatusCode, res.Header, string(text)}, err
}

// hours is a clock that a test advances by hours.
type hours struct{ passed atomic.Int64 }

func (h *hours) now() time.Time { return testTime.Add(time.Duration(h.passed.Load()) * time.Hour) }

// ok returns the document of a response, which must have status 200.
func (r *result) ok() Doc {
	r.t.Helper()
	return r.expect(http.StatusOK)
}

// expect returns the document of a response, which must have the status.
func (r *result) expect(status int) Doc {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("got status %d, want %d: %s", r.status, status, r.body)
	}
	doc, body := Doc{}, r.body
	if strings.HasPrefix(body, "[") { // A list that is not in an object.
		body = `{"items":` + body + `}`
	}
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		r.t.Fatalf("the response is not a JSON object: %v: %s", err, r.body)
	}
	return doc
}

// expectError checks the status, the type and words of the message of an error.
func (r *result) expectError(status int, kind, words string) {
	r.t.Helper()
	doc := r.expect(status)
	if doc["type"] != kind || !strings.Contains(text(doc, "message"), words) || len(doc) != 2 {
		r.t.Errorf("got the error %v, want type %q and a message with %q", doc, kind, words)
	}
}

// equal compares values by their JSON, in which an int and a float64 are equal.
func equal(t *testing.T, got, want any) {
	t.Helper()
	if g, w := string(marshal(got)), string(marshal(want)); g != w {
		t.Errorf("got  %s\nwant %s", g, w)
	}
}

// subset compares the fields of want. A nil means that the field must be absent.
func subset(t *testing.T, got, want Doc) {
	t.Helper()
	for name, value := range want {
		have, ok := got[name]
		if value == nil {
			if ok {
				t.Errorf("%s is %v, want it absent", name, have)
			}
			continue
		}
		if g, w := string(marshal(have)), string(marshal(value)); g != w {
			t.Errorf("%s is %s, want %s", name, g, w)
		}
	}
}

// first returns the first item of a list.
func first(t *testing.T, doc Doc) Doc {
	t.Helper()
	items := list(doc, "items")
	if len(items) == 0 {
		t.Fatalf("no items in %v", doc)
	}
	item, _ := items[0].(Doc)
	return item
}

// names returns one field of each item of a list.
func names(doc Doc, field string) string {
	var out []string
	for _, item := range list(doc, "items") {
		object, _ := item.(Doc)
		out = append(out, text(object, field))
	}
	return strings.Join(out, " ")
}

// panics runs a function that must panic, and returns the message.
func panics(t *testing.T, f func()) (message string) {
	t.Helper()
	defer func() {
		r := recover()
		if r == nil {
			t.Error("got no panic")
		}
		message, _ = r.(string)
	}()
	f()
	return ""
}
