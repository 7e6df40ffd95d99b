package losant

import (
	"net/http"
	"time"
)

// logging reports each request that is sent. It names what it reports one by one, so that no header can slip through.
type logging struct {
	next   http.RoundTripper
	log    logFunc
	redact func(string) string
}

func (l *logging) RoundTrip(req *http.Request) (*http.Response, error) {
	start := time.Now()
	resp, err := l.next.RoundTrip(req)
	fields := map[string]any{
		"method":  req.Method,
		"path":    l.redact(req.URL.EscapedPath()),
		"query":   l.redact(req.URL.RawQuery),
		"ms":      time.Since(start).Milliseconds(),
		"attempt": callOf(req.Context()).attempt,
	}
	if err != nil {
		fields["error"] = l.redact(err.Error())
	} else {
		fields["status"] = resp.StatusCode
	}
	l.log(req.Context(), "Losant API request", fields)
	return resp, err
}
