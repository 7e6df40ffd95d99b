package losant

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// inMemory returns a transport that calls a server without a network, so that waiting takes no time in a synctest bubble.
func inMemory(server http.Handler) roundTripFunc {
	return func(req *http.Request) (resp *http.Response, err error) {
		defer func() {
			if recover() != nil { // dropConnection
				err = errors.New("EOF")
			}
		}()
		recorder := httptest.NewRecorder()
		server.ServeHTTP(recorder, req)
		return recorder.Result(), nil
	}
}

// failures are the responses that say nothing certain about a POST.
var failures = map[string]http.HandlerFunc{
	"no response":                  dropConnection,
	"202 without a body":           respond(202, ""),
	"204":                          respond(204, ""),
	"302":                          respond(302, "", "Location", "https://login.example/"),
	"303":                          respond(303, "", "Location", orgsAt+"/1"),
	"304":                          respond(304, ""),
	"400 in HTML":                  respond(400, "<h1>Bad request</h1>"),
	"401 of a gateway":             respond(401, `{"message":"Unauthorized"}`),
	"403 of a firewall":            respond(403, "<h1>Blocked</h1>"),
	"404 in HTML":                  respond(404, "<h1>Not found</h1>"),
	"408":                          respond(408, ""),
	"408 in JSON":                  respond(408, `{"type":"Timeout","message":"no"}`),
	"409 without a type":           respond(409, `{"error":"conflict"}`),
	"413 without a body":           respond(413, ""),
	"421":                          respond(421, ""),
	"423":                          respond(423, `{"type":"Locked","message":"no"}`),
	"425":                          respond(425, ""),
	"460":                          respond(460, ""),
	"499":                          respond(499, ""),
	"500 in JSON":                  respond(500, `{"type":"Internal","message":"no"}`),
	"502":                          respond(502, "<h1>Bad gateway</h1>"),
	"504":                          respond(504, ""),
	"response of a captive portal": respond(200, "<html>"),
}

// Whatever the response to a POST is, exactly one organization exists at the end, and it is the one that Create returns.
func TestCreateIsExactlyOnceForEveryStatus(t *testing.T) {
	t.Parallel()
	for name, failure := range failures {
		for when, applies := range map[string]bool{"before": false, "after": true} {
			t.Run(name+" "+when+" the effect", func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server := &instanceServer{fault: failFirst(1, applies, failure)}
					server.add(map[string]any{"name": "Acme"})
					c := newFakeClient(t, inMemory(server))
					org, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: "Acme"})
					if err != nil || org.ID != fmt.Sprintf("%024d", 2) || len(server.orgs) != 2 {
						t.Errorf("got %v, %v; there are %v", org, err, server.orgs)
					}
					if want := map[bool]int{false: 2, true: 1}[applies]; server.posts != want {
						t.Errorf("%d POSTs, want %d", server.posts, want)
					}
				})
			})
		}
	}
}

// The errors of Losant itself say that a POST had no effect, so nothing is looked for and nothing is repeated.
func TestCreateBelievesErrorsOfLosant(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 401, 402, 403, 404, 405, 409, 410, 413, 415, 422} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			server := &instanceServer{fault: failFirst(9, false, refuse(status))}
			c, seen := server.start(t)
			_, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: "Acme"})
			if StatusCode(err) != status || seen.methods() != "GET POST" || strings.Contains(err.Error(), "may have been created") {
				t.Errorf("error %v after %s", err, seen.methods())
			}
		})
	}
}

// No clock has an influence: not that of the server that sends the response, nor that of the database, nor ours.
func TestCreateNeedsNoClocks(t *testing.T) {
	t.Parallel()
	for clock, change := range map[string]func(*instanceServer){
		"all alike":                  func(*instanceServer) {},
		"Date 3 s ahead":             func(s *instanceServer) { s.skew = 3 * time.Second },
		"Date an hour ahead":         func(s *instanceServer) { s.skew = time.Hour },
		"Date 3 s behind":            func(s *instanceServer) { s.skew = -3 * time.Second },
		"Date a day behind":          func(s *instanceServer) { s.skew = -24 * time.Hour },
		"odd Date":                   func(s *instanceServer) { s.date = "noon" },
		"no creationDate":            func(s *instanceServer) { s.creationDate = "" },
		"odd creationDate":           func(s *instanceServer) { s.creationDate = "today" },
		"creationDate in the past":   func(s *instanceServer) { s.creationDate = "2001-01-01T00:00:00.000Z" },
		"creationDate in the future": func(s *instanceServer) { s.creationDate = "2101-01-01T00:00:00.000Z" },
	} {
		for when, applies := range map[string]bool{"before": false, "after": true} {
			t.Run(clock+", "+when+" the effect", func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server := &instanceServer{}
					change(server)
					server.add(map[string]any{"name": "Acme"})
					server.fault = failFirst(1, applies, dropConnection)
					c := newFakeClient(t, inMemory(server))
					org, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: "Acme"})
					if err != nil || org.ID != fmt.Sprintf("%024d", 2) || len(server.orgs) != 2 {
						t.Errorf("got %v, %v; there are %v", org, err, server.orgs)
					}
				})
			})
		}
	}
}

