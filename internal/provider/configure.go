package provider

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

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

	EnvAllowMassAbsence = "LOSANT_ALLOW_MASS_ABSENCE"
)

// data returns the data that the provider passes to its resources. If a value that
// the client needs is unknown, there is no client, and a plan continues without it.
func (p *Provider) data(config *model, terraformVersion string, diags *diag.Diagnostics) *base.ProviderData {
	data := base.NewProviderData()
	instanceID, source := p.setting(config.InstanceID, "instance_id", EnvInstanceID)
	checkInstanceID(instanceID, source, diags)
	data.DefaultInstanceID = instanceID
	data.DefaultTags = config.DefaultTags
	data.AllowMassAbsence = p.allowsMassAbsence(config.AllowMassAbsence, diags)
	if p.removalPause != nil {
		data.RemovalPause = *p.removalPause
	}
	data.DeletionProtection = config.DeletionProtection
	data.DriftAttribution = config.DriftAttribution.ValueBool()
	if config.DefaultTags.IsNull() {
		data.DefaultTags = types.MapNull(tags.ElementType())
	}
	token, tokenSource := p.setting(config.APIToken, "api_token", EnvAPIToken)
	url, _ := p.setting(config.APIURL, "api_url", EnvAPIURL)
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
	if err := losant.CheckToken(token.ValueString()); err != nil {
		diags.AddAttributeError(path.Root("api_token"), "Invalid Losant API token", "Correct "+tokenSource+": "+base.ErrorText(err)+".")
		return data
	}
	client, err := losant.New(token.ValueString(), p.clientOptions(config, url.ValueString(), terraformVersion)...)
	if err != nil {
		diags.AddAttributeError(path.Root("api_url"), "Invalid API URL", fmt.Sprintf("Correct api_url (or %s): %s.", EnvAPIURL, base.ErrorText(err)))
		return data
	}
	data.Client = client
	diags.Append(base.WarnOfExpiration(client.Claims(), time.Now())...)
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
	if retries, ok := base.Int64(config.MaxRetries); ok {
		opts = append(opts, losant.WithMaxRetries(int(retries)))
	}
	if !config.MaxRequestsPerSecond.IsNull() {
		opts = append(opts, losant.WithRequestsPerSecond(base.Float64(config.MaxRequestsPerSecond)))
	}
	return append(opts, p.client...)
}

// setting returns the configured value, or else the environment's, and which of
// them it is. White space around the value is removed: it comes from files.
func (p *Provider) setting(configured types.String, attribute, variable string) (value types.String, source string) {
	switch {
	case configured.IsUnknown():
		return configured, attribute
	case !configured.IsNull():
		return types.StringValue(strings.TrimSpace(configured.ValueString())), attribute
	}
	return base.OptionalString(strings.TrimSpace(p.getenv(variable))), variable
}

// checkInstanceID does not show a wrong value, because it could be the API token.
func checkInstanceID(id types.String, source string, diags *diag.Diagnostics) {
	if text := id.ValueString(); !id.IsNull() && !id.IsUnknown() && !base.LooksLikeID(text) {
		diags.AddAttributeError(path.Root("instance_id"), "Invalid instance ID",
			fmt.Sprintf("Correct %s: it must be an id of 24 hexadecimal digits, in lower case. This value has %d characters.", source, utf8.RuneCountInString(text)))
	}
}

// allowsMassAbsence returns the configured value, or else the environment's.
func (p *Provider) allowsMassAbsence(configured types.Bool, diags *diag.Diagnostics) bool {
	text := p.getenv(EnvAllowMassAbsence)
	if !configured.IsNull() || text == "" {
		return configured.ValueBool()
	}
	allowed, err := strconv.ParseBool(text)
	if err != nil {
		diags.AddAttributeError(path.Root("allow_mass_absence"), "Invalid value of "+EnvAllowMassAbsence,
			fmt.Sprintf("Set it to 1, to allow that many organizations were deleted outside Terraform, or unset it. Got: %q.", text))
	}
	return allowed
}
