package mockserver

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestFaultResponses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault       Fault
		status      int
		retryAfter  string
		contentType string
		body        string
	}{
		"429 with a header": {
			TooManyRequests(3 * time.Second), 429, "3", "application/json",
			`{"message":"Over rate limit, request throttled. Retry in 3 seconds","type":"TooManyRequests"}`,
		},
		"429 in words": {
			TooManyRequestsInWords(500 * time.Millisecond), 429, "", "application/json",
			`{"message":"Over rate limit, request throttled. Retry in 0 seconds","type":"TooManyRequests"}`,
		},
		"HTML":  {ServerError(502), 502, "", "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>\n"},
		"empty": {Fault{Status: 500}, 500, "", "application/json", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := start(t)
			c.Fail(tc.fault)
			r := c.post(c.orgs(), Doc{"name": "x"})
			if r.status != tc.status || r.body != tc.body || r.header.Get("Retry-After") != tc.retryAfter || r.header.Get("Content-Type") != tc.contentType {
				t.Errorf("got %d %v %q", r.status, r.header, r.body)
			}
			if len(c.Organizations()) != 0 {
				t.Error("the request had an effect")
			}
			c.post(c.orgs(), Doc{"name": "x"}).ok()
		})
	}
}

func TestFaultAfterTheEffect(t *testing.T) {
	t.Parallel()
	c := start(t)
	f := ServerError(http.StatusGatewayTimeout)
	f.After = true
	c.Fail(f)
	if r := c.post(c.orgs(), Doc{"name": "x"}); r.status != http.StatusGatewayTimeout {
		t.Errorf("got status %d", r.status)
	}
	if len(c.Organizations()) != 1 {
		t.Error("the request had no effect")
	}
}

func TestResets(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault   Fault
		created int
	}{"before": {ResetBefore(), 0}, "after": {ResetAfter(), 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := start(t)
			c.Fail(tc.fault)
			_, err := c.try("POST", c.orgs(), Doc{"name": "x"})
			if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
				t.Errorf("the client got %v", err)
			}
			if n := len(c.Organizations()); n != tc.created {
				t.Errorf("got %d organizations, want %d", n, tc.created)
			}
			if requests := c.Requests(); len(requests) != 1 || requests[0].Status != 0 {
				t.Errorf("got the requests %v", requests)
			}
		})
	}
}

func TestResetWithoutAConnection(t *testing.T) {
	t.Parallel()
	s := New()
	s.Fail(ResetBefore())
	defer func() {
		if r := recover(); r != http.ErrAbortHandler { //nolint:errorlint // A recovered value is compared as it is.
			t.Errorf("got the panic %v", r)
		}
	}()
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
}

func TestCutBody(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.Fail(CutBody())
	r, err := c.try("POST", c.orgs(), Doc{"name": "x"})
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatalf("the client got %v", err)
	}
	if r.status != http.StatusOK || !strings.HasPrefix(r.body, `{"_etag"`) || strings.HasSuffix(r.body, "}") {
		t.Errorf("got %d %s", r.status, r.body)
	}
	if len(c.Organizations()) != 1 || c.Requests()[0].Status != http.StatusOK {
		t.Error("the request had no effect")
	}
}

func TestFaultLatency(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.Fail(Fault{Latency: 30 * time.Millisecond})
	before := time.Now()
	c.get(c.home()).ok()
	if took := time.Since(before); took < 30*time.Millisecond {
		t.Errorf("got the response after %v", took)
	}
}

func TestHangs(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault   Fault
		created int
		status  int
	}{
		"before the effect": {Fault{Hang: true}, 0, 0},
		"after the effect":  {Fault{Hang: true, After: true}, 1, 0},
		"in the response":   {Fault{Hang: true, Cut: true}, 1, http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := start(t)
			c.Fail(tc.fault)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			go func() {
				for len(c.Requests(http.MethodPost)) == 0 || len(c.Organizations()) < tc.created {
					time.Sleep(time.Millisecond)
				}
				if tc.status == 0 {
					cancel()
				}
			}()
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL()+c.orgs(), strings.NewReader(`{"name":"x"}`))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+c.Token())
			req.Header.Set("Content-Type", "application/json")
			status := 0
			res, err := http.DefaultClient.Do(req)
			if err == nil {
				status = res.StatusCode
				cancel()
				_, err = io.ReadAll(res.Body)
				res.Body.Close()
			}
			if !errors.Is(err, context.Canceled) || status != tc.status {
				t.Errorf("got status %d and error %v", status, err)
			}
			if n := len(c.Organizations()); n != tc.created {
				t.Errorf("got %d organizations, want %d", n, tc.created)
			}
		})
	}
}

// The same seed hits the same requests.
func TestFaultRate(t *testing.T) {
	t.Parallel()
	hits := func(seed uint64) string {
		var out strings.Builder
		c := start(t)
		c.Fail(Fault{Status: http.StatusTeapot, Times: -1, Rate: 0.2, Seed: seed})
		for range 200 {
			out.WriteString(strconv.Itoa(c.get(c.home()).status / 100))
		}
		if got, want := c.FaultHits(), strings.Count(out.String(), "4"); got != want {
			t.Errorf("got %d hits, want %d", got, want)
		}
		return out.String()
	}
	first := hits(1)
	if n := strings.Count(first, "4"); n < 20 || n > 60 {
		t.Errorf("the fault hit %d of 200 requests", n)
	}
	if first != hits(1) || first == hits(2) {
		t.Error("the hits do not depend on the seed alone")
	}
}

