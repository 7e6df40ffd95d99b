package losant

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// An Option configures the client that New returns.
type Option func(*config)

type config struct {
	baseURL           string
	http              *http.Client
	userAgent         string
	maxRetries        int
	requestsPerSecond float64
	log               logFunc
	waits             waits
	timeout           time.Duration // of an attempt
	firstByteTimeout  time.Duration // of an attempt, until its response begins
}

type logFunc func(ctx context.Context, message string, fields map[string]any)

func defaultConfig() config {
	return config{
		baseURL: DefaultBaseURL, userAgent: "terraform-provider-losant", maxRetries: 8, waits: defaultWaits,
		timeout: 2 * time.Minute, firstByteTimeout: 30 * time.Second, // A page of 1000 organizations takes seconds.
	}
}

// WithBaseURL sets the URL of the API. Defaults to DefaultBaseURL. The URL may have a path, which begins the path of
// every request. A trailing slash is ignored.
func WithBaseURL(url string) Option { return func(c *config) { c.baseURL = url } }

// WithHTTPClient makes a copy of h send the requests. The redirect policy of the copy is replaced.
func WithHTTPClient(h *http.Client) Option { return func(c *config) { c.http = h } }

// WithUserAgent sets the User-Agent header.
func WithUserAgent(agent string) Option { return func(c *config) { c.userAgent = agent } }

// WithMaxRetries sets how often a request is retried after a 5xx response or a lost connection. Defaults to 8.
// Retries of throttled requests are limited by time and do not count.
func WithMaxRetries(n int) Option { return func(c *config) { c.maxRetries = max(n, 0) } }

// WithRequestsPerSecond spaces the requests of the client, including retries, evenly. Defaults to 0, which is no limit.
func WithRequestsPerSecond(n float64) Option { return func(c *config) { c.requestsPerSecond = n } }

// WithLog calls log once for each attempt of a request, with the fields method, path, query, status (or error, if
// there is no response), ms and attempt (from 1). The fields never include a body or the token.
func WithLog(log func(ctx context.Context, message string, fields map[string]any)) Option {
	return func(c *config) { c.log = log }
}

// WithBackoff sets the first and the longest wait before a retry. Defaults to half a second and 30 seconds. The first
// wait is twice as long after a 429 that names no time.
func WithBackoff(first, longest time.Duration) Option {
	return func(c *config) { c.waits.first, c.waits.longest, c.waits.throttled = first, longest, 2*first }
}

// WithGracePeriod sets how long a write that was sent goes on after its context has ended. Defaults to 30 seconds.
func WithGracePeriod(d time.Duration) Option { return func(c *config) { c.waits.grace = d } }

// WithTimeout sets how long one attempt may take until its response is complete. Defaults to 2 minutes.
func WithTimeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// A ReadOption refines a read. The methods say which options they take. The server ignores or refuses others.
type ReadOption func(*readOptions)

type readOptions struct {
	direction      string // of the sort by creation date; empty: the server chooses the order
	summary        []string
	query          any
	field, pattern string
	pageSize       int
	waitTimeout    time.Duration
	smallerPages   bool
	total          *int
}

// WithSummary adds fields to an organization's summary that the server only computes on request, such as payloadCount,
// storageStats or pendingInviteCount.
func WithSummary(fields ...string) ReadOption { return func(r *readOptions) { r.summary = fields } }

// WithQuery selects organizations with Losant's query language, which resembles that of MongoDB:
// {"name": {"$startsWith": "Acme"}}. The query is any value that encodes to such an object. A json.RawMessage is sent
// unchanged. The query takes precedence over WithFilter.
func WithQuery(query any) ReadOption { return func(r *readOptions) { r.query = query } }

// WithFilter selects items by a field that matches a pattern, in which * stands for any text. The only field of
// organizations and of instances that can be filtered is name.
func WithFilter(field, pattern string) ReadOption {
	return func(r *readOptions) { r.field, r.pattern = field, pattern }
}

// WithPageSize sets how many items to request in a page. Defaults to 1000. The server may return fewer.
func WithPageSize(n int) ReadOption { return func(r *readOptions) { r.pageSize = n } }

// WithTotal stores how many items the list has on all its pages, as each page that is read says. It stores nothing if a
// page does not say so.
func WithTotal(total *int) ReadOption { return func(r *readOptions) { r.total = total } }

// newestFirst sorts items by their creation, the newest first.
func newestFirst() ReadOption { return func(r *readOptions) { r.direction = "desc" } }

// oldestFirst sorts items by their creation, so that a new item does not move others to another page.
func oldestFirst() ReadOption { return func(r *readOptions) { r.direction = "asc" } }

// WaitUntilFound makes Get retry, with growing waits, while the object is not found and the timeout has not passed.
// The API does not promise that an object can be read right after its creation.
func WaitUntilFound(timeout time.Duration) ReadOption {
	return func(r *readOptions) { r.waitTimeout = timeout }
}

// fallbackPageSize is the size of pages after WithSmallerPages.
const fallbackPageSize = 100

// WithSmallerPages reads a page that takes too long, or that the server fails to
// make, again in pages of 100 items. Only organizations can be
// read so.
func WithSmallerPages() ReadOption { return func(r *readOptions) { r.smallerPages = true } }

// defaultPageSize is how many items to request in a page.
const defaultPageSize = 1000

func newReadOptions(opts []ReadOption) readOptions {
	r := readOptions{pageSize: defaultPageSize}
	for _, opt := range opts {
		opt(&r)
	}
	return r
}

// objectQuery returns the query of a request for one object.
func (r readOptions) objectQuery() query {
	return baseQuery.with("summaryInclude", strings.Join(r.summary, ","))
}

// pageQuery returns the query of a request for one page of a list. Pages count from 0.
func (r readOptions) pageQuery(number int) (query, error) {
	q := baseQuery
	if r.direction != "" {
		q = q.with("sortField", "creationDate").with("sortDirection", r.direction)
	}
	q = q.with("page", strconv.Itoa(number)).with("perPage", strconv.Itoa(r.pageSize)).
		with("filterField", r.field).with("filter", r.pattern).
		with("summaryInclude", strings.Join(r.summary, ","))
	if r.query == nil {
		return q, nil
	}
	text, err := json.Marshal(r.query)
	if err != nil {
		return "", err
	}
	return q.with("query", string(text)), nil
}
