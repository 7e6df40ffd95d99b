package ui_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/mockserver/ui"
)

// The counts of the marks, and the order by use, are those of all rows on all pages.
func TestMarksOfAllPagesAreCounted(t *testing.T) {
	t.Parallel()
	v := visit(t, mockserver.WithSeed(120))
	v.AddOrganization(doc{"name": "Unused", "limits": doc{"device": 0}})
	v.SetSummary(v.AddOrganization(doc{"name": "Above 0", "limits": doc{"device": 0}}), doc{"deviceCount": 1})
	marks, last := map[string]int{}, 101
	for _, path := range []string{"/_ui/?sort=use", "/_ui/?sort=use&page=2"} {
		for _, cells := range v.open(path).rows("Organizations and what they use of their limits") {
			var percent int
			if _, share, found := strings.Cut(cells[4], ", "); found {
				if _, err := fmt.Sscanf(share, "%d", &percent); err != nil {
					t.Fatal(err)
				}
			} else if cells[4] == "Devices Limit reached" && len(marks) == 0 {
				percent = 101
			}
			if percent > last {
				t.Errorf("%q comes after %d %%", cells, last)
			}
			last = percent
			for _, mark := range []string{"Limit reached", "Near the limit"} {
				if strings.HasSuffix(cells[4], mark) {
					marks[mark]++
				}
			}
		}
	}
	want := fmt.Sprintf("122, %d at a limit, %d near a limit", marks["Limit reached"], marks["Near the limit"])
	if got := textOf(v.open("/_ui/?page=2").one("main", nil)); !strings.Contains(got, want) || len(marks) != 2 {
		t.Errorf("want %q in: %s", want, got)
	}
}

// A list of thousands of organizations is fast, because a page copies only those that it shows.
func TestListCopiesOnlyWhatItShows(t *testing.T) { //nolint:paralleltest // It counts the allocations of the process.
	allocations := func(organizations int) float64 {
		v := visit(t, mockserver.WithSeed(organizations))
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, v.url+"/_ui/?sort=use", http.NoBody)
		address := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}
		if _, err := fmt.Sscanf(v.url, "http://127.0.0.1:%d", &address.Port); err != nil {
			t.Fatal(err)
		}
		request = request.WithContext(context.WithValue(t.Context(), http.LocalAddrContextKey, address))
		pages := ui.New(v.Server)
		return testing.AllocsPerRun(2, func() {
			w := httptest.NewRecorder()
			if pages.ServeHTTP(w, request); w.Code != http.StatusOK {
				t.Error(w.Code, w.Body)
			}
		})
	}
	if each := (allocations(600) - allocations(100)) / 500; each > 5 {
		t.Errorf("each organization that is not shown needs %.1f allocations", each)
	}
}

// BenchmarkOrganizations measures the list of 5,000 organizations.
func BenchmarkOrganizations(b *testing.B) {
	srv := httptest.NewServer(ui.New(mockserver.New(mockserver.WithSeed(5000))))
	b.Cleanup(srv.Close)
	for name, query := range map[string]string{"first page": "", "search": "?q=acme", "most used": "?sort=use&page=2"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, srv.URL+"/_ui/"+query, http.NoBody)
				if err != nil {
					b.Fatal(err)
				}
				res, err := http.DefaultClient.Do(req)
				if err != nil {
					b.Fatal(err)
				}
				if _, err = io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
					b.Fatal(res.Status, err)
				}
				_ = res.Body.Close()
			}
		})
	}
}
