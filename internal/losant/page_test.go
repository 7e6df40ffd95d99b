package losant

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// allRequiredFields are the fields that the objects of all lists must have, besides their ids.
const allRequiredFields = `"name":"n","limits":{},"role":"admin","email":"a@x.io","status":"active","scope":[],"targetQueryJson":"{}","triggers":[],"nodes":[],` +
	`"ruleConfig":{"ruleType":"payloadUsage","thresholdType":"percentOfLimit"}`

// pagesOf returns a handler for pages with the given numbers of organizations. The pages claim total and perPage.
func pagesOf(total, perPage int, items ...int) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		number, _ := strconv.Atoi(req.URL.Query().Get("page"))
		var orgs []string
		if number < len(items) {
			for i := range items[number] {
				orgs = append(orgs, fmt.Sprintf(`{"id":"%d-%d",%s}`, number, i, allRequiredFields))
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
		"none":                        {pagesOf(0, 1000), 0, 1},
		"one":                         {pagesOf(2, 1000, 2), 2, 1},
		"exactly two":                 {pagesOf(4, 2, 2, 2), 4, 2},
		"two and a part":              {pagesOf(5, 2, 2, 2, 1), 5, 3},
		"smaller than requested":      {pagesOf(3, 1, 1, 1, 1), 3, 3},
		"no page size":                {pagesOf(4, 0, 2, 2), 4, 2},
		"the requested page size":     {pagesOf(4, 1000, 2, 2), 4, 2},
		"a negative page size":        {pagesOf(4, -2, 2, 2), 4, 2},
		"no total":                    {pagesOf(0, 0, 3), 3, 1},
		"no total and full pages":     {pagesOf(0, 2, 2, 2, 1), 5, 3},
		"no total and only full ones": {pagesOf(0, 2, 2, 2), 4, 3},
		"a negative total":            {pagesOf(-1, 2, 2, 2, 1), 5, 3},
		"the total of the page":       {pagesOf(2, 2, 2, 2, 2), 6, 4},
		"a total below the items":     {pagesOf(1, 2, 2, 2, 1), 5, 3},
		"a full page that is all":     {pagesOf(2, 2, 2), 2, 2},
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
				if want := "&sortField=creationDate&sortDirection=asc&page=" + strconv.Itoa(i) + "&perPage=1000"; !strings.Contains(req.query, want) {
					t.Errorf("request %d: %s does not contain %s", i, req.query, want)
				}
			}
		})
	}
}

// A list that lacks items in each of three readings is an error, and none of them is without end.
func TestIncompletePages(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		handler  http.HandlerFunc
		requests int
	}{
		"fewer than promised":     {pagesOf(100, 2, 2, 1), 9},
		"a short page between":    {pagesOf(5, 2, 2, 1, 1), 12},
		"an empty page between":   {pagesOf(6, 2, 2, 0, 2), 6},
		"the page is ignored":     {func(w http.ResponseWriter, _ *http.Request) { pagesOf(6, 2, 2)(w, &http.Request{URL: &url.URL{}}) }, 6},
		"none of many":            {pagesOf(6, 2), 3},
		"an absurd total":         {pagesOf(math.MaxInt, 2, 2, 2), 9},
		"a large total, one each": {pagesOf(1e6, 1, 1, 1, 1), 12},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, tc.handler)
			_, err := Collect(c.Organizations.All(t.Context(), instanceID))
			if !IsIncomplete(err) || Operation(err) != "instanceOrgs.get" {
				t.Errorf("error %v of operation %q", err, Operation(err))
			}
			checkError(t, err, "GET "+orgsAt+": the list is incomplete", "its total is")
			if n := len(seen.all()); n != tc.requests {
				t.Errorf("%d requests, want %d", n, tc.requests)
			}
			snapshot, _ := serve(t, tc.handler)
			if all, err := snapshot.Organizations.Snapshot(t.Context(), instanceID); !IsIncomplete(err) {
				t.Errorf("Snapshot returns %d, %v", len(all), err)
			}
		})
	}
}

// movingList serves pages of two organizations, and changes the list after the first page.
func movingList(ids string, change func(ids []string) []string) http.HandlerFunc {
	all := strings.Fields(ids)
	var mu sync.Mutex
	return func(w http.ResponseWriter, req *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		number, _ := strconv.Atoi(req.URL.Query().Get("page"))
		first := min(2*number, len(all))
		var items []string
		for _, id := range all[first:min(first+2, len(all))] {
			items = append(items, `{"id":"`+id+`",`+allRequiredFields+`}`)
		}
		_, _ = fmt.Fprintf(w, `{"items":[%s],"totalCount":%d,"perPage":2}`, strings.Join(items, ","), len(all))
		if change != nil {
			all = change(all)
			change = nil
		}
	}
}

