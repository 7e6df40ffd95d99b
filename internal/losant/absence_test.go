package losant

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// absenceServer does not find any organization by a GET. Its list contains those with the given ids.
type absenceServer struct {
	listed []string
	list   http.HandlerFunc // replaces the list; nil: as usual
	get    http.HandlerFunc // replaces the GET of an organization; nil: not found
}

func (s *absenceServer) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	switch q := req.URL.Query(); {
	case !q.Has("page") && s.get != nil:
		s.get(w, req)
	case !q.Has("page"):
		respond(404, notFoundJSON)(w, req)
	case s.list != nil:
		s.list(w, req)
	default:
		items := []map[string]any{}
		for _, id := range s.listed {
			if !q.Has("query") || strings.Contains(q.Get("query"), id) {
				items = append(items, map[string]any{"id": id, "name": "n", "limits": map[string]int{}})
			}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"items": items, "totalCount": len(items), "perPage": 1000})
	}
}

// An organization does not exist if neither a GET nor the list finds it. Everything else is no proof.
func TestAbsenceOfAnOrganization(t *testing.T) {
	t.Parallel()
	html := "<html>Down for maintenance</html>"
	for name, tc := range map[string]struct {
		server absenceServer
		err    string // "": absent
		gets   int
		lists  int
	}{
		"in neither":                  {absenceServer{}, "", 1, 1},
		"among others":                {absenceServer{listed: []string{otherID}}, "", 1, 1},
		"still listed":                {absenceServer{listed: []string{orgID}}, "the list of organizations still contains organization " + orgID, 1, 1},
		"found":                       {absenceServer{get: respond(200, orgJSON)}, "Losant finds organization " + orgID + " itself", 1, 0},
		"GET is an HTML 404":          {absenceServer{get: respond(404, html)}, "404: Down for maintenance", 4, 0},
		"GET is an empty 404":         {absenceServer{get: respond(404, "")}, "404: Not Found", 4, 0},
		"GET is forbidden":            {absenceServer{get: respond(403, "")}, "403", 1, 0},
		"the list is not found":       {absenceServer{list: respond(404, notFoundJSON)}, "404 NotFound", 1, 1},
		"the list is forbidden":       {absenceServer{list: respond(403, "")}, "403", 1, 1},
		"the list fails":              {absenceServer{list: respond(500, "")}, "500", 1, 4},
		"the list is HTML":            {absenceServer{list: respond(200, html)}, "not a JSON object", 1, 4},
		"the list is incomplete":      {absenceServer{list: pagesOf(3, 1000, 2)}, "the list is incomplete", 1, 6},
		"the list ignores the query":  {absenceServer{list: pagesOf(3, 2, 2, 1)}, "", 1, 2},
		"the list is of another kind": {absenceServer{list: respond(200, `{"type":"Error"}`)}, "the list has no items", 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, tc.server.ServeHTTP, WithMaxRetries(3))
			c.responded.Store(true)
			err := c.Organizations.ConfirmAbsence(t.Context(), orgRef)
			if tc.err == "" && err != nil {
				t.Errorf("error %v", err)
			} else if tc.err != "" {
				checkError(t, err, tc.err)
			}
			if gets, lists := countReads(seen.all()); gets != tc.gets || lists != tc.lists {
				t.Errorf("%d GETs and %d pages, want %d and %d", gets, lists, tc.gets, tc.lists)
			}
		})
	}
}

// One organization costs a GET and a query. Many share the pages.
func TestCostOfAbsence(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ organizations, gets, lists int }{{1, 1, 1}, {4, 4, 4}, {5, 5, 5}, {50, 50, 5}} {
		t.Run(strconv.Itoa(tc.organizations), func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, (&absenceServer{listed: []string{orgID}}).ServeHTTP)
			for i := range tc.organizations {
				ref := OrganizationRef{instanceID, pagedID(i)}
				if _, err := c.Organizations.Get(t.Context(), ref); !IsNotFound(err) {
					t.Fatal(err)
				}
				for range 2 {
					if err := c.Organizations.ConfirmAbsence(t.Context(), ref); err != nil {
						t.Error(err)
					}
				}
			}
			if gets, lists := countReads(seen.all()); gets != tc.gets || lists > tc.lists {
				t.Errorf("%d GETs and %d pages, want %d and at most %d", gets, lists, tc.gets, tc.lists)
			}
		})
	}
}

// A page that is older than a deletion proves nothing. The query does.
func TestOldPageDoesNotContradictAbsence(t *testing.T) {
	t.Parallel()
	server := &absenceServer{listed: []string{orgID}}
	c, _ := serve(t, server.ServeHTTP)
	if _, err := c.Organizations.Snapshot(t.Context(), instanceID); err != nil {
		t.Fatal(err)
	}
	server.listed = nil
	if err := c.Organizations.ConfirmAbsence(t.Context(), orgRef); err != nil {
		t.Error(err)
	}
}

