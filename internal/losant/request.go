package losant

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	// maxBody is the longest body of a response. A page of 1000 organizations is about 2 MiB.
	maxBody = 32 << 20
	// maxErrorBody is how much is read of the body of an error.
	maxErrorBody = 1 << 20
)

// acceptVersion is the range of API versions that this client was written for.
const acceptVersion = "^1.30.0"

// call is a request of an operation, with all its attempts. It belongs to one goroutine.
type call struct {
	operation operation
	path      path
	query     query
	body      any
	decode    func(body []byte) error

	attempt     int       // the number of the last attempt, from 1
	begunAt     time.Time // when the first attempt was sent
	startedAt   time.Time // when the last attempt was sent
	maybeSent   bool      // part of the last attempt may have reached the server
	response    response  // to the last attempt
	ambiguous   bool      // an attempt that may have been sent got no conclusive response
	retries     int       // attempts that count towards the maximum
	bestEffort  bool      // see BestEffort
	isProbe     bool      // such requests fail, and this call finds out whether they still do
	throttles   int       // responses with 429
	throttledAt time.Time // when the first of them arrived
}

// response is what the server has sent. Its status is 0 if there is none.
type response struct {
	status  int
	header  http.Header
	body    []byte
	readErr error // why the body is incomplete
}

func newCall(op operation, p path, q query, body any) *call {
	return &call{operation: op, path: p, query: q, body: body}
}

// validator is implemented by responses that can be valid JSON but useless.
type validator interface{ validate() error }

// completer is implemented by objects that are useless without some fields. What lacks one of them is unreadable: it
// must not pass for an object whose fields are empty. A response to POST may have fewer fields.
type completer interface{ complete() error }

// identified is implemented by responses that hold the ids of the object that was read or changed.
type identified interface {
	identity() (instanceID, id string)
}

// send makes a call whose response is an object.
func send[T any](ctx context.Context, client *Client, c *call) (*T, error) {
	var object *T
	c.decode = func(body []byte) error {
		object = new(T)
		if err := decodeObject(body, object); err != nil {
			return err
		}
		if o, ok := any(object).(identified); ok && c.operation.method != http.MethodPost {
			if err := c.path.matches(o.identity()); err != nil {
				return err
			}
		}
		if o, ok := any(object).(validator); ok {
			if err := o.validate(); err != nil {
				return err
			}
		}
		if o, ok := any(object).(interface{ matches(path) error }); ok {
			if err := o.matches(c.path); err != nil {
				return err
			}
		}
		if o, ok := any(object).(completer); ok && c.operation.method != http.MethodPost {
			return o.complete()
		}
		return nil
	}
	if err := client.do(ctx, c); err != nil {
		return nil, err
	}
	return object, nil
}

// remove deletes the object at a path. It returns an error if there is none, unless an earlier attempt of this call was
// ambiguous: then that attempt has deleted the object. If the response does not say that the object was deleted, exists
// looks for it.
func (c *Client) remove(ctx context.Context, op operation, p path, exists func(context.Context) (bool, error)) error {
	call := newCall(op, p, baseQuery, nil)
	confirmed := false
	call.decode = func(body []byte) (err error) {
		confirmed, err = saysDeleted(call.response.status, body)
		return err
	}
	err := c.do(ctx, call)
	switch {
	case IsNotFound(err) && call.ambiguous:
		return nil
	case err != nil || confirmed:
		return err
	}
	for try := range looksAfterDelete {
		if err := sleep(ctx, c.waits.retry(try)); err != nil {
			return c.failure(ctx, call, err)
		}
		found, err := exists(ctx)
		if err != nil {
			return fmt.Errorf("%s %s: the response does not confirm the deletion, and it could not be checked: %w", op.method, c.clean(p.text), err)
		}
		if !found {
			return nil
		}
	}
	return fmt.Errorf("%s %s: the response does not confirm the deletion, and the object still exists", op.method, c.clean(p.text))
}

// looksAfterDelete is how often to check whether an object was deleted.
const looksAfterDelete = 3

