package mockserver

import (
	"net"
	"net/http"
	"strings"
)

// LocalOnly returns a handler that passes on only requests of programs on this machine and of the pages that it serves
// itself. It is for handlers that require no token. Without it, any page in a browser could send them requests: with a
// form, or through a host name that points to this machine.
func LocalOnly(next http.Handler) http.Handler {
	crossOrigin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !namesThisServer(r) {
			forbid(w, "the host must be localhost, 127.0.0.1 or [::1], with the port of the mock server")
			return
		}
		if crossOrigin.Check(r) != nil {
			forbid(w, "requests of other sites are refused")
			return
		}
		w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// namesThisServer reports whether the Host header of a request names a loopback host, and the port that received it. A
// browser that was led here by a name of another site sends that name.
func namesThisServer(r *http.Request) bool {
	host := r.Host
	if _, _, err := net.SplitHostPort(host); err != nil {
		host += ":80" // Clients leave out the default port.
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return false
	}
	_, port, err := net.SplitHostPort(local.String())
	if err != nil {
		return false
	}
	switch strings.ToLower(host) {
	case "localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port:
		return true
	}
	return false
}

func forbid(w http.ResponseWriter, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write(marshal(Doc{"type": "Forbidden", "message": message}))
}

// WithoutTokens returns a text without the secrets of the server's tokens.
func (s *Server) WithoutTokens(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var pairs []string
	for secret := range s.tokens {
		pairs = append(pairs, secret, "[redacted]")
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