// Tokens and rules are absent if their list, which is read once, does not contain them.
func TestAbsenceFromAList(t *testing.T) {
	t.Parallel()
	listOf := func(ids ...string) http.HandlerFunc {
		return respond(200, `{"items":[{"id":"`+strings.Join(ids, `",`+allRequiredFields+`},{"id":"`)+`",`+allRequiredFields+`}],"totalCount":`+strconv.Itoa(len(ids))+`}`)
	}
	for name, tc := range map[string]struct {
		handler  http.HandlerFunc
		err      string
		requests int
	}{
		"not listed":   {listOf(otherID), "", 1},
		"listed":       {listOf(otherID, orgID), "the list still contains ", 1},
		"no list":      {respond(404, notFoundJSON), "404 NotFound", 2},
		"forbidden":    {respond(403, ""), "403", 2},
		"empty 404":    {respond(404, ""), "404", 2},
		"an HTML page": {respond(200, "<html>"), "not a JSON object", 2},
		"incomplete":   {pagesOf(3, 1000, 1), "the list is incomplete", 12},
	} {
		for noun, confirm := range map[string]func(*Client) error{
			"API token":         func(c *Client) error { return c.Tokens.ConfirmAbsence(t.Context(), instanceID, orgID) },
			"notification rule": func(c *Client) error { return c.NotificationRules.ConfirmAbsence(t.Context(), instanceID, orgID) },
			"custom node":       func(c *Client) error { return c.CustomNodes.ConfirmAbsence(t.Context(), instanceID, orgID) },
		} {
			t.Run(name+", "+noun, func(t *testing.T) {
				t.Parallel()
				c, seen := serve(t, tc.handler, WithMaxRetries(0))
				for range 2 {
					err := confirm(c)
					if tc.err == "" && err != nil {
						t.Error(err)
					} else if tc.err != "" {
						checkError(t, err, tc.err)
					}
				}
				if n := len(seen.all()); n != tc.requests {
					t.Errorf("%d requests, want %d", n, tc.requests)
				}
			})
		}
	}
}

// deletions are the deletions of all kinds of objects, and the body of a GET that still finds the object.
var deletions = map[string]struct {
	remove func(context.Context, *Client) error
	found  string
}{
	"organization": {func(ctx context.Context, c *Client) error { return c.Organizations.Delete(ctx, orgRef) }, `{"id":"` + orgID + `",` + allRequiredFields + `}`},
	"member": {
		func(ctx context.Context, c *Client) error { return c.Members.Remove(ctx, orgRef, "u") },
		`{"items":[{"userId":"u",` + allRequiredFields + `}]}`,
	},
	"invitation": {
		func(ctx context.Context, c *Client) error { return c.Invitations.Revoke(ctx, orgRef, "v") },
		`{"items":[{"id":"v",` + allRequiredFields + `}]}`,
	},
	"instance member": {
		func(ctx context.Context, c *Client) error { return c.InstanceMembers.Remove(ctx, instanceID, "u") },
		`{"items":[{"userId":"u",` + allRequiredFields + `}]}`,
	},
	"API token": {
		func(ctx context.Context, c *Client) error { return c.Tokens.Delete(ctx, instanceID, orgID) },
		`{"id":"` + orgID + `",` + allRequiredFields + `}`,
	},
	"notification rule": {
		func(ctx context.Context, c *Client) error { return c.NotificationRules.Delete(ctx, instanceID, orgID) },
		`{"id":"` + orgID + `",` + allRequiredFields + `}`,
	},
	"custom node": {
		func(ctx context.Context, c *Client) error { return c.CustomNodes.Delete(ctx, instanceID, orgID) },
		`{"id":"` + orgID + `",` + allRequiredFields + `}`,
	},
}

