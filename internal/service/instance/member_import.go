package instance

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/people"
)

// imported is the state that a refresh completes.
func (r *MemberResource) imported(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) memberModel {
	var given people.ImportID
	if req.ID == "" {
		var ident memberIdentity
		diags.Append(req.Identity.Get(ctx, &ident)...)
		given = people.ImportID{InstanceID: ident.InstanceID.ValueString(), Person: ident.Person.ValueString()}
	} else {
		var err error
		if given, err = people.ImportFromInstance(req.ID); err != nil {
			diags.AddError("Invalid import id", err.Error()+".")
		}
	}
	if diags.HasError() || !r.CanAct(diags) {
		return memberModel{}
	}
	state := memberModel{InstanceID: types.StringValue(r.Instance(base.OptionalString(given.InstanceID), diags))}
	state.Email, state.UserID = given.Given()
	state.setID()
	return state
}