func TestRestart(t *testing.T) {
	t.Parallel()
	c := start(t)
	url := c.URL()
	c.Fail(Fault{Hang: true})
	broken := make(chan error)
	go func() { _, err := c.try("GET", c.home(), nil); broken <- err }()
	for len(c.Requests()) == 0 {
		time.Sleep(time.Millisecond)
	}
	c.add("x")
	if err := c.Restart(t.Context(), time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if err := <-broken; err == nil {
		t.Error("the connection was not closed")
	}
	c.get(c.orgs()).ok()
	if len(c.Organizations()) != 1 || c.URL() != url {
		t.Errorf("got %v at %s", c.Organizations(), c.URL())
	}
}

func TestRestartReturnsAnError(t *testing.T) {
	t.Parallel()
	s := New()
	s.http, s.url = httptest.NewServer(s), "http://256.0.0.1:1"
	if s.Restart(t.Context(), 0) == nil {
		t.Error("got no error")
	}
}

func TestFaultsMatchRequests(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	statuses := func(f Fault, paths ...string) (out []int) {
		f.Status = http.StatusTeapot
		c.Fail(f)
		defer c.ClearFaults()
		for _, path := range paths {
			method, path, _ := strings.Cut(path, " ")
			out = append(out, c.do(method, path, Doc{}).status)
		}
		return out
	}
	get, patch, list := "GET "+c.org(id), "PATCH "+c.org(id), "GET "+c.orgs()
	for name, tc := range map[string]struct {
		fault Fault
		paths []string
		want  []int
	}{
		"once by default":     {Fault{}, []string{get, get}, []int{418, 200}},
		"twice":               {Fault{Times: 2}, []string{get, get, get}, []int{418, 418, 200}},
		"always":              {Fault{Times: -1}, []string{get, get, get}, []int{418, 418, 418}},
		"with a skip":         {Fault{Skip: 2}, []string{get, get, get, get}, []int{200, 200, 418, 200}},
		"method":              {Fault{Method: "PATCH"}, []string{get, patch, patch}, []int{200, 418, 200}},
		"prefix":              {Fault{PathPrefix: c.orgs() + "/"}, []string{list, get}, []int{200, 418}},
		"contains":            {Fault{PathContains: id}, []string{list, get}, []int{200, 418}},
		"everything":          {Fault{Method: "PATCH", PathPrefix: "/instances", PathContains: "/orgs/"}, []string{get, list, patch}, []int{200, 200, 418}},
		"skip counts matches": {Fault{Method: "PATCH", Skip: 1}, []string{patch, get, patch}, []int{200, 200, 418}},
	} {
		equal(t, Doc{name: statuses(tc.fault, tc.paths...)}, Doc{name: tc.want})
	}
}

func TestFaultsApplyInOrder(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.Fail(Fault{Status: 500})
	c.Fail(Fault{Status: 503})
	var got []int
	for range 3 {
		got = append(got, c.get(c.home()).status)
	}
	equal(t, got, []int{500, 503, 200})
}

func TestThrottle(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.Throttle(2)
	var got []int
	for range 3 {
		got = append(got, c.get(c.home()).status)
	}
	equal(t, got, []int{200, 200, 429})
	c.Throttle(0)
	c.get(c.home()).ok()
}

func TestThrottleWindowEnds(t *testing.T) {
	t.Parallel()
	th := throttle{limit: 1, count: 9, start: time.Now().Add(-time.Second)}
	if th.exceeded() || !th.exceeded() {
		t.Error("the count did not restart after a second")
	}
}

func TestRequestsAreRecorded(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	c.patch(c.org(id)+"?summaryInclude=appCount%2CflowCount", `{"name":"y","limits":{}}`).ok()
	c.get("/nowhere")
	c.as("").get(c.home())
	c.Fail(ServerError(503))
	c.delete(c.org(id))

	all := c.Requests()
	var got []string
	for _, r := range all {
		got = append(got, r.Method+" "+http.StatusText(r.Status))
	}
	equal(t, got, []string{"PATCH OK", "GET Method Not Allowed", "GET Forbidden", "DELETE Service Unavailable"})

	first := all[0]
	if first.Path != c.org(id) || first.RawQuery != "summaryInclude=appCount%2CflowCount" ||
		first.Query.Get("summaryInclude") != "appCount,flowCount" || first.Header.Get("Content-Type") != "application/json" {
		t.Errorf("got the request %+v", first)
	}
	equal(t, first.JSON(), Doc{"name": "y", "limits": Doc{}})
	if doc := all[1].JSON(); doc != nil {
		t.Errorf("got the body %v for a GET", doc)
	}
	if n := len(c.Requests("GET", "DELETE")); n != 3 {
		t.Errorf("got %d GETs and DELETEs", n)
	}
	if n := len(c.Requests("POST")); n != 0 {
		t.Errorf("got %d POSTs", n)
	}
	c.ResetRequests()
	if n := len(c.Requests()); n != 0 {
		t.Errorf("got %d requests after ResetRequests", n)
	}
}

func TestFaultsListsThoseThatCanStillHit(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.Fail(Fault{Status: 503})
	c.Fail(Fault{Status: 500, Times: 3, Skip: 1})
	if got := c.get(c.home()).status; got != 503 {
		t.Errorf("got status %d", got)
	}
	c.get(c.home()).ok()
	waiting := c.Faults()
	if len(waiting) != 1 || waiting[0].Status != 500 || waiting[0].Times != 3 || waiting[0].Skip != 0 {
		t.Errorf("got %v", waiting)
	}
	c.ClearFaults()
	if waiting := c.Faults(); len(waiting) > 0 {
		t.Errorf("got %v after they were removed", waiting)
	}
}
