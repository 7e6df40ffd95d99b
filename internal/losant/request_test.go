package losant

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// An empty id would address the whole collection, and dots its parent.
func TestIDsAreValidated(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, respond(200, orgJSON))
	for want, call := range map[string]func(context.Context) error{
		"instance id is required": func(ctx context.Context) error { _, err := c.Instances.Get(ctx, ""); return err },
		"organization id is required": func(ctx context.Context) error {
			return c.Organizations.Delete(ctx, OrganizationRef{instanceID, ""})
		},
		`invalid organization id ".."`: func(ctx context.Context) error {
			return c.Organizations.Delete(ctx, OrganizationRef{instanceID, ".."})
		},
		`invalid instance id "."`: func(ctx context.Context) error {
			_, err := Collect(c.Members.All(ctx, OrganizationRef{".", ""}))
			return err
		},
	} {
		if err := call(t.Context()); err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	if n := len(seen.all()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestEscape(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"AZaz09-_.~": "AZaz09-_.~", "a b": "a%20b", "a+b": "a%2Bb", "*": "%2A", "[]": "%5B%5D", "/?#&=": "%2F%3F%23%26%3D",
		"ü": "%C3%BC", "%": "%25", "'!()": "%27%21%28%29",
	} {
		if got := escape(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

// endlessBody is a body that never ends.
type endlessBody struct{ read int }

func (e *endlessBody) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.read += len(p)
	return len(p), nil
}

func TestBodyLimit(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]string{200: "the response is longer than 32 MiB", 400: strings.Repeat("x", 199) + "…"} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			body, tries := &endlessBody{}, 0
			c := newTestClient(t, WithHTTPClient(&http.Client{Transport: roundTripFunc(func(*http.Request) (*http.Response, error) {
				tries++
				return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(body)}, nil
			})}))
			_, err := c.Organizations.Get(t.Context(), orgRef)
			checkError(t, err, want)
			if StatusCode(err) != status || tries != 1 || body.read > maxBody+1<<20 {
				t.Errorf("status %d after %d tries and %d bytes", StatusCode(err), tries, body.read)
			}
		})
	}
}

func TestBodyWithoutEncoding(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, respond(200, orgJSON))
	err := c.do(t.Context(), newCall(opUpdateInstance, instancePath(instanceID), baseQuery, func() {}))
	if err == nil || len(seen.all()) != 0 {
		t.Errorf("error %v, %d requests", err, len(seen.all()))
	}
}
