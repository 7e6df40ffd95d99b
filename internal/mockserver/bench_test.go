package mockserver

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

func benchmark(b *testing.B, target func(s *Server, i int) (method, path string)) {
	b.Helper()
	s := New(WithSeed(5000))
	for i := 0; b.Loop(); i++ {
		method, path := target(s, i)
		req := httptest.NewRequestWithContext(b.Context(), method, "/instances/"+s.InstanceID()+path, http.NoBody)
		req.Header.Set("Authorization", "Bearer "+s.Token())
		w := httptest.NewRecorder()
		s.ServeHTTP(w, req)
		if w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
		s.ResetRequests()
	}
}

func BenchmarkList(b *testing.B) {
	benchmark(b, func(_ *Server, i int) (string, string) {
		return http.MethodGet, fmt.Sprintf("/orgs?perPage=1000&page=%d", i%5)
	})
}

func BenchmarkGet(b *testing.B) {
	var ids []string
	benchmark(b, func(s *Server, i int) (string, string) {
		if ids == nil {
			for _, o := range s.Organizations() {
				ids = append(ids, text(o, "id"))
			}
		}
		return http.MethodGet, "/orgs/" + ids[i%len(ids)]
	})
}

func BenchmarkInstanceUsage(b *testing.B) {
	benchmark(b, func(*Server, int) (string, string) { return http.MethodGet, "/payloadCounts" })
}