// A deletion counts if the response says so, or if the object is not found afterwards.
func TestDeletionsAreConfirmed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status    int
		body      string
		confirmed bool
	}{
		"success":          {200, `{"success":true}`, true},
		"no content":       {204, "", true},
		"empty":            {200, "", true},
		"an error":         {200, `{"type":"Error","message":"no"}`, false},
		"no success":       {200, `{"success":false}`, false},
		"success as text":  {200, `{"success":"true"}`, false},
		"an empty object":  {200, `{}`, false},
		"a job":            {202, `{"jobId":"j"}`, false},
		"a successful job": {202, `{"success":true,"jobQueued":true,"jobId":"j"}`, false},
		"an empty promise": {202, "", false},
	} {
		for noun, deletion := range deletions {
			for state, found := range map[string]bool{"exists": true, "does not exist": false} {
				t.Run(name+", "+noun+" that "+state, func(t *testing.T) {
					t.Parallel()
					c, seen := serve(t, func(w http.ResponseWriter, req *http.Request) {
						switch isList := strings.Contains(deletion.found, "items"); {
						case req.Method == http.MethodDelete:
							respond(tc.status, tc.body)(w, req)
						case found:
							respond(200, deletion.found)(w, req)
						case isList:
							respond(200, `{"items":[]}`)(w, req)
						default:
							respond(404, notFoundJSON)(w, req)
						}
					})
					err := deletion.remove(t.Context(), c)
					want := "DELETE"
					switch {
					case tc.confirmed:
					case found:
						want += strings.Repeat(" GET", looksAfterDelete)
						checkError(t, err, "DELETE ", "the response does not confirm the deletion, and the object still exists")
					default:
						want += " GET"
					}
					if mustFail := !tc.confirmed && found; (err != nil) != mustFail || IsNotFound(err) {
						t.Errorf("error %v", err)
					}
					if got := seen.methods(); got != want {
						t.Errorf("requests %s, want %s", got, want)
					}
				})
			}
		}
	}
}

// A 404 that is not from Losant does not confirm a deletion.
func TestForeignNotFoundDoesNotConfirmADeletion(t *testing.T) {
	t.Parallel()
	for noun, deletion := range deletions {
		for name, body := range map[string]string{"HTML": "<html>Not here</html>", "empty": "", "without type": `{"message":"no"}`} {
			t.Run(noun+", "+name, func(t *testing.T) {
				t.Parallel()
				c, seen := serve(t, respond(404, body), WithMaxRetries(2))
				if err := deletion.remove(t.Context(), c); err == nil || IsNotFound(err) {
					t.Errorf("error %v", err)
				}
				if got := seen.methods(); got != "DELETE DELETE DELETE" {
					t.Errorf("requests %s", got)
				}
			})
		}
	}
}

// The check of a deletion may fail. Its error names both.
func TestUncheckedDeletion(t *testing.T) {
	t.Parallel()
	for noun, deletion := range deletions {
		c, _ := serve(t, func(w http.ResponseWriter, req *http.Request) {
			respond(map[bool]int{true: 202, false: 403}[req.Method == http.MethodDelete], `{}`)(w, req)
		})
		err := deletion.remove(t.Context(), c)
		if checkError(t, err, "DELETE ", "it could not be checked: GET ", "403"); StatusCode(err) != 403 {
			t.Errorf("%s: %v", noun, err)
		}
	}
}

// The directory of organizations is whole, whatever the pages claim.
func TestSnapshotIsWhole(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		handler         http.HandlerFunc
		items, requests int
	}{
		"the requested page size":     {pagesOf(4, 1000, 2, 2), 4, 2},
		"no total and full pages":     {pagesOf(0, 2, 2, 2, 1), 5, 3},
		"no total and only full ones": {pagesOf(0, 2, 2, 2), 4, 3},
		"the total of the page":       {pagesOf(2, 2, 2, 2, 2), 6, 4},
		"deleted in front":            {movingList("a b c d e f", func(ids []string) []string { return ids[1:] }), 6, 6},
		"listed twice":                {movingList("a b c d e", func(ids []string) []string { return append([]string{"z"}, ids...) }), 5, 6},
		"incomplete at first":         {inSequence(pagesOf(4, 2, 2), pagesOf(4, 2), pagesOf(4, 2, 2, 2)), 4, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, tc.handler)
			for range 2 {
				all, err := c.Organizations.Snapshot(t.Context(), instanceID)
				if err != nil || len(all) != tc.items {
					t.Errorf("%d organizations, %v, want %d", len(all), err, tc.items)
				}
			}
			if n := len(seen.all()); n > tc.requests {
				t.Errorf("%d requests, want at most %d", n, tc.requests)
			}
		})
	}
}

// An incomplete directory is not read again and again.
func TestIncompleteSnapshotIsReadOnce(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, func(w http.ResponseWriter, _ *http.Request) { pagesOf(6, 2, 2)(w, &http.Request{URL: &url.URL{}}) })
	var before int
	for i := range 3 {
		if _, err := c.Organizations.Snapshot(t.Context(), instanceID); !IsIncomplete(err) {
			t.Errorf("error %v", err)
		}
		if i == 0 {
			before = len(seen.all())
		}
	}
	if n := len(seen.all()); n > before || n > 12 {
		t.Errorf("%d requests, %d after the first call", n, before)
	}
}
