package base

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Action is embedded by every action.
type Action struct{ *ProviderData }

// Configure takes over the provider's data.
func (a *Action) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.ProviderData = dataFrom(req.ProviderData, &resp.Diagnostics)
}

// ActionInstanceID is the instance that an action works on.
func ActionInstanceID() schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "ID of the Losant instance. Defaults to the provider's `instance_id`.",
		Optional:            true,
		Validators:          []validator.String{IsID()},
	}
}
