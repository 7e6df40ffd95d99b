package losant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// pagedServer serves n organizations with ids from 1, in pages of at most size.
type pagedServer struct {
	n, size int
	page    func(number int) http.HandlerFunc // handles a page; nil: as usual
	item    func(id int) map[string]any       // replaces a listed organization
}

func pagedID(n int) string { return fmt.Sprintf("%024d", n) }

func pagedOrganization(id int) map[string]any {
	return map[string]any{"id": pagedID(id), "name": fmt.Sprintf("n%d", id), "limits": map[string]int{"device": id, "member": 5}}
}

func (s *pagedServer) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	q := req.URL.Query()
	if !q.Has("page") {
		id, _ := strconv.Atoi(req.URL.Path[strings.LastIndex(req.URL.Path, "/")+1:])
		switch {
		case id < 1 || id > s.n:
			respond(404, notFoundJSON)(w, req)
		case req.Method == http.MethodDelete:
			respond(200, `{"success":true}`)(w, req)
		default:
			_ = json.NewEncoder(w).Encode(pagedOrganization(id))
		}
		return
	}
	number, _ := strconv.Atoi(q.Get("page"))
	if s.page != nil {
		if h := s.page(number); h != nil {
			h(w, req)
			return
		}
	}
	item := pagedOrganization
	if s.item != nil {
		item = s.item
	}
	items := []map[string]any{}
	for id := number*s.size + 1; id <= min(s.n, (number+1)*s.size); id++ {
		items = append(items, item(id))
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"items": items, "totalCount": s.n, "perPage": s.size})
}

// countReads counts the requests for one organization and those for pages.
func countReads(requests []request) (gets, lists int) {
	for _, req := range requests {
		if strings.Contains(req.query, "&page=") {
			lists++
		} else {
			gets++
		}
	}
	return gets, lists
}

// readAll reads organizations with a number of concurrent callers, and checks them.
func readAll(t *testing.T, c *Client, ids []int, concurrent int) {
	t.Helper()
	next := make(chan int)
	var group sync.WaitGroup
	for range concurrent {
		group.Go(func() {
			for id := range next {
				org, err := c.Organizations.Get(t.Context(), OrganizationRef{instanceID, pagedID(id)})
				if err != nil || org.ID != pagedID(id) || org.Limits["device"] != int64(id) {
					t.Errorf("organization %d: %+v, %v", id, org, err)
				}
			}
		})
	}
	for _, id := range ids {
		next <- id
	}
	close(next)
	group.Wait()
}

// spreadIDs returns a number of ids up to n, spread evenly.
func spreadIDs(n, count int) []int {
	ids := make([]int, count)
	for i := range ids {
		ids[i] = 1 + i*n/count
	}
	return ids
}

// The cost of sequential reads is exact.
func TestCostOfSequentialReads(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		n, size, managed int
		gets, lists      int
	}{
		"one of many":    {5000, 1000, 1, 1, 0},
		"few of many":    {5000, 1000, 4, 4, 0},
		"a thousand":     {1000, 1000, 1000, 4, 1},
		"five thousand":  {5000, 1000, 5000, 5, 5},
		"some of many":   {5000, 1000, 50, 5, 5},
		"many pages":     {400, 10, 400, 40, 40},
		"small instance": {7, 1000, 7, 4, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, (&pagedServer{n: tc.n, size: tc.size}).ServeHTTP)
			readAll(t, c, spreadIDs(tc.n, tc.managed), 1)
			readAll(t, c, spreadIDs(tc.n, tc.managed), 10) // from the cache
			gets, lists := countReads(seen.all())
			if gets != tc.gets || lists != tc.lists {
				t.Errorf("%d GETs and %d pages, want %d and %d", gets, lists, tc.gets, tc.lists)
			}
		})
	}
}

// The cost of reads is bounded for every instance, share of managed organizations, and concurrency.
func TestBoundOnTheCostOfReads(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 9, 60, 300} {
		for _, size := range []int{7, 50, 1000} {
			for _, share := range []int{1, 3, 20, 100} {
				for _, concurrent := range []int{1, 2, 10, 50} {
					t.Run(fmt.Sprintf("%d%% of %d in pages of %d, %d concurrent", share, n, size, concurrent), func(t *testing.T) {
						t.Parallel()
						c, seen := serve(t, (&pagedServer{n: n, size: size}).ServeHTTP)
						managed := spreadIDs(n, max(1, n*share/100))
						readAll(t, c, managed, concurrent)
						gets, lists := countReads(seen.all())
						pages := (n + size - 1) / size
						if limit := 2*min(len(managed), pages+fewReads) + concurrent; gets+lists > limit || lists > gets || gets > len(managed) {
							t.Errorf("%d GETs and %d pages for %d organizations in %d pages", gets, lists, len(managed), pages)
						}
					})
				}
			}
		}
	}
}

