package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/framework"
	"github.com/losant/terraform-provider-losant/internal/people"
)

// imported is the state that a refresh completes.
func (r *Resource) imported(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) model {
	if !r.CanAct(diags) {
		return model{}
	}
	var given people.ImportID
	if req.ID == "" {
		var ident identity
		diags.Append(req.Identity.Get(ctx, &ident)...)
		given = people.ImportID{InstanceID: ident.InstanceID.ValueString(), OrganizationID: ident.OrganizationID.ValueString(), Person: ident.Person.ValueString()}
	} else {
		var err error
		if given, err = people.ImportFromOrganization(req.ID, "USER_ID"); err != nil {
			diags.AddError("Invalid import id", err.Error()+".")
			return model{}
		}
	}
	state := model{
		InstanceID:     types.StringValue(r.Instance(framework.OptionalString(given.InstanceID), diags)),
		OrganizationID: types.StringValue(given.OrganizationID),
	}
	state.Email, state.UserID = given.Given()
	state.ID = types.StringValue(newID(given.OrganizationID, state.Email.ValueString(), state.UserID.ValueString()))
	return state
}
