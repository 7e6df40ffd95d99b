package token_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// ephemeral calls the ephemeral resource of an in-process provider.
type ephemeral struct {
	*acctest.Protocol

	t   *testing.T
	typ tftypes.Object
}

func newEphemeral(t *testing.T, srv *mockserver.Server, block map[string]any) *ephemeral {
	t.Helper()
	p := acctest.NewProtocol(t, srv, typeName, block)
	schemas, err := p.Server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	typ, _ := schemas.EphemeralResourceSchemas[typeName].ValueType().(tftypes.Object)
	return &ephemeral{p, t, typ}
}

func (e *ephemeral) config(attributes map[string]any) *tfprotov6.DynamicValue {
	e.t.Helper()
	config, err := tfprotov6.NewDynamicValue(e.typ, acctest.Value(e.typ, attributes))
	if err != nil {
		e.t.Fatal(err)
	}
	return &config
}

func (e *ephemeral) validate(config map[string]any) []*tfprotov6.Diagnostic {
	e.t.Helper()
	resp, err := e.Server.ValidateEphemeralResourceConfig(e.t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{TypeName: typeName, Config: e.config(config)})
	if err != nil {
		e.t.Fatal(err)
	}
	return resp.Diagnostics
}

// open opens the ephemeral resource. It returns the result and the private data.
func (e *ephemeral) open(config map[string]any) (tftypes.Value, []byte, []*tfprotov6.Diagnostic) {
	e.t.Helper()
	resp, err := e.Server.OpenEphemeralResource(e.t.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: typeName, Config: e.config(config)})
	if err != nil {
		e.t.Fatal(err)
	}
	if len(resp.Diagnostics) > 0 {
		return tftypes.Value{}, nil, resp.Diagnostics
	}
	if !resp.RenewAt.IsZero() {
		e.t.Errorf("the token has the renewal time %s, want none", resp.RenewAt)
	}
	result, err := resp.Result.Unmarshal(e.typ)
	if err != nil {
		e.t.Fatal(err)
	}
	return result, resp.Private, nil
}

func (e *ephemeral) mustOpen(config map[string]any) (tftypes.Value, []byte) {
	e.t.Helper()
	result, private, diagnostics := e.open(config)
	acctest.ExpectDetails(e.t, diagnostics)
	return result, private
}

func (e *ephemeral) close(private []byte) []*tfprotov6.Diagnostic {
	e.t.Helper()
	resp, err := e.Server.CloseEphemeralResource(e.t.Context(), &tfprotov6.CloseEphemeralResourceRequest{TypeName: typeName, Private: private})
	if err != nil {
		e.t.Fatal(err)
	}
	return resp.Diagnostics
}

func TestEphemeralTokenIsRevokedAtTheEnd(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		config map[string]any
		want   time.Duration
	}{
		"minimal":  {minimalConfig("name", nil), time.Hour},
		"hours":    {minimalConfig("expires_in", "1h30m"), 90 * time.Minute},
		"shortest": {minimalConfig("expires_in", "1m"), time.Minute},
		"longest":  {minimalConfig("expires_in", "1d"), 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			e := newEphemeral(t, srv, nil)
			acctest.ExpectDetails(t, e.validate(tc.config))
			before := time.Now()
			result, private := e.mustOpen(tc.config)
			all := otherTokens(srv)
			if len(all) != 1 {
				t.Fatalf("got tokens %v, want one", all)
			}
			for attribute, want := range map[string]any{"id": all[0]["id"], "name": all[0]["name"], "expires_at": all[0]["expirationDate"], "instance_id": srv.InstanceID()} {
				if got := e.Text(result, attribute); got != want {
					t.Errorf("%s is %q, want %q", attribute, got, want)
				}
			}
			body := srv.Requests(http.MethodPost)[0].JSON()
			if name := e.Text(result, "name"); name != body["name"] || tc.config["name"] == nil && !strings.HasPrefix(name, "Terraform 20") {
				t.Errorf("the name is %q", name)
			}
			expires, err := time.Parse(time.RFC3339, e.Text(result, "expires_at"))
			if off := expires.Sub(before) - tc.want; err != nil || off < -time.Second || off > time.Minute {
				t.Errorf("expires at %s, which differs by %s: %v", expires, off, err)
			}
			expectWorks(t, srv, e.Text(result, "token"))
			acctest.ExpectDetails(t, e.close(private))
			if left := otherTokens(srv); len(left) > 0 {
				t.Errorf("not deleted: %v", left)
			}
			if strings.Contains(string(private), e.Text(result, "token")) {
				t.Error("the secret is in the private data")
			}
		})
	}
}

func TestEphemeralTokensHaveUniqueDefaultNames(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	e := newEphemeral(t, srv, nil)
	first, _ := e.mustOpen(minimalConfig("name", nil))
	time.Sleep(2 * time.Millisecond)
	second, _ := e.mustOpen(minimalConfig("name", nil))
	if e.Text(first, "name") == e.Text(second, "name") {
		t.Errorf("both names are %q", e.Text(first, "name"))
	}
}

