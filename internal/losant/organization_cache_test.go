package losant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// shelf is an instance of n organizations with ids from 1, in pages of at most size.
type shelf struct {
	n, size int
	page    func(number int) http.HandlerFunc // in place of a page; nil leaves it
	item    func(id int) map[string]any       // in place of a listed organization
}

func shelfID(n int) string { return fmt.Sprintf("%024d", n) }

func shelved(id int) map[string]any {
	return map[string]any{"id": shelfID(id), "name": fmt.Sprintf("n%d", id), "limits": map[string]int{"device": id, "member": 5}}
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	q := req.URL.Query()
	if !q.Has("page") {
		id, _ := strconv.Atoi(req.URL.Path[strings.LastIndex(req.URL.Path, "/")+1:])
		switch {
		case id < 1 || id > s.n:
			answer(404, "")(w, req)
		case req.Method == http.MethodDelete:
			answer(200, `{"success":true}`)(w, req)
		default:
			_ = json.NewEncoder(w).Encode(shelved(id))
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
	item := shelved
	if s.item != nil {
		item = s.item
	}
	items := []map[string]any{}
	for id := number*s.size + 1; id <= min(s.n, (number+1)*s.size); id++ {
		items = append(items, item(id))
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"items": items, "totalCount": s.n, "perPage": s.size})
}

// counted tells apart the reads of one organization and of pages among the requests.
func counted(requests []request) (gets, lists int) {
	for _, req := range requests {
		if strings.Contains(req.query, "&page=") {
			lists++
		} else {
			gets++
		}
	}
	return gets, lists
}

// readAll reads organizations, so many at once, and checks what it gets.
func readAll(t *testing.T, c *Client, ids []int, atOnce int) {
	t.Helper()
	next := make(chan int)
	var group sync.WaitGroup
	for range atOnce {
		group.Go(func() {
			for id := range next {
				org, err := c.Organizations.Get(t.Context(), OrganizationRef{instanceID, shelfID(id)})
				if err != nil || org.ID != shelfID(id) || org.Limits["device"] != int64(id) {
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

// every returns so many ids below n, spread evenly.
func every(n, many int) []int {
	ids := make([]int, many)
	for i := range ids {
		ids[i] = 1 + i*n/many
	}
	return ids
}

// One after the other, the cost of reads is exact.
func TestCostOfReadsInTurn(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		n, size, managed int
		gets, lists      int
	}{
		"one of thousands":   {5000, 1000, 1, 1, 0},
		"few of thousands":   {5000, 1000, 4, 4, 0},
		"a thousand":         {1000, 1000, 1000, 4, 1},
		"five thousand":      {5000, 1000, 5000, 5, 5},
		"some of thousands":  {5000, 1000, 50, 5, 5},
		"many pages":         {400, 10, 400, 40, 40},
		"an instance of few": {7, 1000, 7, 4, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, (&shelf{n: tc.n, size: tc.size}).ServeHTTP)
			readAll(t, c, every(tc.n, tc.managed), 1)
			readAll(t, c, every(tc.n, tc.managed), 10) // what was read is not read again
			gets, lists := counted(seen.all())
			if gets != tc.gets || lists != tc.lists {
				t.Errorf("%d GETs and %d pages, want %d and %d", gets, lists, tc.gets, tc.lists)
			}
		})
	}
}

// Whatever is managed in however large an instance, by however many at once, reads stay near the best that was possible.
func TestBoundOnTheCostOfReads(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 9, 60, 300} {
		for _, size := range []int{7, 50, 1000} {
			for _, share := range []int{1, 3, 20, 100} {
				for _, atOnce := range []int{1, 2, 10, 50} {
					t.Run(fmt.Sprintf("%d%% of %d in pages of %d, %d at once", share, n, size, atOnce), func(t *testing.T) {
						t.Parallel()
						c, seen := serve(t, (&shelf{n: n, size: size}).ServeHTTP)
						managed := every(n, max(1, n*share/100))
						readAll(t, c, managed, atOnce)
						gets, lists := counted(seen.all())
						pages := (n + size - 1) / size
						if most := 2*min(len(managed), pages+fewReads) + atOnce; gets+lists > most || lists > gets || gets > len(managed) {
							t.Errorf("%d GETs and %d pages for %d organizations in %d pages", gets, lists, len(managed), pages)
						}
					})
				}
			}
		}
	}
}

// An organization that no page has is asked for before it counts as gone.
func TestPagesDoNotTellThatSomethingIsGone(t *testing.T) {
	t.Parallel()
	hidden := &shelf{n: 20, size: 1000, page: func(int) http.HandlerFunc {
		return func(w http.ResponseWriter, req *http.Request) { (&shelf{n: 19, size: 1000}).ServeHTTP(w, req) }
	}}
	c, seen := serve(t, hidden.ServeHTTP)
	readAll(t, c, every(20, 20), 1)
	if gets, lists := counted(seen.all()); gets != fewReads+1 || lists != 1 {
		t.Errorf("%d GETs, %d pages", gets, lists)
	}
	for range 2 {
		if _, err := c.Organizations.Get(t.Context(), OrganizationRef{instanceID, shelfID(21)}); !IsNotFound(err) {
			t.Errorf("error %v", err)
		}
	}
	if gets, _ := counted(seen.all()); gets != fewReads+3 {
		t.Errorf("%d GETs", gets)
	}
}

// What this client wrote is asked for by itself, once, whichever way it was known before.
func TestWritesAreReadAgain(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, (&shelf{n: 20, size: 1000}).ServeHTTP)
	readAll(t, c, every(20, 20), 1)
	for _, id := range []int{1, 20} {
		before := len(seen.all())
		if _, err := c.Organizations.Update(t.Context(), OrganizationRef{instanceID, shelfID(id)}, OrganizationPatch{Name: Set("new")}); err != nil {
			t.Fatal(err)
		}
		readAll(t, c, []int{id, id}, 1)
		if requests := len(seen.all()) - before; requests != 2 {
			t.Errorf("organization %d: %d requests, want the PATCH and a GET", id, requests)
		}
	}
	if err := c.Organizations.Delete(t.Context(), OrganizationRef{instanceID, shelfID(2)}); err != nil {
		t.Fatal(err)
	}
	before := len(seen.all())
	readAll(t, c, []int{2}, 1)
	if len(seen.all()) != before+1 {
		t.Error("a deleted organization was answered from a page")
	}
}

// A page that was on its way when something was written does not bring the past back.
func TestWriteDuringAPage(t *testing.T) {
	t.Parallel()
	written := make(chan struct{})
	asked := make(chan struct{})
	c, seen := serve(t, (&shelf{n: 20, size: 1000, page: func(int) http.HandlerFunc {
		return func(w http.ResponseWriter, req *http.Request) {
			close(asked)
			<-written
			(&shelf{n: 20, size: 1000}).ServeHTTP(w, req)
		}
	}}).ServeHTTP)
	readAll(t, c, []int{1, 2, 3, 4}, 1)
	var group sync.WaitGroup
	group.Go(func() { readAll(t, c, []int{5}, 1) })
	<-asked
	if _, err := c.Organizations.Update(t.Context(), OrganizationRef{instanceID, shelfID(6)}, OrganizationPatch{Name: Set("new")}); err != nil {
		t.Fatal(err)
	}
	close(written)
	group.Wait()
	before := len(seen.all())
	readAll(t, c, []int{6}, 1)
	if len(seen.all()) != before+1 {
		t.Error("answered from a page of before the write")
	}
}

// Pages that cannot be read, or that tell less than a GET, are done without.
func TestReadsWithoutPages(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]*shelf{
		"no scope for the list": {page: func(int) http.HandlerFunc { return answer(403, "") }},
		"no list":               {page: func(int) http.HandlerFunc { return answer(404, "") }},
		"members missing": {item: func(id int) map[string]any {
			return map[string]any{"id": shelfID(id), "limits": shelved(id)["limits"]}
		}},
		"limits missing": {item: func(id int) map[string]any {
			return map[string]any{"id": shelfID(id), "name": "n", "limits": map[string]int{"device": id}}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server.n, server.size = 30, 1000
			c, seen := serve(t, server.ServeHTTP)
			readAll(t, c, every(30, 30), 1)
			if gets, lists := counted(seen.all()); gets != 30 || lists != 1 {
				t.Errorf("%d GETs, %d pages", gets, lists)
			}
		})
	}
}

// Pages that were read for their names are only answered from once they agreed with a GET.
func TestPagesOfNamesAreCompared(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, (&shelf{n: 30, size: 10}).ServeHTTP)
	if _, err := c.Organizations.Snapshot(t.Context(), instanceID); err != nil {
		t.Fatal(err)
	}
	readAll(t, c, every(30, 30), 1)
	if gets, lists := counted(seen.all()); gets != 1 || lists != 3 {
		t.Errorf("%d GETs, %d pages", gets, lists)
	}
}

