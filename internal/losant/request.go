package losant

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// maxBody is how much of an answer is read. A page of 1000 organizations is some 2 MiB.
const maxBody = 32 << 20

// maxErrorBody is how much of an answer is read that is an error.
const maxErrorBody = 1 << 20

// acceptVersion is the range of API versions that this client was written for.
const acceptVersion = "^1.30.0"

// path is the path of a request, without that of the base URL.
type path struct {
	text string
	err  error
}

func instancePath(instanceID string) path {
	return path{}.word("instances").id("instance", instanceID)
}

func (p path) word(word string) path { return path{p.text + "/" + word, p.err} }

// id appends an id, as one element whatever is in it. An empty id would address the whole collection, and dots its parent.
func (p path) id(noun, id string) path {
	switch {
	case p.err != nil:
		return p
	case id == "":
		return path{p.text, errors.New(noun + " id is required")}
	case id == "." || id == "..":
		return path{p.text, fmt.Errorf("%s id %q is not an id", noun, id)}
	}
	return p.word(escape(id))
}

// fits compares a path with the ids in an answer that is about what is at the path. An id that the answer lacks is no mistake.
func (p path) fits(instanceID, id string) error {
	parts := strings.Split(p.text, "/") // "", "instances", ID, and so on
	if instance := parts[2]; instanceID != "" && !strings.EqualFold(escape(instanceID), instance) {
		return fmt.Errorf("the answer is about another instance: %q", instanceID)
	}
	if last := parts[len(parts)-1]; id != "" && !strings.EqualFold(escape(id), last) {
		return fmt.Errorf("the answer is about something else: %q", id)
	}
	return nil
}

// query is an encoded query string.
type query string

// flags come first in every request: no action descriptions, no links, but embedded objects.
const flags query = "_actions=false&_links=false&_embedded=true"

// with appends a parameter. One without a value is not sent.
func (q query) with(name, value string) query {
	if value == "" {
		return q
	}
	return q + query("&"+escape(name)+"="+escape(value))
}

func (q query) flag(name string, value bool) query {
	if !value {
		return q
	}
	return q.with(name, strconv.FormatBool(value))
}

// escape encodes all but the unreserved characters of RFC 3986.
func escape(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}

// call is one request with all its attempts, and what became of it. It belongs to one goroutine.
type call struct {
	operation operation
	path      path
	query     query
	body      any

	client *Client
	decode func(body []byte) error

	attempt   int           // from 1
	began     time.Time     // when the last attempt began
	sent      bool          // something of the last attempt may have reached the server
	responded bool          // a response to the last attempt arrived, if only in part
	lost      bool          // an attempt that was sent had no telling answer
	header    http.Header   // of the last answer
	retries   int           // attempts that count against the maximum
	throttled time.Time     // when the first 429 came
	throttles int           // how many came
	wait      time.Duration // until the next attempt
}

func newCall(op operation, p path, q query, body any) *call {
	return &call{operation: op, path: p, query: q, body: body}
}

type callKey struct{}

// callOf returns the call that a request of this client belongs to.
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// checker is implemented by answers that can be valid JSON and still not be what they should.
type checker interface{ check() error }

// subject is implemented by answers that tell what they are about, be it read or changed.
type subject interface {
	subject() (instanceID, id string)
}

// send does a call whose answer is an object.
func send[T any](ctx context.Context, client *Client, c *call) (*T, error) {
	var answer *T
	c.decode = func(body []byte) error {
		answer = new(T)
		if err := decodeObject(body, answer); err != nil {
			return err
		}
		if told, ok := any(answer).(subject); ok && c.operation.method != http.MethodPost {
			if err := c.path.fits(told.subject()); err != nil {
				return err
			}
		}
		if checked, ok := any(answer).(checker); ok {
			return checked.check()
		}
		return nil
	}
	if err := client.do(ctx, c); err != nil {
		return nil, err
	}
	return answer, nil
}

