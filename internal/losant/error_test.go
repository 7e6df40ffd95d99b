package losant

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestErrorOfResponse(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("much ", 100)
	for name, tc := range map[string]struct {
		status        int
		body          string
		kind, message string
		notFound      bool
	}{
		"documented": {
			status: 404, body: `{"type":"NotFound","message":"Organization was not found"}`,
			kind: "NotFound", message: "Organization was not found", notFound: true,
		},
		"404 of a proxy":           {status: 404, body: "<h1>No such site</h1>", message: "No such site"},
		"404 without a body":       {status: 404, message: "Not Found"},
		"404 without a type":       {status: 404, body: `{"message":"gone"}`, message: "gone"},
		"404 of another type":      {status: 404, body: `{"type":"Error","message":"no"}`, kind: "Error", message: "no"},
		"the type without the 404": {status: 400, body: `{"type":"NotFound","message":"no"}`, kind: "NotFound", message: "no"},
		"with more fields": {
			status: 422, body: `{"type":"Validation","message":"Too many","validationErrors":[{}]}`, kind: "Validation", message: "Too many",
		},
		"HTML": {
			status: 400, body: "<html><head><title>400 Bad Request</title><style>a{}</style></head>\n<body><script>x()</script>" +
				"<center>Try &lt;later&gt;<br/></center></body></html>",
			message: "400 Bad Request Try <later>",
		},
		"truncated HTML":                  {status: 413, body: "<p>Too large<a href=\"htt", message: "Too large"},
		"truncated JSON":                  {status: 400, body: `{"type":"Validation","mess`, message: `{"type":"Validation","mess`},
		"other JSON":                      {status: 400, body: `{"error":"no"}`, message: `{"error":"no"}`},
		"wrong types":                     {status: 400, body: `{"type":"Validation","message":{"a":1}}`, kind: "Validation", message: `{"type":"Validation","message":{"a":1}}`},
		"empty":                           {status: 403, message: "Forbidden"},
		"blank":                           {status: 401, body: " \r\n\x00", message: "Unauthorized"},
		"unknown status":                  {status: 499, message: "no message"},
		"long text":                       {status: 400, body: long, message: long[:199] + "…"},
		"not UTF-8":                       {status: 400, body: "caf\xe9 closed", message: "caf closed"},
		"token echoed":                    {status: 401, body: `{"type":"X","message":"bad token s3cret-token!"}`, kind: "X", message: "bad token [redacted]!"},
		"token in HTML":                   {status: 401, body: "<p>" + token + "</p>", message: "[redacted]"},
		"token at the end of the excerpt": {status: 401, body: strings.Repeat("x", 195) + " " + token, message: strings.Repeat("x", 195) + " [re…"},
		"token as the type":               {status: 401, body: `{"type":"s3cret-token","message":"m"}`, kind: "[redacted]", message: "m"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, respond(tc.status, tc.body))
			_, err := c.Organizations.Get(t.Context(), orgRef)
			got, ok := errors.AsType[*Error](err)
			if !ok {
				t.Fatalf("error %v", err)
			}
			want := Error{StatusCode: tc.status, Type: tc.kind, Message: tc.message, Operation: "instanceOrg.get", Method: "GET", Path: orgAt}
			if got.cause, got.causes = nil, nil; *got != want {
				t.Errorf("got  %+v\nwant %+v", *got, want)
			}
			if IsNotFound(err) != tc.notFound || StatusCode(fmt.Errorf("read: %w", err)) != tc.status {
				t.Errorf("not found %t, status %d", IsNotFound(err), StatusCode(err))
			}
		})
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]Error{
		"PATCH /instances/1/orgs/2: 400 Validation: name is required": {
			StatusCode: 400, Type: "Validation", Message: "name is required", Method: "PATCH", Path: "/instances/1/orgs/2",
		},
		"GET /instances: 502: Bad Gateway": {StatusCode: 502, Message: "Bad Gateway", Method: "GET", Path: "/instances"},
	} {
		if got := err.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestStatusCodeOfOtherErrors(t *testing.T) {
	t.Parallel()
	for _, err := range []error{nil, errors.New("404")} {
		if IsNotFound(err) || StatusCode(err) != 0 {
			t.Errorf("%v: not found %t, status %d", err, IsNotFound(err), StatusCode(err))
		}
	}
}

// The error quotes the body of an unreadable response only if it cannot contain secrets.
func TestUnreadableResponses(t *testing.T) {
	t.Parallel()
	organization := func(c *Client) error {
		_, err := c.Organizations.Get(t.Context(), orgRef)
		return err
	}
	list := func(c *Client) error {
		_, err := Collect(c.Organizations.All(t.Context(), instanceID))
		return err
	}
	another := strings.ReplaceAll(orgJSON, instanceID, otherID)
	for name, tc := range map[string]struct {
		call    func(*Client) error
		status  int
		body    string
		message string
	}{
		"empty":                  {organization, 204, "", "the response is empty"},
		"blank":                  {organization, 200, " \n", "the response is empty"},
		"HTML":                   {organization, 200, "<h1>Sign in, " + token + "</h1>", `the response is not a JSON object (it begins "Sign in, [redacted]")`},
		"null":                   {organization, 200, "null", "not a JSON object"},
		"list instead of object": {organization, 200, "[]", "not a JSON object"},
		"invalid JSON":           {organization, 200, `{"id":!}`, "invalid character"},
		"wrong type":             {organization, 200, `{"id":5}`, "field id: number instead of text"},
		"no id":                  {organization, 200, `{"name":"x"}`, "the organization has no id"},
		"another id":             {organization, 200, `{"id":"` + otherID + `"}`, `the response is for another object: "` + otherID},
		"another instance":       {organization, 200, another, `the response is for another instance: "` + otherID},
		"another token": {func(c *Client) error {
			_, err := c.Tokens.Get(t.Context(), instanceID, orgID)
			return err
		}, 200, `{"id":"` + otherID + `"}`, `the response is for another object: "` + otherID},
		"another token after an update": {func(c *Client) error {
			_, err := c.Tokens.Update(t.Context(), instanceID, orgID, TokenPatch{Name: Set("x")})
			return err
		}, 200, `{"id":"` + otherID + `"}`, `the response is for another object: "` + otherID},
		"another rule": {func(c *Client) error {
			_, err := c.NotificationRules.Get(t.Context(), instanceID, orgID)
			return err
		}, 200, `{"id":"` + otherID + `"}`, `the response is for another object: "` + otherID},
		"another rule after an update": {func(c *Client) error {
			_, err := c.NotificationRules.Update(t.Context(), instanceID, orgID, NotificationRulePatch{Name: Set("x")})
			return err
		}, 200, `{"id":"` + otherID + `"}`, `the response is for another object: "` + otherID},
		"another custom node": {func(c *Client) error {
			_, err := c.CustomNodes.Get(t.Context(), instanceID, orgID)
			return err
		}, 200, `{"id":"` + otherID + `"}`, `the response is for another object: "` + otherID},
		"another custom node after an update": {func(c *Client) error {
			_, err := c.CustomNodes.Update(t.Context(), instanceID, orgID, CustomNodePatch{Name: Set("x")})
			return err
		}, 200, `{"id":"` + otherID + `"}`, `the response is for another object: "` + otherID},
		"item of another instance": {list, 200, `{"items":[` + another + `]}`, `the response is for another instance: "` + otherID},
		"no items":                 {list, 200, `{"message":"x"}`, "the list has no items"},
		"null item":                {list, 200, `{"items":[null]}`, "item 0 of the list is null"},
		"item without id":          {list, 200, `{"items":[{"name":"x"}]}`, "the organization has no id"},
		"item is not an object":    {list, 200, `{"items":["x"]}`, "not a JSON object"},
		"instance without id":      {func(c *Client) error { _, err := c.Instances.Get(t.Context(), instanceID); return err }, 200, `{}`, "the instance has no id"},
		"stats are not an object": {func(c *Client) error {
			_, err := c.Usage.PayloadCounts(t.Context(), UsageOwner{InstanceID: instanceID}, Range{}, false)
			return err
		}, 200, `1`, "not a JSON object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, respond(tc.status, tc.body))
			err := tc.call(c)
			checkError(t, err, tc.message)
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Type != "UnreadableResponse" || e.StatusCode != tc.status {
				t.Errorf("error %#v", err)
			}
			if strings.Contains(err.Error(), token) || strings.Contains(err.Error(), "begins \"{") {
				t.Errorf("error %v quotes the body", err)
			}
			// A malformed response is retried, because the next one may be well-formed.
			want := 1
			if isMalformed(err) {
				want += fewRetries
			}
			if len(seen.all()) != want {
				t.Errorf("%d requests, want %d", len(seen.all()), want)
			}
		})
	}
}

