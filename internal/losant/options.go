package losant

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// An Option changes how New makes a client.
type Option func(*config)

type config struct {
	baseURL    string
	http       *http.Client
	userAgent  string
	maxRetries int
	perSecond  float64
	log        logFunc
	waits      waits
	timeout    time.Duration
}

type logFunc func(ctx context.Context, message string, fields map[string]any)

// WithBaseURL sets where the API is, DefaultBaseURL if not given. The URL may have a path, which is put before the path
// of each request, and a trailing slash, which means nothing.
func WithBaseURL(url string) Option { return func(c *config) { c.baseURL = url } }

// WithHTTPClient makes a copy of h send the requests. Its transport is wrapped and its redirect policy replaced.
func WithHTTPClient(h *http.Client) Option { return func(c *config) { c.http = h } }

// WithUserAgent sets the User-Agent header.
func WithUserAgent(agent string) Option { return func(c *config) { c.userAgent = agent } }

// WithMaxRetries sets how often a request is repeated after a 5xx answer or a lost connection, 8 times if not given.
// Throttled requests are bounded by time and do not count.
func WithMaxRetries(n int) Option { return func(c *config) { c.maxRetries = max(n, 0) } }

// WithRequestsPerSecond spaces the requests of the client, retries included, evenly. 0 is no limit, the default.
func WithRequestsPerSecond(n float64) Option { return func(c *config) { c.perSecond = n } }

// WithLog has log called once for each request that was sent, with the fields method, path, query, status (absent when no
// answer arrived, with error in its place), ms and attempt (from 1). Neither bodies nor the token are ever among them.
func WithLog(log func(ctx context.Context, message string, fields map[string]any)) Option {
	return func(c *config) { c.log = log }
}

// WithBackoff sets the first and the longest wait before a request is repeated, half a second and 30 seconds if not given.
// A 429 that names no time is waited for twice as long as another failure.
func WithBackoff(first, longest time.Duration) Option {
	return func(c *config) { c.waits.first, c.waits.longest, c.waits.throttled = first, longest, 2*first }
}

// WithTimeout sets how long one attempt may take until its answer is complete, 2 minutes if not given.
func WithTimeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// A ReadOption refines a read. Each operation has options of its own; the server ignores or refuses others.
type ReadOption func(*reading)

type reading struct {
	newestFirst    bool
	summary        []string
	query          any
	field, pattern string
	pageSize       int
	patience       time.Duration
}

// WithSummary asks for members of an organization's summary that the server only computes on request, such as
// payloadCount, storageStats or pendingInviteCount.
func WithSummary(names ...string) ReadOption { return func(r *reading) { r.summary = names } }

// WithQuery selects organizations by Losant's query language, which resembles MongoDB's:
// {"name": {"$startsWith": "Acme"}}. The query is any value that encodes to such an object; a json.RawMessage is
// sent as it is. It takes precedence over WithFilter.
func WithQuery(query any) ReadOption { return func(r *reading) { r.query = query } }

// WithFilter selects the items whose field matches the pattern, in which * stands for any text. Lists of organizations and
// of instances have the one field name.
func WithFilter(field, pattern string) ReadOption {
	return func(r *reading) { r.field, r.pattern = field, pattern }
}

// WithPageSize sets how many items a page is asked for, 1000 if not given. The server may choose fewer.
func WithPageSize(n int) ReadOption { return func(r *reading) { r.pageSize = n } }

// newestFirst sorts organizations by their creation, the newest first.
func newestFirst() ReadOption { return func(r *reading) { r.newestFirst = true } }

// WaitUntilFound has Get ask again, with growing pauses, while the object is not found, until d has passed. It is for
// objects created a moment ago: that they can be read at once is likely but not promised.
func WaitUntilFound(d time.Duration) ReadOption { return func(r *reading) { r.patience = d } }

func newReading(opts []ReadOption) reading {
	r := reading{pageSize: 1000}
	for _, opt := range opts {
		opt(&r)
	}
	return r
}

// one returns the parameters of a read of one object.
func (r reading) one() query {
	return flags.with("summaryInclude", strings.Join(r.summary, ","))
}

// page returns the parameters of a read of one page. Pages count from 0.
func (r reading) page(number int) (query, error) {
	q := flags
	if r.newestFirst {
		q = q.with("sortField", "creationDate").with("sortDirection", "desc")
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
