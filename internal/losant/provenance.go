package losant

import (
	"net/http"
	"time"
)

// ServerTime returns the newest time that a response named in its Date header, in whole seconds. It is zero before the
// first response.
func (c *Client) ServerTime() time.Time {
	if seconds := c.serverTime.Load(); seconds > 0 {
		return time.Unix(seconds, 0).UTC()
	}
	return time.Time{}
}

func (c *Client) noteServerTime(header http.Header) {
	date, err := http.ParseTime(header.Get("Date"))
	for before := c.serverTime.Load(); err == nil && date.Unix() > before; before = c.serverTime.Load() {
		if c.serverTime.CompareAndSwap(before, date.Unix()) {
			return
		}
	}
}
