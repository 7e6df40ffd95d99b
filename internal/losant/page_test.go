package losant

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// pagesOf returns a handler for pages with the given numbers of organizations. The pages claim total and perPage.
func pagesOf(total, perPage int, items ...int) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		number, _ := strconv.Atoi(req.URL.Query().Get("page"))
		var orgs []string
		if number < len(items) {
			for i := range items[number] {
				orgs = append(orgs, fmt.Sprintf(`{"id":"%d-%d","name":"n%d","limits":{}}`, number, i, number))
			}
		}
		_, _ = fmt.Fprintf(w, `{"items":[%s],"count":%d,"totalCount":%d,"perPage":%d}`, strings.Join(orgs, ","), len(orgs), total, perPage)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		handler         http.HandlerFunc
		items, requests int
	}{
		"none":                   {pagesOf(0, 1000), 0, 1},
		"one":                    {pagesOf(2, 1000, 2), 2, 1},
		"exactly two":            {pagesOf(4, 2, 2, 2), 4, 2},
		"two and a part":         {pagesOf(5, 2, 2, 2, 1), 5, 3},
		"smaller than requested": {pagesOf(3, 1, 1, 1, 1), 3, 3},
		"no page size":           {pagesOf(4, 0, 2, 2), 4, 2},
		"fewer than promised":    {pagesOf(100, 2, 2, 1), 3, 3},
		"a short page between":   {pagesOf(5, 2, 2, 1, 1), 4, 3},
		"no total":               {pagesOf(0, 0, 3), 3, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, tc.handler)
			got, err := Collect(c.Organizations.All(t.Context(), instanceID))
			if err != nil || len(got) != tc.items {
				t.Errorf("%d items, %v, want %d", len(got), err, tc.items)
			}
			all := seen.all()
			if len(all) != tc.requests {
				t.Fatalf("%d requests, want %d", len(all), tc.requests)
			}
			for i, req := range all {
				if want := "&page=" + strconv.Itoa(i) + "&perPage=1000"; !strings.Contains(req.query, want) {
					t.Errorf("request %d: %s does not contain %s", i, req.query, want)
				}
			}
		})
	}
}

func TestPagesStopWithTheCaller(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, pagesOf(6, 2, 2, 2, 2))
	n := 0
	for _, err := range c.Organizations.All(t.Context(), instanceID) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 3 {
			break
		}
	}
	if got := seen.methods(); got != "GET GET" {
		t.Errorf("requests %s", got)
	}
}

func TestPagesEndWithError(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, inSequence(pagesOf(4, 2, 2), respond(403, "")))
	var ids []string
	var last error
	for org, err := range c.Organizations.All(t.Context(), instanceID) {
		if last = err; err == nil {
			ids = append(ids, org.ID)
		}
	}
	if len(ids) != 2 || StatusCode(last) != 403 {
		t.Errorf("items %v, error %v", ids, last)
	}
	if got, err := Collect(c.Organizations.All(t.Context(), instanceID)); got != nil || StatusCode(err) != 403 {
		t.Errorf("got %v, error %v", got, err)
	}
}

func TestQueryWithoutEncoding(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, pagesOf(0, 0))
	_, err := Collect(c.Organizations.All(t.Context(), instanceID, WithQuery(func() {})))
	if err == nil || len(seen.all()) != 0 {
		t.Errorf("error %v, requests %s", err, seen.methods())
	}
}

func TestFailedPageIsReadAgainInSmallerPages(t *testing.T) {
	t.Parallel()
	for name, failing := range map[string]http.HandlerFunc{
		"unavailable": respond(503, ""),
		"cut off":     func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, func(w http.ResponseWriter, req *http.Request) {
				large := req.URL.Query().Get("perPage") == "1000"
				switch {
				case large && req.URL.Query().Get("page") == "1":
					failing(w, req)
				case large:
					pagesOf(4, 2, 2, 2)(w, req)
				default: // The first two organizations again, and two others.
					pagesOf(4, 2, 2, 2)(w, req)
				}
			})
			got, err := Collect(c.Organizations.All(t.Context(), instanceID, WithSmallerPages()))
			if err != nil || len(got) != 4 {
				t.Fatalf("%d organizations, error %v", len(got), err)
			}
			// The first page of each size, and the second one, which Go may repeat after a lost connection.
			if n := len(seen.all()); n != 4 && (n != 5 || name != "cut off") {
				t.Errorf("requests %s", seen.methods())
			}
		})
	}
	c, seen := serve(t, respond(403, `{"type":"Forbidden","message":"no"}`))
	if _, err := Collect(c.Organizations.All(t.Context(), instanceID, WithSmallerPages())); StatusCode(err) != 403 || len(seen.all()) != 1 {
		t.Errorf("error %v, requests %s", err, seen.methods())
	}
}
