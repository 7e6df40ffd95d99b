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
func (r *memberResource) imported(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) model {
	if !r.RequireClient(diags) {
		return model{}
	}
	var given membership.ImportID
	if req.ID == "" {
		var ident identity
		diags.Append(req.Identity.Get(ctx, &ident)...)
		given = membership.ImportID{InstanceID: ident.InstanceID.ValueString(), OrganizationID: ident.OrganizationID.ValueString(), Person: ident.Person.ValueString()}
	} else {
		var err error
		if given, err = membership.ImportFromOrganization(req.ID, "USER_ID"); err != nil {
			diags.AddError("Invalid import ID", err.Error()+".")
			return model{}
		}
	}
	instanceID := types.StringValue(r.ResolveInstanceID(base.OptionalString(given.InstanceID), diags))
	return stateOf(instanceID, types.StringValue(given.OrganizationID), given.Person)
}

// stateOf is the state of somebody of whom only the address or the user id is known.
func stateOf(instanceID, organizationID types.String, person string) model {
	state := model{InstanceID: instanceID, OrganizationID: organizationID}
	state.Email, state.UserID = membership.ImportID{Person: person}.Given()
	state.ID = types.StringValue(newID(organizationID.ValueString(), state.Email.ValueString(), state.UserID.ValueString()))
	return state
}
