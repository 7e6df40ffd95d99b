package losant

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Claims is what an API token states about itself, as far as the client understands it. Losant says that its tokens are
// JSON Web Tokens, but does not document what they contain. So a claim is a hint and no fact, and Claims must not be
// logged.
type Claims struct {
	// Subject is the ID of the token or of its user.
	Subject string
	// Issuer is the host that issued the token, and APIHost the host that the client sends requests to. Issuer is empty
	// if they are equal.
	Issuer, APIHost string
	Expires         time.Time // zero if not stated
	// Scopes are the scopes of the token. It is nil if the token does not state them, or states one that is not
	// documented.
	Scopes []string
}

// Claims returns what the client's token states.
func (c *Client) Claims() Claims { return c.claims }

// ClaimsOf returns what the token of the client whose request failed with err states.
func ClaimsOf(err error) Claims {
	if e, ok := errors.AsType[*Error](err); ok && e.causes != nil {
		return e.causes.claims
	}
	return Claims{}
}

// TokenID returns the ID of the client's own API token, or "" if the token does not contain it. No operation returns the
// ID of the token that is used.
func (c *Client) TokenID() string { return c.claims.Subject }

// decodeClaims returns what a token states. What it does not understand is left out.
func decodeClaims(token string, base *url.URL) Claims {
	parts := strings.Split(token, ".")
	if len(token) > maxToken || len(parts) != 3 {
		return Claims{}
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	var wire map[string]json.RawMessage
	if err != nil || json.Unmarshal(payload, &wire) != nil {
		return Claims{}
	}
	claims := Claims{APIHost: base.Host, Expires: decodeExpiration(wire["exp"]), Scopes: decodeScopes(wire["scope"])}
	_ = json.Unmarshal(wire["sub"], &claims.Subject) // Another type is no subject.
	if issuer := decodeIssuer(wire["iss"]); !strings.EqualFold(issuer, base.Host) {
		claims.Issuer = issuer
	}
	return claims
}

// decodeIssuer returns the host of an issuer, which is a URL or a host, or "".
func decodeIssuer(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil || text == "" {
		return ""
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	issuer, err := url.Parse(text)
	if err != nil || !strings.ContainsAny(issuer.Host, ".:") {
		return ""
	}
	return Printable(issuer.Host)
}

// decodeExpiration returns the time of a number of seconds since 1970, or the zero time.
func decodeExpiration(raw json.RawMessage) time.Time {
	const latest = 253402300799 // The end of the year 9999.
	var seconds float64
	if len(raw) == 0 || json.Unmarshal(raw, &seconds) != nil || seconds <= 0 || seconds > latest {
		return time.Time{}
	}
	return time.Unix(int64(math.Floor(seconds)), 0).UTC()
}

// decodeScopes returns a list of scopes, or nil unless all of them are documented.
func decodeScopes(raw json.RawMessage) []string {
	var scopes []string
	if json.Unmarshal(raw, &scopes) != nil || len(scopes) == 0 {
		return nil
	}
	known := slices.Concat(TokenScopes(), userAccess.scopes(), []string{"instances.*", "instances.get"})
	for _, scope := range scopes {
		if !slices.Contains(known, scope) {
			return nil
		}
	}
	return scopes
}

// Lacks reports whether the client's token states its scopes, and none of them unlocks the operation.
func (c *Client) Lacks(operation string) bool {
	op, ok := operationNamed(operation)
	if !ok || c.claims.Scopes == nil {
		return false
	}
	return !slices.ContainsFunc(c.claims.Scopes, func(scope string) bool {
		return slices.Contains(op.tokenScopes(), scope) || slices.Contains(op.access.userScopes(), scope)
	})
}
