package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/tags"
)

// Environment variables that replace attributes of the provider block.
const (
	EnvAPIToken   = "LOSANT_API_TOKEN" //nolint:gosec // The name of a variable, not a secret.
	EnvInstanceID = "LOSANT_INSTANCE_ID"
	EnvAPIURL     = "LOSANT_API_URL"
)

// data returns the data that the provider passes to its resources. If a value that
// the client needs is unknown, there is no client, and a plan continues without it.
func (p *Provider) data(config *model, terraformVersion string, diags *diag.Diagnostics) *base.ProviderData {
	data := base.NewProviderData()
	data.DefaultInstanceID = p.orEnvironment(config.InstanceID, EnvInstanceID)
	data.DefaultTags = config.DefaultTags
	data.DriftAttribution = config.DriftAttribution.ValueBool()
	if id := data.DefaultInstanceID.ValueString(); id != "" && !base.LooksLikeID(id) {
		diags.AddAttributeError(path.Root("instance_id"), "Invalid instance ID",
			fmt.Sprintf("%s (or instance_id) must be an id of 24 hexadecimal digits, in lower case, got: %q.", EnvInstanceID, id))
	}
	if config.DefaultTags.IsNull() {
		data.DefaultTags = types.MapNull(tags.ElementType())
	}
	token, url := p.orEnvironment(config.APIToken, EnvAPIToken), p.orEnvironment(config.APIURL, EnvAPIURL)
	for _, required := range []struct {
		name  string
		value attr.Value
	}{
		{"api_token", token},
		{"api_url", url},
		{"max_retries", config.MaxRetries},
		{"max_requests_per_second", config.MaxRequestsPerSecond},
	} {
		if required.value.IsUnknown() {
			data.Unknown = append(data.Unknown, required.name)
		}
	}
	if len(data.Unknown) > 0 || diags.HasError() {
		return data
	}
	if token.ValueString() == "" {
		diags.AddAttributeError(path.Root("api_token"), "Missing Losant API token",
			"Create an API token in the Instance Manager under API Tokens. Set it as api_token in the provider block or as "+EnvAPIToken+
				" in the environment.")
		return data
	}
	client, err := losant.New(token.ValueString(), p.clientOptions(config, url.ValueString(), terraformVersion)...)
	if err != nil {
		diags.AddAttributeError(path.Root("api_url"), "Invalid API URL", fmt.Sprintf("Correct api_url (or %s): %s.", EnvAPIURL, err))
		return data
	}
	data.Client = client
	return data
}

func (p *Provider) clientOptions(config *model, url, terraformVersion string) []losant.Option {
	opts := []losant.Option{
		losant.WithUserAgent(fmt.Sprintf("terraform-provider-losant/%s (+https://registry.terraform.io/providers/losant/losant) terraform/%s", p.version, terraformVersion)),
		losant.WithLog(func(ctx context.Context, message string, fields map[string]any) { tflog.Debug(ctx, message, fields) }),
	}
	if url != "" {
		opts = append(opts, losant.WithBaseURL(url))
	}
	if !config.MaxRetries.IsNull() {
		opts = append(opts, losant.WithMaxRetries(int(config.MaxRetries.ValueInt64())))
	}
	if !config.MaxRequestsPerSecond.IsNull() {
		opts = append(opts, losant.WithRequestsPerSecond(config.MaxRequestsPerSecond.ValueFloat64()))
	}
	return append(opts, p.client...)
}

// orEnvironment returns the configured value, or else the environment's.
func (p *Provider) orEnvironment(configured types.String, variable string) types.String {
	if !configured.IsNull() {
		return configured
	}
	return base.OptionalString(p.getenv(variable))
}