// A suspended machine's monotonic clock stands still. The look after it is as good as any other.
func TestCreateFindsWhatWasCreatedLongAgo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &instanceServer{fault: failFirst(1, true, func(http.ResponseWriter, *http.Request) {
			time.Sleep(30 * time.Second)
			panic(http.ErrAbortHandler)
		})}
		c := newFakeClient(t, inMemory(server))
		if org, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: "Acme"}); err != nil || len(server.orgs) != 1 {
			t.Errorf("got %v, %v; there are %v", org, err, server.orgs)
		}
	})
}

// An organization that this client renames is not the work of a lost POST.
func TestCreateIgnoresRenamedOrganizations(t *testing.T) {
	t.Parallel()
	server := &instanceServer{}
	old := server.add(map[string]any{"name": "Old"})
	c, _ := serve(t, func(w http.ResponseWriter, req *http.Request) {
		if req.Method == http.MethodPatch {
			old["name"] = "Acme"
			respond(200, fmt.Sprintf(`{"id":%q,"name":"Acme","limits":{}}`, old["id"]))(w, req)
			return
		}
		server.ServeHTTP(w, req)
	})
	server.fault = func(n int) (bool, http.HandlerFunc) {
		if n > 0 {
			return true, nil
		}
		return false, dropConnection
	}
	if got := namedIDs(t, c, "Acme"); got != "" {
		t.Fatalf("named Acme: %s", got)
	}
	ref := OrganizationRef{instanceID, fmt.Sprintf("%024d", 1)}
	if _, err := c.Organizations.Update(t.Context(), ref, OrganizationPatch{Name: Set("Acme")}); err != nil {
		t.Fatal(err)
	}
	org, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: "Acme"})
	if err != nil || org.ID != fmt.Sprintf("%024d", 2) {
		t.Errorf("got %v, %v", org, err)
	}
}

// Several clients create organizations with one name at the same time, and most responses are lost. No organization is
// returned twice, and none is created that is neither returned nor named in an error.
func TestClientsCreateEqualNamesAtTheSameTime(t *testing.T) {
	t.Parallel()
	for name, equal := range map[string]bool{"with different values": false, "with equal values": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &instanceServer{fault: func(n int) (bool, http.HandlerFunc) {
				return n%3 != 1, []http.HandlerFunc{dropConnection, respond(408, ""), nil}[n%3]
			}}
			srv := httptest.NewServer(server)
			t.Cleanup(srv.Close)
			const clients, each = 4, 3
			var group sync.WaitGroup
			var mu sync.Mutex
			returned, problems := map[string]int{}, ""
			for i := range clients {
				c := newTestClient(t, WithBaseURL(srv.URL))
				for j := range each {
					post := OrganizationPost{Name: "Acme", Description: fmt.Sprintf("%d %d", i, j)}
					if equal {
						post.Description = "same"
					}
					group.Go(func() {
						org, err := c.Organizations.Create(t.Context(), instanceID, post)
						mu.Lock()
						defer mu.Unlock()
						if err != nil {
							problems += err.Error() + "\n"
							return
						}
						returned[org.ID]++
						if org.Description != post.Description {
							t.Errorf("got %q, want %q", org.Description, post.Description)
						}
					})
				}
			}
			group.Wait()
			for _, org := range server.orgs {
				id, _ := org["id"].(string)
				if returned[id] > 1 && !equal {
					t.Errorf("%s was returned %d times", id, returned[id])
				}
				if returned[id] == 0 && !strings.Contains(problems, id) {
					t.Errorf("%s is neither returned nor named in an error", id)
				}
			}
		})
	}
}