// A caller who gives up while it reads a page for others leaves the page to them.
func TestPageIsTakenOver(t *testing.T) {
	t.Parallel()
	asked, release := make(chan struct{}, 2), make(chan struct{})
	c, seen := serve(t, (&shelf{n: 20, size: 1000, page: func(int) http.HandlerFunc {
		return func(w http.ResponseWriter, req *http.Request) {
			asked <- struct{}{}
			select {
			case <-req.Context().Done():
			case <-release:
				(&shelf{n: 20, size: 1000}).ServeHTTP(w, req)
			}
		}
	}}).ServeHTTP)
	readAll(t, c, []int{1, 2, 3, 4}, 1)
	ctx, cancel := context.WithCancel(t.Context())
	gaveUp := make(chan error)
	go func() {
		_, err := c.Organizations.Get(ctx, OrganizationRef{instanceID, shelfID(5)})
		gaveUp <- err
	}()
	<-asked
	var group sync.WaitGroup
	group.Go(func() { readAll(t, c, []int{6, 7, 8}, 3) })
	cancel()
	err := <-gaveUp
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	checkError(t, err, "GET "+orgsAt+"/"+shelfID(5))
	<-asked
	close(release)
	group.Wait()
	if gets, lists := counted(seen.all()); gets != 4 || lists != 2 {
		t.Errorf("%d GETs, %d pages", gets, lists)
	}
}