func TestFailedRevocationIsAWarning(t *testing.T) {
	t.Parallel()
	deletion := func(status int, body string) *mockserver.Fault {
		return &mockserver.Fault{Method: http.MethodDelete, Status: status, Body: body, Times: -1}
	}
	const warning = `WARNING API token "ci" (`
	for name, tc := range map[string]struct {
		edit   func(srv *mockserver.Server, id string)
		fault  *mockserver.Fault
		want   []string
		detail string
	}{
		"not found, but listed":    {fault: deletion(404, `{"type":"NotFound","message":"no"}`), want: []string{warning}, detail: "the list still contains API token"},
		"a 404 of a proxy":         {fault: deletion(404, "<html>Down</html>"), want: []string{warning}, detail: "does not look like a response of Losant"},
		"an empty 404":             {fault: deletion(404, ""), want: []string{warning}, detail: "does not look like a response of Losant"},
		"an error with 200":        {fault: deletion(200, `{"type":"Error","message":"no"}`), want: []string{warning}, detail: "the object still exists"},
		"a promise":                {fault: deletion(202, `{"jobId":"j"}`), want: []string{warning}, detail: "the object still exists"},
		"revoked by somebody else": {edit: func(srv *mockserver.Server, id string) { srv.RemoveToken(id) }},
		"response lost":            {fault: &mockserver.Fault{Method: http.MethodDelete, Reset: true, After: true}},
		"forbidden": {
			fault: deletion(http.StatusForbidden, `{"type":"Forbidden","message":"no"}`), want: []string{warning}, detail: "403 Forbidden: no",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			block := map[string]any{}
			if tc.fault != nil && tc.fault.Status == http.StatusNotFound {
				block["max_retries"] = 0
			}
			e := newEphemeral(t, srv, block)
			result, private := e.mustOpen(minimalConfig())
			if tc.edit != nil {
				tc.edit(srv, e.Text(result, "id"))
			}
			if tc.fault != nil {
				srv.Fail(*tc.fault)
			}
			diagnostics := e.close(private)
			acctest.ExpectDetails(t, diagnostics, tc.want...)
			if len(tc.want) == 0 {
				return
			}
			got := acctest.Details(diagnostics)[0]
			for _, part := range []string{
				e.Text(result, "id") + ") was not revoked", "It works until " + e.Text(result, "expires_at"), "Instance Manager", tc.detail,
			} {
				if !strings.Contains(got, part) {
					t.Errorf("want %q, got %q", part, got)
				}
			}
			if strings.Contains(got, e.Text(result, "token")) {
				t.Error("the secret is in the message")
			}
		})
	}
}

func TestEphemeralTokenMistakesAreFoundByValidation(t *testing.T) {
	t.Parallel()
	e := newEphemeral(t, mockserver.Start(t), nil)
	for name, tc := range map[string]struct {
		config map[string]any
		want   string
	}{
		"no scopes":        {minimalConfig("scopes", []any{}), "at least 1"},
		"misspelled scope": {minimalConfig("scopes", []any{"instance.gte"}), `Did you mean "instance.get"?`},
		"too short":        {minimalConfig("expires_in", "59s"), `ERROR Invalid duration: Attribute expires_in value must be a duration from 1m to 24h, got: "59s".`},
		"too long":         {minimalConfig("expires_in", "1d1s"), "Invalid duration"},
		"not a duration":   {minimalConfig("expires_in", "1.5h"), "Invalid duration"},
		"empty name":       {minimalConfig("name", ""), "name"},
		"invalid instance": {minimalConfig("instance_id", "x"), "instance_id"},
		"unknown values":   {minimalConfig("scopes", acctest.Unknown, "name", acctest.Unknown, "expires_in", acctest.Unknown), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(acctest.Errors(e.validate(tc.config)), "\n")
			if !strings.Contains(got, tc.want) || tc.want == "" && got != "" {
				t.Errorf("want %q, got %q", tc.want, got)
			}
		})
	}
}

func TestEphemeralTokenErrorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	for name, tc := range map[string]struct {
		block map[string]any
		want  string
	}{
		"missing scope":        {map[string]any{"api_token": srv.AddToken("all.Instance.bounded")}, "It needs one of these scopes: all.Instance, instanceApiTokens.*, instanceApiTokens.post."},
		"unknown api_token":    {map[string]any{"api_token": acctest.Unknown}, "ERROR The provider is not fully configured yet"},
		"nonexistent instance": {map[string]any{"instance_id": "60106426dc03c6aad06540bb"}, "Instance was not found"},
		"unknown instance":     {map[string]any{"instance_id": acctest.Unknown}, "ERROR The Losant instance is not known yet"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, diagnostics := newEphemeral(t, srv, tc.block).open(minimalConfig("name", "stray"))
			acctest.ExpectDetails(t, diagnostics, tc.want)
		})
	}
	for _, token := range srv.InstanceTokens() {
		if token["name"] == "stray" {
			t.Errorf("not deleted: %v", token)
		}
	}
}