// An organization that is on no page is read by a GET.
func TestAbsenceIsProvedByGet(t *testing.T) {
	t.Parallel()
	hidden := &pagedServer{n: 20, size: 1000, page: func(int) http.HandlerFunc {
		return func(w http.ResponseWriter, req *http.Request) { (&pagedServer{n: 19, size: 1000}).ServeHTTP(w, req) }
	}}
	c, seen := serve(t, hidden.ServeHTTP)
	readAll(t, c, spreadIDs(20, 20), 1)
	if gets, lists := countReads(seen.all()); gets != fewReads+1 || lists != 1 {
		t.Errorf("%d GETs, %d pages", gets, lists)
	}
	for range 2 {
		if _, err := c.Organizations.Get(t.Context(), OrganizationRef{instanceID, pagedID(21)}); !IsNotFound(err) {
			t.Errorf("error %v", err)
		}
	}
	if gets, _ := countReads(seen.all()); gets != fewReads+3 {
		t.Errorf("%d GETs", gets)
	}
}

// An organization that this client has written is read once by a GET.
func TestWrittenOrganizationsAreReadAgain(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, (&pagedServer{n: 20, size: 1000}).ServeHTTP)
	readAll(t, c, spreadIDs(20, 20), 1)
	for _, id := range []int{1, 20} {
		before := len(seen.all())
		if _, err := c.Organizations.Update(t.Context(), OrganizationRef{instanceID, pagedID(id)}, OrganizationPatch{Name: Set("new")}); err != nil {
			t.Fatal(err)
		}
		readAll(t, c, []int{id, id}, 1)
		if requests := len(seen.all()) - before; requests != 2 {
			t.Errorf("organization %d: %d requests, want the PATCH and a GET", id, requests)
		}
	}
	if err := c.Organizations.Delete(t.Context(), OrganizationRef{instanceID, pagedID(2)}); err != nil {
		t.Fatal(err)
	}
	before := len(seen.all())
	readAll(t, c, []int{2}, 1)
	if len(seen.all()) != before+1 {
		t.Error("a deleted organization was returned from a page")
	}
}

// A page that was requested before a write does not undo it.
func TestWriteDuringPageRead(t *testing.T) {
	t.Parallel()
	written := make(chan struct{})
	requested := make(chan struct{})
	c, seen := serve(t, (&pagedServer{n: 20, size: 1000, page: func(int) http.HandlerFunc {
		return func(w http.ResponseWriter, req *http.Request) {
			close(requested)
			<-written
			(&pagedServer{n: 20, size: 1000}).ServeHTTP(w, req)
		}
	}}).ServeHTTP)
	readAll(t, c, []int{1, 2, 3, 4}, 1)
	var group sync.WaitGroup
	group.Go(func() { readAll(t, c, []int{5}, 1) })
	<-requested
	if _, err := c.Organizations.Update(t.Context(), OrganizationRef{instanceID, pagedID(6)}, OrganizationPatch{Name: Set("new")}); err != nil {
		t.Fatal(err)
	}
	close(written)
	group.Wait()
	before := len(seen.all())
	readAll(t, c, []int{6}, 1)
	if len(seen.all()) != before+1 {
		t.Error("returned from a page that is older than the write")
	}
}

// Pages that cannot be read, or that lack fields, are not used.
func TestUnusablePages(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]*pagedServer{
		"no scope for the list": {page: func(int) http.HandlerFunc { return respond(403, "") }},
		"list not found":        {page: func(int) http.HandlerFunc { return respond(404, notFoundJSON) }},
		"fields missing": {item: func(id int) map[string]any {
			return map[string]any{"id": pagedID(id), "limits": pagedOrganization(id)["limits"]}
		}},
		"limits missing": {item: func(id int) map[string]any {
			return map[string]any{"id": pagedID(id), "name": "n", "limits": map[string]int{"device": id}}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server.n, server.size = 30, 1000
			c, seen := serve(t, server.ServeHTTP)
			readAll(t, c, spreadIDs(30, 30), 1)
			if gets, lists := countReads(seen.all()); gets != 30 || lists != 1 {
				t.Errorf("%d GETs, %d pages", gets, lists)
			}
		})
	}
}

// Pages that Snapshot has read are used once one of their organizations equals that of a GET.
func TestPagesAreVerified(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, (&pagedServer{n: 30, size: 10}).ServeHTTP)
	if _, err := c.Organizations.Snapshot(t.Context(), instanceID); err != nil {
		t.Fatal(err)
	}
	readAll(t, c, spreadIDs(30, 30), 1)
	if gets, lists := countReads(seen.all()); gets != 1 || lists != 3 {
		t.Errorf("%d GETs, %d pages", gets, lists)
	}
}

