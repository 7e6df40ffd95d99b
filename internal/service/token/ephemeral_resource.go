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

// NewEphemeralResource returns the ephemeral resource, which the framework
// configures.
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

// privateData is the data that Open saves for Close. Terraform keeps it in memory.
type privateData struct{ InstanceID, ID, Name, ExpiresAt string }

const (
	privateDataKey  = "token"
	defaultLifetime = "1h"
)

func (e *tokenEphemeralResource) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_api_token"
}

func (e *tokenEphemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "An API token of the instance for a single Terraform run. It is created when the run needs it and revoked at the end of the run. It is not stored in the state or in plan files.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "ID of the token.",
				Computed:            true,
			},
			"instance_id": base.EphemeralInstanceID(),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the token. Defaults to `Terraform` and the current time.",
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
				MarkdownDescription: "Time after which the token expires if the run does not revoke it, for example because the run was killed: from `1m` to `24h`. Defaults to `1h`. The token is not renewed, so choose a time longer than the run takes.",
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

// Open creates the token.
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
	created, err := e.Client.Tokens.Create(ctx, config.InstanceID.ValueString(), post)
	if err != nil {
		fields.AddError(&resp.Diagnostics, "create API token "+base.DisplayName(post.Name, ""), err, post)
		return
	}
	if created.ExpirationDate == "" {
		created.ExpirationDate = post.ExpirationDate
	}
	private, err := json.Marshal(privateData{config.InstanceID.ValueString(), created.ID, post.Name, created.ExpirationDate})
	if err != nil {
		resp.Diagnostics.AddError("Could not save the API token's private data", base.ErrorText(err))
		return
	}
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, privateDataKey, private)...)
	config.ID = types.StringValue(created.ID)
	config.Name = types.StringValue(post.Name)
	config.ExpiresAt = types.StringValue(created.ExpirationDate)
	config.Token = types.StringValue(created.Secret)
	resp.Diagnostics.Append(resp.Result.Set(ctx, &config)...)
}

// Close revokes the token. A failure is only a warning, because the run has already
// used the token.
func (e *tokenEphemeralResource) Close(ctx context.Context, req ephemeral.CloseRequest, resp *ephemeral.CloseResponse) {
	private, diags := req.Private.GetKey(ctx, privateDataKey)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() || !e.RequireClient(&resp.Diagnostics) {
		return
	}
	var token privateData
	if err := json.Unmarshal(private, &token); err != nil {
		resp.Diagnostics.AddError("Could not read the API token's private data", base.ErrorText(err))
		return
	}
	err := e.Client.Tokens.Delete(ctx, token.InstanceID, token.ID)
	if losant.IsNotFound(err) {
		err = e.Client.Tokens.ConfirmAbsence(ctx, token.InstanceID, token.ID)
	}
	if err == nil {
		return
	}
	name := base.DisplayName(token.Name, token.ID)
	resp.Diagnostics.AddWarning("API token "+name+" was not revoked",
		fmt.Sprintf("It works until %s. To revoke it earlier, delete it in the Instance Manager under API Tokens.\n\n%s",
			token.ExpiresAt, base.ErrorDiagnostic("delete API token "+name, err).Detail()))
}

func (m *ephemeralModel) toPost(now time.Time) losant.TokenPost {
	lifetime := m.ExpiresIn.ValueString()
	if lifetime == "" {
		lifetime = defaultLifetime
	}
	seconds, _ := base.ParseDuration(lifetime) // The validator accepted it.
	const layout = "2006-01-02T15:04:05.000Z"
	post := losant.TokenPost{
		Name:           m.Name.ValueString(),
		Description:    "Created by Terraform for a single run, which revokes it at the end.",
		Scopes:         base.Strings(m.Scopes),
		ExpirationDate: now.UTC().Add(time.Duration(seconds) * time.Second).Format(layout),
	}
	if post.Name == "" {
		post.Name = "Terraform " + now.UTC().Format(layout)
	}
	return post
}