func TestTransportErrorsAreRedacted(t *testing.T) {
	t.Parallel()
	c := newTestClient(t, WithMaxRetries(0), WithHTTPClient(&http.Client{Transport: roundTripFunc(func(*http.Request) (*http.Response, error) {
		return nil, errors.New("proxy refused " + token)
	})}))
	_, err := c.Organizations.Get(t.Context(), OrganizationRef{instanceID, token})
	checkError(t, err, "GET "+orgsAt+"/[redacted]: proxy refused [redacted]")
	if strings.Contains(err.Error(), token) {
		t.Errorf("error %v", err)
	}
}

func TestIsUnreachable(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		handler http.HandlerFunc
		want    bool
	}{
		"connection closed":     {dropConnection, true},
		"truncated response":    {truncate, false},
		"error response":        {respond(503, ""), false},
		"malformed response":    {respond(200, "<html>"), false},
		"redirect to elsewhere": {respond(302, "", "Location", "https://example.com"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, tc.handler, WithMaxRetries(0))
			_, err := c.Organizations.Get(t.Context(), orgRef)
			if got := IsUnreachable(err); err == nil || got != tc.want {
				t.Errorf("%t for %v, want %t", got, err, tc.want)
			}
		})
	}
	c := newTestClient(t)
	_, invalidID := c.Organizations.Get(t.Context(), OrganizationRef{InstanceID: instanceID})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, canceled := c.Organizations.Get(ctx, orgRef, WithSummary("deviceCount"))
	for _, err := range []error{nil, invalidID, canceled, &Error{StatusCode: 500}} {
		if IsUnreachable(err) {
			t.Errorf("%v counts as unreachable", err)
		}
	}
}
