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

// aClock stands still at a moment with nothing round about it.
var aClock = time.Date(2026, 5, 17, 13, 14, 15, 161_000_000, time.UTC)

func stopped() time.Time { return aClock }

// caller sends requests to a server of its own.
type caller struct {
	*Server
	t     *testing.T
	token string
}

func start(t *testing.T, opts ...Option) *caller {
	t.Helper()
	s := Start(t, append([]Option{WithClock(stopped)}, opts...)...)
	return &caller{Server: s, t: t, token: s.Token()}
}

// as is the same caller with another token.
func (c *caller) as(token string) *caller { return &caller{Server: c.Server, t: c.t, token: token} }

func (c *caller) home() string              { return "/instances/" + c.InstanceID() }
func (c *caller) orgs() string              { return c.home() + "/orgs" }
func (c *caller) org(id string) string      { return c.orgs() + "/" + id }
func (c *caller) members(id string) string  { return c.org(id) + "/members" }
func (c *caller) invites(id string) string  { return c.org(id) + "/invites" }
func (c *caller) add(name string) string    { return c.AddOrganization(Doc{"name": name}) }
func (c *caller) get(path string) *reply    { return c.do("GET", path, nil) }
func (c *caller) delete(path string) *reply { return c.do("DELETE", path, nil) }

func (c *caller) post(path string, body any) *reply  { return c.do("POST", path, body) }
func (c *caller) patch(path string, body any) *reply { return c.do("PATCH", path, body) }

// reply is an answer that was read to its end.
type reply struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

// do sends a request whose body is text as it stands or a document.
func (c *caller) do(method, path string, body any) *reply {
	c.t.Helper()
	r, err := c.try(method, path, body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return r
}

func (c *caller) try(method, path string, body any) (*reply, error) {
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

func (c *caller) send(req *http.Request) (*reply, error) {
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return &reply{c.t, res.StatusCode, res.Header, string(text)}, err
}

// hours is a clock that a test moves on.
type hours struct{ passed atomic.Int64 }

func (h *hours) now() time.Time { return aClock.Add(time.Duration(h.passed.Load()) * time.Hour) }

// ok is the document of an answer that must be a success.
func (r *reply) ok() Doc {
	r.t.Helper()
	return r.is(http.StatusOK)
}

// is is the document of an answer that must have a status.
func (r *reply) is(status int) Doc {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("status %d, want %d: %s", r.status, status, r.body)
	}
	doc := Doc{}
	if err := json.Unmarshal([]byte(r.body), &doc); err != nil {
		r.t.Fatalf("answer is no JSON object: %v: %s", err, r.body)
	}
	return doc
}

// refused checks an error whose message must contain some words.
func (r *reply) refused(status int, kind, words string) {
	r.t.Helper()
	doc := r.is(status)
	if doc["type"] != kind || !strings.Contains(text(doc, "message"), words) || len(doc) != 2 {
		r.t.Errorf("error %v, want type %q and a message with %q", doc, kind, words)
	}
}

// equal compares values by the JSON they make, in which an int and a float64 are the same.
func equal(t *testing.T, got, want any) {
	t.Helper()
	if g, w := string(marshal(got)), string(marshal(want)); g != w {
		t.Errorf("got  %s\nwant %s", g, w)
	}
}

// subset compares the members that want has; a want of nil means that the member must be absent.
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

// first is the first item of a list answer.
func first(t *testing.T, doc Doc) Doc {
	t.Helper()
	items := list(doc, "items")
	if len(items) == 0 {
		t.Fatalf("no items in %v", doc)
	}
	item, _ := items[0].(Doc)
	return item
}

// names lists one member of every item of a list answer.
func names(doc Doc, member string) string {
	var out []string
	for _, item := range list(doc, "items") {
		object, _ := item.(Doc)
		out = append(out, text(object, member))
	}
	return strings.Join(out, " ")
}

// panics runs something that must panic and returns what it said.
func panics(t *testing.T, f func()) (message string) {
	t.Helper()
	defer func() {
		r := recover()
		if r == nil {
			t.Error("no panic")
		}
		message, _ = r.(string)
	}()
	f()
	return ""
}
