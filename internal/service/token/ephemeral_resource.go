package token

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var (
	_ ephemeral.EphemeralResourceWithConfigure = (*tokenEphemeralResource)(nil)
	_ ephemeral.EphemeralResourceWithClose     = (*tokenEphemeralResource)(nil)
)

// tokenEphemeralResource is the ephemeral losant_instance_api_token.
type tokenEphemeralResource struct{ base.EphemeralResource }

// NewEphemeralResource returns the ephemeral resource, to be configured by the framework.
func NewEphemeralResource() ephemeral.EphemeralResource { return &tokenEphemeralResource{} }

type ephemeralModel struct {
	ID         types.String `tfsdk:"id"`
	InstanceID types.String `tfsdk:"instance_id"`
	Name       types.String `tfsdk:"name"`
	Scopes     types.Set    `tfsdk:"scopes"`
	ExpiresIn  types.String `tfsdk:"expires_in"`
	ExpiresAt  types.String `tfsdk:"expires_at"`
	Token      types.String `tfsdk:"token"`
}

// opened is what Close must know. It stays in memory.
type opened struct{ InstanceID, ID, Name, ExpiresAt string }

const (
	openedKey       = "token"
	defaultLifetime = "1h"
)

func (e *tokenEphemeralResource) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_api_token"
}

func (e *tokenEphemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "An API token of the instance that lives as long as one Terraform run: made when the run needs it, revoked at its end, and in no state and no plan file.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "ID of the token.",
				Computed:            true,
			},
			"instance_id": schema.StringAttribute{
				MarkdownDescription: "ID of the Losant instance. Defaults to the provider's `instance_id`.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{base.IsID()},
			},
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the token. Defaults to `Terraform` and the time.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 255)},
			},
			"scopes": schema.SetAttribute{
				MarkdownDescription: docScopes(),
				Required:            true,
				ElementType:         types.StringType,
				Validators:          []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.NoNullValues(), setvalidator.ValueStringsAre(isScope())},
			},
			"expires_in": schema.StringAttribute{
				MarkdownDescription: "How long the token lasts if the run does not revoke it, for example because it was killed: from `1m` to `24h`, `1h` unless set. It is not renewed: choose longer than the run can take.",
				Optional:            true,
				Validators:          []validator.String{isLifetime()},
			},
			"expires_at": schema.StringAttribute{
				MarkdownDescription: "When the token expires, as an RFC 3339 timestamp.",
				Computed:            true,
			},
			"token": schema.StringAttribute{
				MarkdownDescription: "The token itself.",
				Computed:            true,
				Sensitive:           true,
			},
		},
	}
}

// Open makes the token.
func (e *tokenEphemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var config ephemeralModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() || !e.RequireClient(&resp.Diagnostics) {
		return
	}
	config.InstanceID = types.StringValue(e.ResolveInstanceID(config.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	post := config.toPost(time.Now())
	made, err := e.Client.Tokens.Create(ctx, config.InstanceID.ValueString(), post)
	if err != nil {
		d := base.ErrorDiagnostic("create API token "+base.DisplayName(post.Name, ""), err)
		resp.Diagnostics.Append(fields.AtAttribute(d, err, post))
		return
	}
	if made.ExpirationDate == "" {
		made.ExpirationDate = post.ExpirationDate
	}
	private, err := json.Marshal(opened{config.InstanceID.ValueString(), made.ID, post.Name, made.ExpirationDate})
	if err != nil {
		resp.Diagnostics.AddError("Could not note the API token "+made.ID, err.Error())
		return
	}
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, openedKey, private)...)
	config.ID = types.StringValue(made.ID)
	config.Name = types.StringValue(post.Name)
	config.ExpiresAt = types.StringValue(made.ExpirationDate)
	config.Token = types.StringValue(made.Secret)
	resp.Diagnostics.Append(resp.Result.Set(ctx, &config)...)
}

// Close revokes the token. The run has done its work by then, so a failure is a
// warning.
func (e *tokenEphemeralResource) Close(ctx context.Context, req ephemeral.CloseRequest, resp *ephemeral.CloseResponse) {
	private, diags := req.Private.GetKey(ctx, openedKey)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() || !e.RequireClient(&resp.Diagnostics) {
		return
	}
	var token opened
	if err := json.Unmarshal(private, &token); err != nil {
		resp.Diagnostics.AddError("Could not recall the API token to revoke", err.Error())
		return
	}
	err := e.Client.Tokens.Delete(ctx, token.InstanceID, token.ID)
	if err == nil || losant.IsNotFound(err) {
		return
	}
	name := base.DisplayName(token.Name, token.ID)
	resp.Diagnostics.AddWarning("API token "+name+" was not revoked",
		fmt.Sprintf("It works until %s. To end it before, delete it in the Instance Manager under API Tokens.\n\n%s",
			token.ExpiresAt, base.ErrorDiagnostic("delete API token "+name, err).Detail()))
}

func (m *ephemeralModel) toPost(now time.Time) losant.TokenPost {
	lifetime := m.ExpiresIn.ValueString()
	if lifetime == "" {
		lifetime = defaultLifetime
	}
	seconds, _ := base.ParseDuration(lifetime) // It is valid.
	const layout = "2006-01-02T15:04:05.000Z"
	post := losant.TokenPost{
		Name:           m.Name.ValueString(),
		Description:    "Made by Terraform for one run, which revokes it at its end.",
		Scopes:         base.Strings(m.Scopes),
		ExpirationDate: now.UTC().Add(time.Duration(seconds) * time.Second).Format(layout),
	}
	if post.Name == "" {
		post.Name = "Terraform " + now.UTC().Format(layout)
	}
	return post
}

// isLifetime accepts the durations that a token may last.
func isLifetime() validator.String { return lifetime{} }

type lifetime struct{}

func (lifetime) Description(context.Context) string {
	return "value must be a duration from 1m to 24h"
}

func (v lifetime) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v lifetime) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	seconds, err := base.ParseDuration(req.ConfigValue.ValueString())
	if err != nil || seconds < 60 || seconds > 24*60*60 {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid duration",
			fmt.Sprintf("Attribute %s %s, got: %q.", req.Path, v.Description(ctx), req.ConfigValue.ValueString()))
	}
}