// If the caller that requested a page is canceled, those who wait for the page still get it.
func TestPageReadDoesNotRunInTheContextOfACaller(t *testing.T) {
	t.Parallel()
	requested, release := make(chan struct{}, 2), make(chan struct{})
	c, seen := serve(t, (&pagedServer{n: 20, size: 1000, page: func(int) http.HandlerFunc {
		return func(w http.ResponseWriter, req *http.Request) {
			requested <- struct{}{}
			select {
			case <-req.Context().Done():
			case <-release:
				(&pagedServer{n: 20, size: 1000}).ServeHTTP(w, req)
			}
		}
	}}).ServeHTTP)
	readAll(t, c, []int{1, 2, 3, 4}, 1)
	ctx, cancel := context.WithCancel(t.Context())
	canceled := make(chan error)
	go func() {
		_, err := c.Organizations.Get(ctx, OrganizationRef{instanceID, pagedID(5)})
		canceled <- err
	}()
	<-requested
	var group sync.WaitGroup
	group.Go(func() { readAll(t, c, []int{6, 7, 8}, 3) })
	for cache := c.Organizations.cache(instanceID); ; runtime.Gosched() {
		cache.mu.Lock()
		users := cache.users
		cache.mu.Unlock()
		if users == 4 {
			break
		}
	}
	cancel()
	err := <-canceled
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	checkError(t, err, "GET "+orgsAt+"/"+pagedID(5))
	close(release)
	group.Wait()
	if gets, lists := countReads(seen.all()); gets != 4 || lists != 1 {
		t.Errorf("%d GETs, %d pages", gets, lists)
	}
}

// If nobody waits for a page any more, its request ends. The next caller requests it again.
func TestPageReadEndsWithItsLastCaller(t *testing.T) {
	t.Parallel()
	requested, ended := make(chan struct{}, 2), make(chan struct{}, 2)
	silent := true
	c, seen := serve(t, (&pagedServer{n: 20, size: 1000, page: func(int) http.HandlerFunc {
		if !silent {
			return nil
		}
		return func(_ http.ResponseWriter, req *http.Request) {
			requested <- struct{}{}
			<-req.Context().Done()
			ended <- struct{}{}
		}
	}}).ServeHTTP)
	readAll(t, c, []int{1, 2, 3, 4}, 1)
	ctx, cancel := context.WithCancel(t.Context())
	canceled := make(chan error)
	go func() {
		_, err := c.Organizations.Get(ctx, OrganizationRef{instanceID, pagedID(5)})
		canceled <- err
	}()
	<-requested
	cancel()
	if err := <-canceled; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	<-ended
	silent = false
	readAll(t, c, []int{6, 7, 8}, 1)
	if gets, lists := countReads(seen.all()); gets != 4 || lists != 2 {
		t.Errorf("%d GETs, %d pages", gets, lists)
	}
}

// An impossible total does not cause many requests.
func TestImpossibleTotal(t *testing.T) {
	t.Parallel()
	for _, total := range []string{"1e15", "-5", "0"} {
		t.Run(total, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, func(w http.ResponseWriter, req *http.Request) {
				items := ""
				if req.URL.Query().Get("page") == "0" {
					items = `{"id":"1","name":"a","limits":{}}`
				}
				_, _ = fmt.Fprintf(w, `{"items":[%s],"totalCount":%s}`, items, total)
			})
			all, err := c.Organizations.Snapshot(t.Context(), instanceID)
			if err != nil && !strings.Contains(err.Error(), "totalCount") || err == nil && len(all) != 1 {
				t.Errorf("%v, %v", all, err)
			}
			if requests := len(seen.all()); requests > 1+2*concurrentPages {
				t.Errorf("%d requests", requests)
			}
		})
	}
}

// cachingTransport returns a transport that sends one request to a server for each URL.
func cachingTransport(server http.Handler) roundTripFunc {
	bodies := map[string]string{}
	return func(req *http.Request) (*http.Response, error) {
		url := req.URL.String()
		if _, ok := bodies[url]; !ok {
			w := httptest.NewRecorder()
			server.ServeHTTP(w, req)
			bodies[url] = w.Body.String()
		}
		return fakeResponse(200, bodies[url]), nil
	}
}

func BenchmarkReads(b *testing.B) {
	for _, n := range []int{1000, 5000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			b.ReportAllocs()
			transport := cachingTransport(&pagedServer{n: n, size: 1000})
			for b.Loop() {
				c, err := New(token, WithHTTPClient(&http.Client{Transport: transport}))
				if err != nil {
					b.Fatal(err)
				}
				for id := range n {
					if _, err := c.Organizations.Get(b.Context(), OrganizationRef{instanceID, pagedID(id + 1)}); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
