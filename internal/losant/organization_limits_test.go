package losant

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"
)

// limitsServer serves organizations whose PATCH keeps or resets the limits that it does not send.
type limitsServer struct {
	mu     sync.Mutex
	resets bool
	limits map[string]Limits // by path
}

var defaultTestLimits = Limits{"device": 100, "flow": 100, "webhook": 100, "unknownKey": 1}

func (s *limitsServer) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	limits := s.limits[req.URL.Path]
	if limits == nil {
		limits = maps.Clone(defaultTestLimits)
	}
	if req.Method == http.MethodPatch {
		var body struct{ Limits Limits }
		_ = json.NewDecoder(req.Body).Decode(&body)
		if s.resets {
			limits = maps.Clone(defaultTestLimits)
		}
		maps.Copy(limits, body.Limits)
		s.limits[req.URL.Path] = limits
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"id": req.URL.Path[len(req.URL.Path)-24:], "name": "Acme", "limits": limits})
}

// Writers of one organization do not undo each other's changes, in whichever order they run.
func TestConcurrentChangesOfLimitsKeepEachOther(t *testing.T) {
	t.Parallel()
	for name, resets := range map[string]bool{"kept": false, "reset": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &limitsServer{resets: resets, limits: map[string]Limits{}}
			c, seen := serve(t, server.ServeHTTP)
			var wg sync.WaitGroup
			for n := range 3 {
				for _, key := range []string{"device", "flow", "webhook"} {
					wg.Go(func() {
						ref := OrganizationRef{instanceID, fmt.Sprintf("%024d", n)}
						if _, err := c.Organizations.Update(t.Context(), ref, OrganizationPatch{Limits: Limits{key: int64(n)}}); err != nil {
							t.Error(err)
						}
					})
				}
			}
			wg.Wait()
			for path, limits := range server.limits {
				for _, key := range []string{"flow", "webhook"} {
					if limits[key] != limits["device"] || limits[key] > 2 {
						t.Errorf("%s has %v", path, limits)
					}
				}
			}
			reads := 0
			for _, req := range seen.all() {
				if req.method == http.MethodGet {
					reads++
				}
			}
			if !resets && reads != 1 {
				t.Errorf("%d reads, want 1", reads)
			}
		})
	}
}

// Somebody else changes limits between the read and the PATCH. Only limits that have their defaults afterwards, while no
// other limit kept its value, were reset.
func TestOnlyDefaultsCountAsReset(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, (&limitsServer{limits: map[string]Limits{}}).ServeHTTP) // The limits of the instance are 100.
	before := Limits{"device": 1, "flow": 2, "webhook": 100, "unknownKey": 7}
	for name, tc := range map[string]struct {
		after Limits
		want  []string
	}{
		"nothing changed":                         {Limits{"device": 1, "flow": 2, "webhook": 100}, nil},
		"all reset":                               {Limits{"device": 100, "flow": 100, "webhook": 100}, []string{"device", "flow"}},
		"all absent":                              {Limits{}, []string{"device", "flow", "webhook"}},
		"all changed by somebody else":            {Limits{"device": 8, "flow": 9, "webhook": 10}, nil},
		"one set to the default":                  {Limits{"device": 100, "flow": 2, "webhook": 100}, nil},
		"reset, and one changed by somebody else": {Limits{"device": 100, "flow": 9, "webhook": 100}, []string{"device"}},
	} {
		ref := OrganizationRef{instanceID, fmt.Sprintf("%024d", 1)}
		if got := c.Organizations.limitsResetBy(t.Context(), ref, before, Limits{"member": 1}, tc.after); !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
}

// What this run has read already is not read again.
func TestChangeOfLimitsUsesWhatWasRead(t *testing.T) {
	t.Parallel()
	server := &limitsServer{limits: map[string]Limits{}}
	c, seen := serve(t, server.ServeHTTP)
	if _, err := c.Organizations.Get(t.Context(), orgRef); err != nil {
		t.Fatal(err)
	}
	for n := range int64(2) {
		if _, err := c.Organizations.Update(t.Context(), orgRef, OrganizationPatch{Limits: Limits{"device": n}}); err != nil {
			t.Fatal(err)
		}
	}
	if got := seen.methods(); got != "GET PATCH PATCH" {
		t.Errorf("sent %s", got)
	}
}
