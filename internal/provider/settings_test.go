package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// configure validates and configures a provider, and returns its errors.
func configure(t *testing.T, srv *mockserver.Server, block map[string]any, env ...string) []string {
	t.Helper()
	server, err := acctest.Factories(srv, env...)["losant"]()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	typ := schemas.Provider.ValueType()
	config, err := tfprotov6.NewDynamicValue(typ, acctest.Value(typ, block))
	if err != nil {
		t.Fatal(err)
	}
	validated, err := server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: &config})
	if err != nil {
		t.Fatal(err)
	}
	if errors := acctest.Errors(validated.Diagnostics); len(errors) > 0 {
		return errors
	}
	resp, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: &config})
	if err != nil {
		t.Fatal(err)
	}
	return acctest.Errors(resp.Diagnostics)
}

// White space around a value comes from a file or a terminal.
func TestSettingsAreTrimmed(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	for name, tc := range map[string]struct {
		block map[string]any
		env   []string
	}{
		"in the block": {block: map[string]any{
			"api_token": srv.Token() + "\n", "api_url": "\t" + srv.URL() + " \r\n", "instance_id": " " + srv.InstanceID() + "\n",
		}},
		"in the environment": {env: []string{
			provider.EnvAPIToken, " " + srv.Token() + "\n", provider.EnvAPIURL, srv.URL() + "\n", provider.EnvInstanceID, srv.InstanceID() + " ",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := configure(t, srv, tc.block, tc.env...); len(got) > 0 {
				t.Fatalf("got %q", got)
			}
			p := acctest.NewProtocolWith(t, "losant_organization", tc.block, acctest.Environment(srv, tc.env...))
			object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
			if got := p.Text(object.State, "instance_id"); got != srv.InstanceID() {
				t.Errorf("instance_id %q", got)
			}
		})
	}
}

// A value that cannot be right is refused with the name of its source, and is not
// shown.
func TestWrongSettingsAreRefusedAndNotShown(t *testing.T) {
	t.Parallel()
	const secret = "s3cret"
	for name, tc := range map[string]struct {
		attribute, variable, value, want string
	}{
		"Bearer":                    {"api_token", provider.EnvAPIToken, "Bearer " + secret, `the API token must not begin with "Bearer ".`},
		"quotes":                    {"api_token", provider.EnvAPIToken, `"` + secret + `"`, "the API token must not contain quotes."},
		"line break inside":         {"api_token", provider.EnvAPIToken, secret + "\nx", "visible ASCII characters only"},
		"control character":         {"api_token", provider.EnvAPIToken, secret + "\x00", "visible ASCII characters only"},
		"letter that is not ASCII":  {"api_token", provider.EnvAPIToken, secret + "é", "visible ASCII characters only"},
		"token as the instance":     {"instance_id", provider.EnvInstanceID, secret, "it must be an id of 24 hexadecimal digits, in lower case. This value has 6 characters."},
		"password in the URL":       {"api_url", provider.EnvAPIURL, "https://me:" + secret + "@api.losant.com", "no user, query or fragment"},
		"malformed URL":             {"api_url", provider.EnvAPIURL, "https://me:" + secret + "%zz@api.losant.com", "the API URL is not a valid URL"},
		"URL with another scheme":   {"api_url", provider.EnvAPIURL, "ftp://me:" + secret + "@api.losant.com", "the API URL is not of the form https://host"},
		"URL with a malformed port": {"api_url", provider.EnvAPIURL, "https://me:" + secret + "@api.losant.com:x", "the API URL is not a valid URL"},
	} {
		for source, blockAndEnv := range map[string]struct {
			block map[string]any
			env   []string
		}{
			tc.attribute: {block: map[string]any{tc.attribute: tc.value}},
			tc.variable:  {env: []string{tc.variable, tc.value}},
		} {
			t.Run(name+" in "+source, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t)
				got := configure(t, srv, blockAndEnv.block, blockAndEnv.env...)
				if len(got) != 1 || !strings.Contains(got[0], tc.want) || !strings.Contains(got[0], source) || strings.Contains(got[0], secret) {
					t.Errorf("got %q", got)
				}
				if len(srv.Requests()) > 0 {
					t.Error("a request was sent")
				}
			})
		}
	}
}
