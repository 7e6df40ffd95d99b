package losant

import (
	"net/http"
	"time"
)

// logAttempt logs an attempt of a call, which ended in resp or in err. It lists what it logs, so that no header is
// logged by accident.
func (c *Client) logAttempt(req *http.Request, call *call, resp *http.Response, err error) {
	if c.log == nil {
		return
	}
	fields := map[string]any{
		"method":  req.Method,
		"path":    c.clean(req.URL.EscapedPath()),
		"query":   c.clean(req.URL.RawQuery),
		"ms":      time.Since(call.startedAt).Milliseconds(),
		"attempt": call.attempt,
	}
	if err != nil {
		fields["error"] = c.clean(err.Error())
	} else {
		fields["status"] = resp.StatusCode
	}
	c.log(req.Context(), "Losant API request", fields)
}
