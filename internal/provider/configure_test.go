package provider_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const organizationConfig = `resource "losant_organization" "test" { name = "Acme" }`

// No mistake creates an organization.
func TestConfigurationMistakesSayWhatToDo(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		block object
		env   []string
		setup func(srv *mockserver.Server) (env []string)
		want  string
	}{
		"no token":                        {env: []string{provider.EnvAPIToken, ""}, want: "Set it as api_token in the provider block or as LOSANT_API_TOKEN in the environment."},
		"no instance":                     {env: []string{provider.EnvInstanceID, ""}, want: "Set instance_id here or in the provider block, or set the environment variable LOSANT_INSTANCE_ID."},
		"malformed instance":              {env: []string{provider.EnvInstanceID, "acme"}, want: "Correct LOSANT_INSTANCE_ID: it must be an id of 24 hexadecimal digits, in lower case. This value has 4 characters."},
		"malformed instance in the block": {block: object{"instance_id": "acme"}, want: "Correct instance_id: it must be an id of 24 hexadecimal digits"},
		"plain http":                      {block: object{"api_url": "http://api.losant.example"}, want: "https"},
		"not a URL":                       {block: object{"api_url": "::"}, want: "api_url (or LOSANT_API_URL)"},
		"unreachable host":                {block: object{"api_url": "https://127.0.0.1:1", "max_retries": 0}, want: "Check api_url in the provider block (or LOSANT_API_URL), and that this machine can reach it."},
		"negative retries":                {block: object{"max_retries": -1}, want: "max_retries must be from 0 to 100, got -1"},
		"zero requests":                   {block: object{"max_requests_per_second": 0}, want: "max_requests_per_second must be from 0.01 to 1000000, got 0"},
		"null default tag":                {block: object{"default_tags": object{"a": nil}}, want: "null"},
		"wrong token":                     {env: []string{provider.EnvAPIToken, "nonsense"}, want: "The API token is wrong, expired or inactive."},
		"token without scopes": {setup: func(srv *mockserver.Server) []string {
			return []string{provider.EnvAPIToken, srv.AddToken("instance.get")}
		}, want: "It needs one of these scopes: all.Instance, all.Instance.bounded, instanceOrgs.*, instanceOrgs.post."},
		"unknown instance": {env: []string{provider.EnvInstanceID, "60106426dc03c6aad06560ba"}, want: "instance_id is the instance that the API token belongs to"},
		"expired token": {
			setup: func(srv *mockserver.Server) []string {
				token := srv.AddToken("all.Instance")
				srv.ExpireToken(token)
				return []string{provider.EnvAPIToken, token}
			},
			want: "401 Unauthorized: Access token has expired",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			env := tc.env
			if tc.setup != nil {
				env = tc.setup(srv)
			}
			errors := configure(t, srv, tc.block, env...)
			if len(errors) == 0 {
				p := acctest.NewProtocolWith(t, "losant_organization", tc.block, acctest.Environment(srv, env...))
				config := p.Config(object{"name": "Acme"})
				planned := p.Plan(p.Null(), config)
				if errors = acctest.Errors(planned.Diagnostics); len(errors) == 0 {
					_, diagnostics := p.ApplyPlanned(p.Null(), config, planned)
					errors = acctest.Errors(diagnostics)
				}
			}
			if len(errors) == 0 || !strings.Contains(errors[0], tc.want) {
				t.Errorf("want %q, got %q", tc.want, errors)
			}
			if created := srv.Organizations(); len(created) > 0 {
				t.Errorf("created %v", created)
			}
		})
	}
}

func TestProviderBlockTakesPrecedenceOverTheEnvironment(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv,
			provider.EnvAPIToken, "wrong", provider.EnvAPIURL, "http://127.0.0.1:1", provider.EnvInstanceID, "60106426dc03c6aad06560ba"),
		Steps: []resource.TestStep{{
			Config: fmt.Sprintf(`
provider "losant" {
  api_token               = %q
  api_url                 = %q
  instance_id             = %q
  max_retries             = 1
  max_requests_per_second = 50.5
}
%s`, srv.Token(), srv.URL(), srv.InstanceID(), organizationConfig),
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		}},
	})
	agent := srv.Requests(http.MethodPost)[0].Header.Get("User-Agent")
	if !regexp.MustCompile(`^terraform-provider-losant/test .* terraform/\d+\.\d+\.\d+`).MatchString(agent) {
		t.Errorf("User-Agent is %q", agent)
	}
}

// An instance_id of the resource itself forces a new resource if it changes.
func TestChangedProviderInstanceReplacesNothing(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	other := srv.AddInstance(mockserver.Doc{"name": "Other"})
	token := srv.AddUserToken("all.User")
	config := func(instance, attribute string) string {
		return fmt.Sprintf("provider \"losant\" {\n  api_token   = %q\n  instance_id = %q\n}\nresource \"losant_organization\" \"test\" {\n  name = \"Acme\"\n  %s\n}", token, instance, attribute)
	}
	empty := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{Config: config(srv.InstanceID(), "")},
			{Config: config(other, ""), ConfigPlanChecks: empty},
			{Config: config(other, fmt.Sprintf("instance_id = %q", srv.InstanceID())), ConfigPlanChecks: empty},
			{
				Config: config(other, fmt.Sprintf("instance_id = %q", other)),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction("losant_organization.test", plancheck.ResourceActionReplace),
				}},
			},
		},
	})
}
