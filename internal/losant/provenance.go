package losant

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
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

// TokenID returns the ID of the client's own API token, or "" if the token does not contain it. The API does not
// document the form of tokens, and no operation returns the ID of the token that is used.
func (c *Client) TokenID() string {
	parts := strings.Split(c.token, ".")
	if len(parts) != 3 {
		return ""
	}
	var claims struct {
		Subject string `json:"sub"`
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(payload, &claims) != nil {
		return ""
	}
	return claims.Subject
}