// saysDeleted reports whether the response to a DELETE says that the object was deleted. The status 202 only promises it.
func saysDeleted(status int, body []byte) (bool, error) {
	accepted := status == http.StatusAccepted
	if len(body) == 0 {
		return !accepted, nil
	}
	var wire struct {
		Success any `json:"success"`
	}
	err := decodeObject(body, &wire)
	return wire.Success == true && !accepted, err
}

// found reports whether the read of an object has found it.
func found(err error) (bool, error) {
	if IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// discardBody decodes a response that says nothing. It still refuses what is not from the API, such as a page of a
// proxy.
func discardBody(body []byte) error {
	if len(body) == 0 {
		return nil
	}
	return decodeObject(body, &struct{}{})
}

func (c *Client) newRequest(ctx context.Context, call *call) (*http.Request, error) {
	if call.path.err != nil {
		return nil, call.path.err
	}
	var body io.Reader = http.NoBody
	if call.body != nil {
		text, err := json.Marshal(call.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, call.operation.method, c.baseURL+call.path.text+"?"+string(call.query), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Accept-Version", acceptVersion)
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("User-Agent", c.userAgent)
	if call.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// attempt sends a request once, when it is its turn, and reads the response. It waits for the turn in one context and
// sends in another. The timeouts begin with the turn. A server can accept a request and fall silent, or send a response
// without end.
func (c *Client) attempt(waiting, sending context.Context, req *http.Request, call *call) error {
	call.attempt++
	call.maybeSent, call.response = false, response{}
	if err := c.rate.wait(waiting); err != nil {
		return context.Cause(waiting)
	}
	timeout := c.timeout
	if call.bestEffort {
		timeout = min(timeout, c.waits.maxBestEffort)
	}
	ctx, cancel := context.WithTimeoutCause(sending, timeout, fmt.Errorf("no complete response within %s", timeout))
	defer cancel()
	ctx, cancelCause := context.WithCancelCause(ctx)
	defer cancelCause(nil)
	var tracker sentTracker
	req = req.WithContext(tracker.trace(ctx))
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return err
		}
		req.Body = body
	}
	defer context.AfterFunc(waiting, func() {
		if !tracker.maybeSent() {
			cancelCause(context.Cause(waiting))
		}
	})()
	call.startedAt = time.Now()
	if call.begunAt.IsZero() {
		call.begunAt = call.startedAt
	}
	firstByte := time.AfterFunc(c.firstByteTimeout, func() {
		cancelCause(fmt.Errorf("no response within %s", c.firstByteTimeout))
	})
	resp, err := c.http.Do(req)
	firstByte.Stop()
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err // The error of the call names the method and the path.
	}
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	call.maybeSent = tracker.maybeSent()
	c.logAttempt(req, call, resp, err)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusTooManyRequests {
		c.rate.onSuccess()
	}
	c.noteServerTime(resp.Header)
	call.response = readResponse(resp)
	if call.response.readErr != nil && ctx.Err() != nil {
		call.response.readErr = context.Cause(ctx)
	}
	return nil
}

// readResponse reads a response to its end, so that the connection can be reused, or to the limit.
func readResponse(resp *http.Response) response {
	limit := int64(maxBody)
	if resp.StatusCode/100 != 2 {
		limit = maxErrorBody
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	return response{resp.StatusCode, resp.Header, body, err}
}

// classify decodes the response to a call. It returns an error if the response is not a success or cannot be used.
func (c *Client) classify(call *call) error {
	resp := call.response
	switch {
	case resp.status/100 != 2:
		return c.newError(call)
	case resp.readErr != nil:
		return fmt.Errorf("the response was truncated: %w", resp.readErr)
	case len(resp.body) > maxBody:
		return c.newUnreadableError(call, nil, fmt.Errorf("the response is longer than %d MiB", maxBody>>20))
	}
	if err := call.decode(resp.body); err != nil {
		return c.newUnreadableError(call, resp.body, err)
	}
	return nil
}