// do sends a call until it is answered or given up, see retry.go. The error is an *Error if there was an answer.
func (c *Client) do(ctx context.Context, call *call) error {
	call.client = c
	req, err := call.request(context.WithValue(ctx, callKey{}, call))
	if err != nil {
		return err
	}
	req.SetResponseHandler(call.receive)
	sender := retryablehttp.Client{
		HTTPClient: c.http,
		RetryMax:   math.MaxInt,
		RequestLogHook: func(retryablehttp.Logger, *http.Request, int) {
			call.attempt++
			call.sent, call.responded = false, false
		},
		CheckRetry:   call.again,
		Backoff:      func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return call.wait },
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	_, err = sender.Do(req) //nolint:bodyclose // receive has closed it
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err // the method and the URL are named below
	}
	return &transportError{
		operation: call.operation.name, method: call.operation.method, path: c.redact(call.path.text), text: c.redact(err.Error()), sent: call.sent, responded: call.responded, cause: err,
	}
}

// anything decodes an answer that means nothing. Still it is no page of a proxy: that would mean that there is no answer.
func anything(body []byte) error {
	if len(body) == 0 {
		return nil
	}
	return decodeObject(body, &struct{}{})
}

// remove deletes what is at a path. That there is nothing is an error, but not when an earlier attempt was lost: then that attempt
// is what deleted it.
func (c *Client) remove(ctx context.Context, op operation, p path) error {
	request := newCall(op, p, flags, nil)
	request.decode = anything
	err := c.do(ctx, request)
	if IsNotFound(err) && request.lost {
		return nil
	}
	return err
}

func (c *call) request(ctx context.Context) (*retryablehttp.Request, error) {
	if c.path.err != nil {
		return nil, c.path.err
	}
	var body any
	if c.body != nil {
		text, err := json.Marshal(c.body)
		if err != nil {
			return nil, err
		}
		body = text
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, c.operation.method, c.client.base+c.path.text+"?"+string(c.query), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Accept-Version", acceptVersion)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// receive reads an answer to its end, so that the connection can be used again, and decodes it. It is part of the attempt:
// an answer that breaks off or is garbled is asked for again.
func (c *call) receive(resp *http.Response) error {
	defer resp.Body.Close()
	c.header, c.responded = resp.Header, true
	most := int64(maxBody)
	if resp.StatusCode/100 != 2 {
		most = maxErrorBody
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	if err = c.judge(resp.StatusCode, body, err); err == nil || !garbled(err) {
		c.client.answered.Store(true)
	}
	return err
}

// judge decides what an answer is worth whose body could be read as far as err.
func (c *call) judge(status int, body []byte, err error) error {
	switch {
	case status/100 != 2:
		return c.errorFrom(status, body)
	case err != nil:
		return fmt.Errorf("the answer broke off: %w", err)
	case len(body) > maxBody:
		return c.unreadableFrom(status, nil, fmt.Errorf("the answer is longer than %d MiB", maxBody>>20))
	}
	if err := c.decode(body); err != nil {
		return c.unreadableFrom(status, body, err)
	}
	return nil
}

// garbledError is an answer that is no JSON object: a proxy spoke in the server's place, or the text was damaged on its way.
type garbledError string

func (e garbledError) Error() string { return string(e) }

func garbled(err error) bool {
	_, is := errors.AsType[garbledError](err)
	return is
}

// decodeObject decodes a JSON object. A text that is none gives a garbledError, unlike an object with surprises in it.
func decodeObject(text []byte, into any) error {
	trimmed := bytes.TrimLeft(text, " \t\r\n")
	if len(trimmed) == 0 {
		return garbledError("the answer is empty")
	}
	if trimmed[0] != '{' {
		return garbledError("the answer is not a JSON object")
	}
	err := json.Unmarshal(text, into)
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return garbledError(e.Error())
	}
	return err
}
