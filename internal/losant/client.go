// Package losant is a client of the Losant Instance API: instances, their organizations, and the people, API tokens and
// rules in them.
//
// The client retries requests where that is safe, finds out what a POST without a response has done, serves equal reads
// from one response, and slows down when the server throttles it. Dates are strings in the server's format, and ids are
// strings of 24 hexadecimal digits. All methods are safe for concurrent use.
package losant

import (
	"errors"
	"fmt"
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
	AuditLogs         *AuditLogService

	config
	token     string
	rate      *rateController
	responded atomic.Bool // the server has sent a response that was not malformed
}

// New returns a client that uses the API token of an instance or of a user. It returns an error if the token is
// empty, if the base URL is invalid, or if the base URL would send the token unencrypted over a network.
func New(token string, opts ...Option) (*Client, error) {
	if token == "" {
		return nil, errors.New("an API token is required")
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
	c.AuditLogs = &AuditLogService{client: c}
	return c, nil
}

func parseBaseURL(text string) (*url.URL, error) {
	base, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, fmt.Errorf("API URL: %w", err)
	case base.Host == "" || base.Scheme != "https" && base.Scheme != "http":
		return nil, fmt.Errorf("API URL %q is not of the form https://host", text)
	case base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, errors.New("API URL may have a host and a path, but no user, query or fragment")
	case base.Scheme == "http" && !isLoopback(base.Hostname()):
		return nil, fmt.Errorf("API URL %q: https is required, because http would send the token unencrypted over the network", text)
	}
	return base, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
