// Package losant is a client of the Losant Instance API: instances, their organizations, and who and what is in them.
//
// It repeats what may be repeated, settles creations whose answer was lost, shares equal reads, and slows down when the
// server says so. Dates are strings in the server's spelling, and ids are strings of 24 hex digits. All methods may be
// called concurrently.
package losant

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
)

// DefaultBaseURL is where Losant's public service is.
const DefaultBaseURL = "https://api.losant.com"

// Client is a connection to the API. It remembers what it read and wrote, and so is meant to live for one plan or apply.
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

	base       string // without a trailing slash
	token      string
	http       *http.Client
	pace       *pace
	maxRetries int
	waits      waits
	answered   atomic.Bool // the server has answered at least once, and no garbage
}

// New returns a client that acts with the token of an instance or of a user. It is an error if the token is empty, if the
// base URL is unusable, or if it would send the token unencrypted over a network.
func New(token string, opts ...Option) (*Client, error) {
	if token == "" {
		return nil, errors.New("an API token is required")
	}
	cfg := config{
		baseURL: DefaultBaseURL, userAgent: "terraform-provider-losant", maxRetries: 8, waits: defaultWaits, timeout: defaultTimeout,
	}
	for _, opt := range opts {
		opt(&cfg)
	}
	base, err := parseBaseURL(cfg.baseURL)
	if err != nil {
		return nil, err
	}
	c := &Client{
		base: strings.TrimRight(base.String(), "/"), token: token, pace: newPace(cfg.perSecond, cfg.waits.throttled),
		maxRetries: cfg.maxRetries, waits: cfg.waits,
	}
	c.http = c.transport(cfg, base)
	c.Instances = &InstanceService{client: c}
	c.InstanceMembers = &InstanceMemberService{client: c, lists: unpaged[InstanceMember]{client: c, operation: opListInstanceMembers, word: "members"}}
	c.Organizations = &OrganizationService{client: c, creations: creations[Organization]{client: c, noun: "organization", list: opListOrganizations, birth: (*Organization).birth}}
	c.Members = &MemberService{client: c, lists: unpaged[Member]{client: c, operation: opListMembers, word: "members"}}
	c.Invitations = &InvitationService{client: c, lists: unpaged[Invitation]{client: c, operation: opListInvitations, word: "invites"}}
	c.Usage = &UsageService{client: c}
	c.AuditLogs = &AuditLogService{client: c}
	c.Tokens = &TokenService{client: c, creations: creations[Token]{client: c, noun: "API token", list: opListTokens, birth: (*Token).birth}}
	c.NotificationRules = &NotificationRuleService{
		client: c, creations: creations[NotificationRule]{client: c, noun: "notification rule", list: opListNotificationRules, birth: (*NotificationRule).birth},
	}
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
		return nil, fmt.Errorf("API URL %q: https is required, because http would send the token readable over the network", text)
	}
	return base, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// transport returns the HTTP client: small round-trippers around the given or an own transport.
func (c *Client) transport(cfg config, base *url.URL) *http.Client {
	var client http.Client
	if cfg.http != nil {
		client = *cfg.http
	}
	if client.Transport == nil {
		client.Transport = connections()
	}
	client.CheckRedirect = stayOn(base)
	next := http.RoundTripper(&watch{next: &deadline{next: client.Transport, after: cfg.timeout}})
	if cfg.log != nil {
		next = &logging{next: next, log: cfg.log, redact: c.redact}
	}
	client.Transport = &authorization{next: &pacing{next: next, pace: c.pace}, token: c.token, agent: cfg.userAgent}
	return &client
}

// connections are shared by the clients of a process: a connection carries no token of its own.
var connections = sync.OnceValue(newTransport)

func newTransport() *http.Transport {
	t := &http.Transport{Proxy: http.ProxyFromEnvironment}
	if std, ok := http.DefaultTransport.(*http.Transport); ok {
		t = std.Clone()
	}
	t.MaxIdleConnsPerHost = 100
	return t
}
