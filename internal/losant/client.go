// Package losant is a client of the Losant Instance API: instances, their organizations, and the people, API tokens and
// rules in them.
//
// The client retries requests where that is safe, finds out what a POST without a response has done, serves equal reads
// from one response, and slows down when the server throttles it. Dates are strings in the server's format, and ids are
// strings of 24 hexadecimal digits. All methods are safe for concurrent use.
package losant

import (
	"errors"
	"net"
	"net/url"
	"strings"
	"sync/atomic"
)

// DefaultBaseURL is the URL of Losant's public service.
const DefaultBaseURL = "https://api.losant.com"

// Client is a client of the API. It caches what it reads and writes, so it is meant to live for one run of Terraform.
type Client struct {
	Instances         *InstanceService
	InstanceMembers   *InstanceMemberService
	Organizations     *OrganizationService
	Members           *MemberService
	Invitations       *InvitationService
	Usage             *UsageService
	Tokens            *TokenService
	NotificationRules *NotificationRuleService
	CustomNodes       *CustomNodeService
	AuditLogs         *AuditLogService
	Sandboxes         *SandboxService

	config
	token     string
	claims    Claims
	rate      *rateController
	breaker   breaker
	causes    causes
	responded atomic.Bool // the server has sent a response that was not malformed

	serverTime atomic.Int64 // the newest Date of a response, in seconds since 1970
}

// New returns a client that uses the API token of an instance or of a user. It returns an error if the token is
// empty, if the base URL is invalid, or if the base URL would send the token unencrypted over a network.
func New(token string, opts ...Option) (*Client, error) {
	if err := CheckToken(token); err != nil {
		return nil, err
	}
	c := &Client{token: token, config: defaultConfig()}
	for _, opt := range opts {
		opt(&c.config)
	}
	base, err := parseBaseURL(c.baseURL)
	if err != nil {
		return nil, err
	}
	c.baseURL = strings.TrimRight(base.String(), "/")
	c.claims = decodeClaims(token, base)
	c.causes.claims = c.claims
	c.http = newHTTPClient(c.http, base)
	c.rate = newRateController(c.requestsPerSecond, c.waits.throttled)

	c.Instances = &InstanceService{client: c}
	c.InstanceMembers = newInstanceMemberService(c)
	c.Organizations = newOrganizationService(c)
	c.Members = newMemberService(c)
	c.Invitations = newInvitationService(c)
	c.Usage = &UsageService{client: c}
	c.Tokens = newTokenService(c)
	c.NotificationRules = newNotificationRuleService(c)
	c.CustomNodes = newCustomNodeService(c)
	c.AuditLogs = &AuditLogService{client: c}
	c.Sandboxes = &SandboxService{client: c}
	return c, nil
}

// maxToken is the longest API token. Tokens have some hundred characters, and a header must not exceed the limits of
// proxies.
const maxToken = 8192

// CheckToken returns an error if a text cannot be an API token. The error does not contain the text.
func CheckToken(token string) error {
	switch {
	case token == "":
		return errors.New("an API token is required")
	case len(token) >= len("Bearer ") && strings.EqualFold(token[:len("Bearer ")], "Bearer "):
		return errors.New(`the API token must not begin with "Bearer "`)
	case strings.ContainsAny(token, "\"'`"):
		return errors.New("the API token must not contain quotes")
	case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return errors.New("the API token must contain visible ASCII characters only, without spaces and line breaks")
	case len(token) > maxToken:
		return errors.New("the API token is too long")
	}
	return nil
}

// parseBaseURL returns errors without the URL, because it can contain a password.
func parseBaseURL(text string) (*url.URL, error) {
	base, err := url.Parse(text)
	switch {
	case err != nil: // The error can contain a password.
		return nil, errors.New("the API URL is not a valid URL")
	case base.Host == "" || base.Scheme != "https" && base.Scheme != "http":
		return nil, errors.New("the API URL is not of the form https://host")
	case base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, errors.New("the API URL may have a host and a path, but no user, query or fragment")
	case base.Scheme == "http" && !isLoopback(base.Hostname()):
		return nil, errors.New("https is required, because http would send the token unencrypted over the network")
	}
	return base, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
