package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// imported is the state that a refresh completes.
func (r *instanceMemberResource) imported(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) instanceModel {
	var given membership.ImportID
	if req.ID == "" {
		var ident instanceIdentity
		diags.Append(req.Identity.Get(ctx, &ident)...)
		given = membership.ImportID{InstanceID: ident.InstanceID.ValueString(), Person: ident.Person.ValueString()}
	} else {
		var err error
		if given, err = membership.ImportFromInstance(req.ID); err != nil {
			diags.AddError("Invalid import ID", err.Error()+".")
		}
	}
	if diags.HasError() || !r.RequireClient(diags) {
		return instanceModel{}
	}
	state := instanceModel{InstanceID: types.StringValue(r.ResolveInstanceID(base.OptionalString(given.InstanceID), diags))}
	state.Email, state.UserID = given.Given()
	state.setID()
	return state
}
