package token

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
)

func resourceAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":          base.ID("token"),
		"instance_id": base.InstanceID(),
		"name": schema.StringAttribute{
			MarkdownDescription: "Name of the token. Names do not have to be unique.",
			Required:            true,
			Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 255)},
		},
		"description": schema.StringAttribute{
			MarkdownDescription: "Description of the token.",
			Optional:            true,
			Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(32767)},
		},
		"scopes": schema.SetAttribute{
			MarkdownDescription: docScopes() + " Changing this forces a new resource.",
			Required:            true,
			ElementType:         types.StringType,
			Validators:          []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.NoNullValues(), setvalidator.ValueStringsAre(isScope())},
			PlanModifiers:       []planmodifier.Set{setplanmodifier.RequiresReplace()},
		},
		"expires_at": schema.StringAttribute{
			MarkdownDescription: "When the token expires, as an RFC 3339 timestamp in the future. If not set, the token does not expire. " +
				"Changing this forces a new resource. After the token has expired, a refresh warns, but the plan remains empty.",
			Optional:      true,
			Validators:    []validator.String{base.RFC3339()},
			PlanModifiers: []planmodifier.String{base.KeepSameInstant(), stringplanmodifier.RequiresReplace()},
		},
		"status": schema.StringAttribute{
			MarkdownDescription: base.KeptDoc("Status of the token: `active` or `inactive`.") + " A new token is active.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{stringvalidator.OneOf("active", "inactive")},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"rotate": schema.MapAttribute{
			MarkdownDescription: "Arbitrary values. Changing them forces a new resource. Removing all of them does not, " +
				"and neither does setting the first values of an imported token.",
			Optional:      true,
			ElementType:   types.StringType,
			PlanModifiers: []planmodifier.Map{replaceOnRotation()},
		},
		"token": schema.StringAttribute{
			MarkdownDescription: "The token itself. Losant returns it only when the token is created, so it is null after an import.",
			Computed:            true,
			Sensitive:           true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"created_at": base.CreatedAt("token"),
	}
}

// replaceOnRotation replaces the token if rotate changes. The first values of an
// imported token, whose secret is not in the state, do not replace it. Otherwise the
// first apply after an import would replace it.
func replaceOnRotation() planmodifier.Map {
	const doc = "Replaces the token if the values change."
	return mapplanmodifier.RequiresReplaceIf(func(ctx context.Context, req planmodifier.MapRequest, resp *mapplanmodifier.RequiresReplaceIfFuncResponse) {
		var secret types.String
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("token"), &secret)...)
		resp.RequiresReplace = hasValues(req.PlanValue) && (hasValues(req.StateValue) || !secret.IsNull())
	}, doc, doc)
}

// hasValues reports whether a map has elements or is unknown.
func hasValues(rotate types.Map) bool { return rotate.IsUnknown() || len(rotate.Elements()) > 0 }

// isLifetime accepts the lifetimes that an ephemeral token may have.
func isLifetime() validator.String {
	return base.HasFormat("Invalid duration", "value must be a duration from 1m to 24h", func(text string) bool {
		seconds, err := base.ParseDuration(text)
		return err == nil && seconds >= 60 && seconds <= 24*60*60
	})
}
