package losant

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

// namedIDs returns the ids that Named returns, joined.
func namedIDs(t *testing.T, c *Client, name string) string {
	t.Helper()
	found, err := c.Organizations.Named(t.Context(), instanceID, name)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, org := range found {
		if org.Name != name {
			t.Errorf("organization %s: name %q, want %q", org.ID, org.Name, name)
		}
		ids = append(ids, strings.TrimLeft(org.ID, "0"))
	}
	return strings.Join(ids, " ")
}

// The first names cost a query each, and all others one reading of the pages.
func TestNamedCost(t *testing.T) {
	t.Parallel()
	server := &instanceServer{}
	for i := range 10 {
		server.add(map[string]any{"name": fmt.Sprintf("n%d", i)})
	}
	server.add(map[string]any{"name": "n7"})
	c, seen := server.start(t)
	for range 2 {
		for i, want := range []string{"1", "2", "3", "4", "5", "6", "7", "8 11", "9", "10", ""} {
			var group sync.WaitGroup
			for range 3 {
				group.Go(func() {
					if got := namedIDs(t, c, fmt.Sprintf("n%d", i)); got != want {
						t.Errorf("n%d: %q, want %q", i, got, want)
					}
				})
			}
			group.Wait()
		}
	}
	all := seen.all()
	if len(all) != 5 {
		t.Fatalf("%d requests, want 5", len(all))
	}
	for i, req := range all {
		if isQuery := strings.Contains(req.query, "&query="); isQuery != (i < 4) {
			t.Errorf("request %d: %s", i, req.query)
		}
	}
}

// Named ignores organizations of other names in the response.
func TestNamedIsExact(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, respond(200, `{"items":[{"id":"1","name":"acme","limits":{}},{"id":"2","name":"Acme","limits":{}}],"totalCount":2}`))
	if got := namedIDs(t, c, "Acme"); got != "2" {
		t.Errorf("got %s", got)
	}
}

func TestNamedErrorIsNotCached(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, inSequence(respond(403, ""), respond(200, `{"items":[]}`)))
	if _, err := c.Organizations.Named(t.Context(), instanceID, "Acme"); StatusCode(err) != 403 {
		t.Errorf("error %v", err)
	}
	if got := namedIDs(t, c, "Acme"); got != "" || len(seen.all()) != 2 {
		t.Errorf("got %q after %d requests", got, len(seen.all()))
	}
}

// Named sees what this client writes without another read, with queries as with pages.
func TestNamedSeesOwnWrites(t *testing.T) {
	t.Parallel()
	for name, warmUp := range map[string]int{"queries": 0, "pages": 5} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &instanceServer{}
			server.add(map[string]any{"name": "Acme"})
			server.add(map[string]any{"name": "Acme"})
			c, seen := serve(t, func(w http.ResponseWriter, req *http.Request) {
				switch req.Method {
				case http.MethodPatch:
					_, _ = fmt.Fprintf(w, `{"id":"%024d","name":"Renamed","limits":{}}`, 1)
				case http.MethodDelete:
					_, _ = fmt.Fprint(w, `{"success":true}`)
				default:
					server.ServeHTTP(w, req)
				}
			})
			for i := range warmUp {
				namedIDs(t, c, fmt.Sprintf("warm-up %d", i))
			}
			steps := []struct {
				do   func() error
				want string // the ids of the organizations named Acme
			}{
				{func() error { return nil }, "1 2"},
				{func() error {
					_, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: "Acme"})
					return err
				}, "1 2 3"},
				{func() error {
					_, err := c.Organizations.Update(t.Context(), OrganizationRef{instanceID, fmt.Sprintf("%024d", 1)}, OrganizationPatch{Name: Set("Renamed")})
					return err
				}, "2 3"},
				{func() error {
					return c.Organizations.Delete(t.Context(), OrganizationRef{instanceID, fmt.Sprintf("%024d", 2)})
				}, "3"},
				{func() error {
					return c.Organizations.Delete(t.Context(), OrganizationRef{instanceID, fmt.Sprintf("%024d", 3)})
				}, ""},
			}
			for i, step := range steps {
				if err := step.do(); err != nil {
					t.Fatal(err)
				}
				if got := namedIDs(t, c, "Acme"); got != step.want {
					t.Errorf("step %d: %q, want %q", i, got, step.want)
				}
			}
			if got := namedIDs(t, c, "Renamed"); got != "1" {
				t.Errorf("after the renaming: %q", got)
			}
			reads := 0
			for _, req := range seen.all() {
				if req.method == http.MethodGet {
					reads++
				}
			}
			if want := max(2, min(warmUp, 5)); reads != want {
				t.Errorf("%d reads, want %d", reads, want)
			}
		})
	}
}

// The pages are read once for any number of creations.
func TestNamedWithManyCreates(t *testing.T) {
	t.Parallel()
	server := &instanceServer{}
	c, seen := server.start(t)
	for i := range 1000 {
		name := fmt.Sprintf("n%d", i)
		if got := namedIDs(t, c, name); got != "" {
			t.Fatalf("%s: %s", name, got)
		}
		if _, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := namedIDs(t, c, "n999"), "1000"; got != want {
		t.Errorf("last name: %q, want %q", got, want)
	}
	if reads := len(seen.all()) - 1000; reads != 5 {
		t.Errorf("%d reads, want 5", reads)
	}
}

func TestNamedIsPerInstance(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, func(w http.ResponseWriter, req *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"items": []map[string]any{{"id": req.URL.Path, "name": "Acme", "limits": map[string]int{}}}})
	})
	for _, id := range []string{"i1", "i2"} {
		found, err := c.Organizations.Named(t.Context(), id, "Acme")
		if want := "/prefix/instances/" + id + "/orgs"; err != nil || len(found) != 1 || found[0].ID != want {
			t.Errorf("%s: %v, %v, want %s", id, found, err, want)
		}
	}
}

func TestSnapshotSeesOwnWrites(t *testing.T) {
	t.Parallel()
	server := &instanceServer{}
	for i := range 5 {
		server.add(map[string]any{"name": fmt.Sprintf("n%d", i)})
	}
	server.add(map[string]any{"name": "n1"})
	c, seen := server.start(t)
	ids := func() string {
		t.Helper()
		all, err := c.Organizations.Snapshot(t.Context(), instanceID)
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for id, org := range all {
			found = append(found, strings.TrimLeft(id, "0")+"="+org.Name)
		}
		slices.Sort(found)
		return strings.Join(found, " ")
	}
	if got, want := ids(), "1=n0 2=n1 3=n2 4=n3 5=n4 6=n1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	c.Organizations.cache(instanceID).put(fmt.Sprintf("%024d", 2), nil)
	c.Organizations.cache(instanceID).put(fmt.Sprintf("%024d", 3), &Organization{ID: fmt.Sprintf("%024d", 3), Name: "renamed"})
	c.Organizations.cache(instanceID).put(fmt.Sprintf("%024d", 7), &Organization{ID: fmt.Sprintf("%024d", 7), Name: "new"})
	if got, want := ids(), "1=n0 3=renamed 4=n3 5=n4 6=n1 7=new"; got != want {
		t.Errorf("after the writes: got %s, want %s", got, want)
	}
	if requests := len(seen.all()); requests != 1 {
		t.Errorf("%d requests", requests)
	}
}

func TestSnapshotError(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, respond(403, ""))
	if _, err := c.Organizations.Snapshot(t.Context(), instanceID); StatusCode(err) != 403 {
		t.Errorf("error %v", err)
	}
}