// An organization that moves to a page that was read before is read again. One that moves to the next page is listed once.
func TestListsThatChangeWhileTheyAreRead(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change   func(ids []string) []string
		want     string
		requests int
	}{
		"deleted in front":    {func(ids []string) []string { return ids[1:] }, "a b c d e f", 3 + 3},
		"deleted at the end":  {func(ids []string) []string { return ids[:5] }, "a b c d e", 3 + 3},
		"moved to the end":    {func(ids []string) []string { return append(slices.Clone(ids[1:]), "a") }, "a b c d e f", 4 + 3},
		"added in front":      {func(ids []string) []string { return append([]string{"z"}, ids...) }, "a b c d e f", 5},
		"added at the end":    {func(ids []string) []string { return append(slices.Clone(ids), "g") }, "a b c d e f g", 4},
		"moved to the front":  {func(ids []string) []string { return append([]string{"f"}, ids[:5]...) }, "a b c d e f", 4 + 3},
		"without any changes": {nil, "a b c d e f", 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, movingList("a b c d e f", tc.change))
			got, err := Collect(c.Organizations.All(t.Context(), instanceID))
			ids := strings.Join(slices.Sorted(slices.Values(idsOf(got))), " ")
			if err != nil || ids != tc.want {
				t.Errorf("got %s, %v, want %s", ids, err, tc.want)
			}
			if n := len(seen.all()); n != tc.requests {
				t.Errorf("%d requests, want %d", n, tc.requests)
			}
		})
	}
}

// A list without pages that says it has more items asks for the next page. Without one, it is incomplete.
func TestListsWithoutPages(t *testing.T) {
	t.Parallel()
	item := func(id string) string {
		return `{"id":"` + id + `","userId":"` + id + `","email":"` + id + `@x.io","role":"admin"}`
	}
	one, two := `"items":[`+item("a")+`]`, `"items":[`+item("a")+`,`+item("b")+`]`
	page := func(first, second string) http.HandlerFunc {
		return func(w http.ResponseWriter, req *http.Request) {
			body := first
			if req.URL.Query().Has("page") {
				if second == "" {
					respond(400, `{"type":"Validation","message":"page is not allowed"}`)(w, req)
					return
				}
				body = second
			}
			respond(200, "{"+body+"}")(w, req)
		}
	}
	for name, tc := range map[string]struct {
		handler         http.HandlerFunc
		items, requests int
		incomplete      bool
	}{
		"without a total":         {page(two, ""), 2, 1, false},
		"listed twice":            {page(`"items":[`+item("a")+`,`+item("a")+`]`, ""), 1, 1, false},
		"with its total":          {page(two+`,"totalCount":2,"count":2`, ""), 2, 1, false},
		"more, on the next page":  {page(one+`,"totalCount":2`, `"items":[`+item("b")+`],"totalCount":2`), 2, 2, false},
		"more, without a page":    {page(two+`,"totalCount":4`, ""), 0, 6, true},
		"more, the same again":    {page(two+`,"totalCount":4`, two+`,"totalCount":4`), 0, 6, true},
		"ten million":             {page(two+`,"totalCount":10000000`, two+`,"totalCount":10000000`), 0, 6, true},
		"a count above the items": {page(two+`,"count":3`, ""), 0, 6, true},
		"empty with a total":      {page(`"items":[],"totalCount":1`, ""), 0, 3, true},
	} {
		for noun, read := range map[string]func(*Client) (int, error){
			"members": func(c *Client) (int, error) {
				all, err := Collect(c.Members.All(t.Context(), orgRef))
				return len(all), err
			},
			"invitations": func(c *Client) (int, error) {
				all, err := Collect(c.Invitations.All(t.Context(), orgRef))
				return len(all), err
			},
			"instance members": func(c *Client) (int, error) {
				all, err := Collect(c.InstanceMembers.All(t.Context(), instanceID))
				return len(all), err
			},
		} {
			t.Run(name+", "+noun, func(t *testing.T) {
				t.Parallel()
				c, seen := serve(t, tc.handler)
				n, err := read(c)
				if IsIncomplete(err) != tc.incomplete || err != nil != tc.incomplete || n != tc.items {
					t.Errorf("%d items, %v", n, err)
				}
				if requests := len(seen.all()); requests != tc.requests {
					t.Errorf("%d requests, want %d", requests, tc.requests)
				}
			})
		}
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

// Every list with pages must be whole, and yields each item once.
func TestAllPagedListsAreWhole(t *testing.T) {
	t.Parallel()
	for noun, read := range map[string]func(*Client) (int, error){
		"organizations": func(c *Client) (int, error) {
			all, err := Collect(c.Organizations.All(t.Context(), instanceID))
			return len(all), err
		},
		"instances": func(c *Client) (int, error) {
			all, err := Collect(c.Instances.All(t.Context()))
			return len(all), err
		},
		"API tokens": func(c *Client) (int, error) {
			all, err := Collect(c.Tokens.All(t.Context(), instanceID))
			return len(all), err
		},
		"notification rules": func(c *Client) (int, error) {
			all, err := Collect(c.NotificationRules.All(t.Context(), instanceID))
			return len(all), err
		},
		"custom nodes": func(c *Client) (int, error) {
			all, err := Collect(c.CustomNodes.All(t.Context(), instanceID))
			return len(all), err
		},
		"audit log": func(c *Client) (int, error) {
			all, err := Collect(c.AuditLogs.All(t.Context(), instanceID, AuditLogFilter{}))
			return len(all), err
		},
	} {
		t.Run(noun, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, pagesOf(3, 1000, 2))
			if n, err := read(c); !IsIncomplete(err) {
				t.Errorf("%d items, %v, although one is missing", n, err)
			}
			c, _ = serve(t, movingList("a b c d e f", func(ids []string) []string { return ids[1:] }))
			if n, err := read(c); err != nil || n != 6 {
				t.Errorf("%d items, %v, after a deletion in front", n, err)
			}
			c, _ = serve(t, movingList("a b c d e f", func(ids []string) []string { return append([]string{"z"}, ids...) }))
			if n, err := read(c); err != nil || n != 6 {
				t.Errorf("%d items, %v, after an addition in front", n, err)
			}
		})
	}
}
