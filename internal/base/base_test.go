package base_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

func TestSameInstantComparesMilliseconds(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{"2030-01-31T00:00:00Z", "2030-01-31T00:00:00Z", true},
		{"2030-01-31T00:00:00Z", "2030-01-31T00:00:00.000Z", true},
		{"2030-01-31T00:00:00Z", "2030-01-31T01:30:00+01:30", true},
		{"2030-01-31T00:00:00.1234Z", "2030-01-31T00:00:00.123Z", true}, // The API stores milliseconds.
		{"2030-01-31T00:00:00.124Z", "2030-01-31T00:00:00.123Z", false},
		{"2030-01-31T00:00:00Z", "2030-01-31T00:00:00+01:00", false},
		{"2030-01-31T00:00:00Z", "", false},
		{"", "", false},
		{"soon", "soon", false},
	} {
		if got := base.SameInstant(tc.a, tc.b); got != tc.want {
			t.Errorf("%q, %q: %t", tc.a, tc.b, got)
		}
	}
}

func TestKeepEmptyKeepsAnEmptyPriorValue(t *testing.T) {
	t.Parallel()
	null, empty, text := types.StringNull(), types.StringValue(""), types.StringValue("a")
	for _, tc := range []struct {
		api         string
		prior, want types.String
	}{
		{"", null, null},
		{"", empty, empty},
		{"", text, null},
		{"", types.StringUnknown(), null},
		{"a", null, text},
		{"a", types.StringValue("b"), text},
	} {
		if got := base.KeepEmpty(tc.api, tc.prior); !got.Equal(tc.want) {
			t.Errorf("%q, %s: %s", tc.api, tc.prior, got)
		}
	}
	nullSet := types.SetNull(types.StringType)
	for _, tc := range []struct {
		api         []string
		prior, want types.Set
	}{
		{nil, nullSet, nullSet},
		{nil, types.Set{}, nullSet},
		{nil, base.StringSet(), base.StringSet()},
		{nil, base.StringSet("a"), nullSet},
		{nil, types.SetUnknown(types.StringType), nullSet},
		{[]string{"b", "a", "b"}, nullSet, base.StringSet("a", "b")},
	} {
		if got := base.KeepEmptySet(tc.api, tc.prior); !got.Equal(tc.want) {
			t.Errorf("%q, %s: %s", tc.api, tc.prior, got)
		}
	}
}

func TestErrorDiagnosticSaysWhatToDo(t *testing.T) {
	t.Parallel()
	api := func(status int) error {
		return &losant.Error{StatusCode: status, Type: "T", Message: "the server's message", Operation: "instanceOrgs.post"}
	}
	for name, tc := range map[string]struct {
		err  error
		want []string
	}{
		"wrong token":     {api(http.StatusUnauthorized), []string{"401", "the server's message", "LOSANT_API_TOKEN"}},
		"missing scope":   {api(http.StatusForbidden), []string{"403", "all.Instance.bounded, instanceOrgs.*, instanceOrgs.post"}},
		"not found":       {api(http.StatusNotFound), []string{"404", "instance_id"}},
		"404 of a proxy":  {&losant.Error{StatusCode: http.StatusNotFound, Message: "No such site"}, []string{"404", "does not look like a response of Losant", "LOSANT_API_URL"}},
		"path in the URL": {api(http.StatusMethodNotAllowed), []string{"405", "If api_url in the provider block (or LOSANT_API_URL) has a path, remove it."}},
		"throttled":       {api(http.StatusTooManyRequests), []string{"429", "max_requests_per_second"}},
		"server error":    {api(http.StatusBadGateway), []string{"502", "It is safe to run Terraform again later."}},
		"bad request":     {api(http.StatusBadRequest), []string{"400 T: the server's message"}},
		"unreachable":     {unreachable(t), []string{"connection refused", "LOSANT_API_URL"}},
		"timeout":         {context.DeadlineExceeded, []string{"timeouts"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := base.ErrorDiagnostic("create organization \"Acme\"", tc.err)
			if d.Summary() != `Could not create organization "Acme"` {
				t.Errorf("summary: %s", d.Summary())
			}
			if i := slices.IndexFunc(tc.want, func(s string) bool { return !strings.Contains(d.Detail(), s) }); i >= 0 {
				t.Errorf("detail lacks %q: %s", tc.want[i], d.Detail())
			}
		})
	}
}

// The URL is wrong only if there is no response at all.
func TestErrorsOfTheProviderItselfDoNotBlameTheURL(t *testing.T) {
	t.Parallel()
	d := base.ErrorDiagnostic("create organization \"Acme\"", errors.New("several were created"))
	if d.Detail() != "several were created" {
		t.Errorf("detail: %s", d.Detail())
	}
}

// unreachable returns the error of a request to a server that is not running.
func unreachable(t *testing.T) error {
	t.Helper()
	srv := httptest.NewServer(http.NotFoundHandler())
	srv.Close()
	client, err := losant.New("token", losant.WithBaseURL(srv.URL), losant.WithMaxRetries(0))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Instances.Get(t.Context(), "60106426dc03c6aad06540bb")
	return err
}

func TestSameJSONComparesContent(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{`{}`, ` { } `, true},
		{`{"a":1,"b":[true,null]}`, `{"b":[true, null], "a":1.0}`, true},
		{`{"a":"\u00e9"}`, `{"a":"é"}`, true},
		{`{"a":[1,2]}`, `{"a":[2,1]}`, false},
		{`{"a":null}`, `{}`, false},
		{`{"a":1}`, `{"a":"1"}`, false},
		{`{}`, `{`, false},
		{``, ``, false},
	} {
		if got := base.SameJSON(tc.a, tc.b); got != tc.want {
			t.Errorf("%s, %s: %t", tc.a, tc.b, got)
		}
	}
}

// Errors of the client and of others are printed without control characters. Their
// own lines stay.
func TestErrorTextIsPrintable(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("several exist:\n  %s\n  b: %w", "a\x1b[2J", errors.New("x\u202ey"))
	if got, want := base.ErrorText(err), "several exist:\n  a\\x1b[2J\n  b: x\\u202ey"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var diags diag.Diagnostics
	base.AddError(&diags, "read it", errors.New(strings.Repeat("x", 5000)))
	if n := len(diags[0].Detail()); n > 2100 {
		t.Errorf("a detail of %d characters", n)
	}
}