// A total that no server can have does not make the client ask for ever, nor all at once.
func TestTotalOfNonsense(t *testing.T) {
	t.Parallel()
	for _, total := range []string{"1e15", "-5", "0"} {
		t.Run(total, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, func(w http.ResponseWriter, req *http.Request) {
				items := ""
				if req.URL.Query().Get("page") == "0" {
					items = `{"id":"1","name":"a"}`
				}
				_, _ = fmt.Fprintf(w, `{"items":[%s],"totalCount":%s}`, items, total)
			})
			all, err := c.Organizations.Snapshot(t.Context(), instanceID)
			if err != nil && !strings.Contains(err.Error(), "totalCount") || err == nil && len(all) != 1 {
				t.Errorf("%v, %v", all, err)
			}
			if requests := len(seen.all()); requests > 1+2*pagesAtOnce {
				t.Errorf("%d requests", requests)
			}
		})
	}
}

// canned is a transport that asks a server once for each URL.
func canned(server http.Handler) roundTrip {
	bodies := map[string]string{}
	return func(req *http.Request) (*http.Response, error) {
		url := req.URL.String()
		if _, ok := bodies[url]; !ok {
			w := httptest.NewRecorder()
			server.ServeHTTP(w, req)
			bodies[url] = w.Body.String()
		}
		return reply(200, bodies[url]), nil
	}
}

func BenchmarkReads(b *testing.B) {
	for _, n := range []int{1000, 5000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			b.ReportAllocs()
			transport := canned(&shelf{n: n, size: 1000})
			for b.Loop() {
				c, err := New(token, WithHTTPClient(&http.Client{Transport: transport}))
				if err != nil {
					b.Fatal(err)
				}
				for id := range n {
					if _, err := c.Organizations.Get(b.Context(), OrganizationRef{instanceID, shelfID(id + 1)}); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
