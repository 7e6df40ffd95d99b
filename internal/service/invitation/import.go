package invitation

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// importedState returns the imported state before its first refresh.
func (r *invitationResource) importedState(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) model {
	var id membership.ImportID
	if base.HasIdentity(req) {
		var ident identity
		diags.Append(req.Identity.Get(ctx, &ident)...)
		id = membership.ImportID{InstanceID: ident.InstanceID.ValueString(), OrganizationID: ident.OrganizationID.ValueString(), Person: ident.Person.ValueString()}
		id.CheckIdentity(diags)
	} else {
		var err error
		if id, err = membership.ParseOrganizationImport(req.ID, "INVITATION_ID"); err != nil {
			diags.AddError("Invalid import ID", base.ErrorText(err)+".")
		}
	}
	if id = id.Resolve(ctx, r.ProviderData, diags); diags.HasError() {
		return model{}
	}
	state := model{InstanceID: types.StringValue(id.InstanceID), OrganizationID: types.StringValue(id.OrganizationID)}
	var invitationID types.String
	if state.Email, invitationID = id.Attributes(); !invitationID.IsNull() {
		state.Email = r.addressOf(ctx, &state, invitationID.ValueString(), diags)
	} else {
		r.expectImported(ctx, id, &state, diags)
	}
	state.setID()
	return state
}

// expectImported adds an error if the person to import is neither a member nor
// invited. The refresh that follows shares what it reads.
func (r *invitationResource) expectImported(ctx context.Context, id membership.ImportID, state *model, diags *diag.Diagnostics) {
	roster, err := r.roster(ctx, state)
	if err != nil {
		base.AddError(diags, "read the invitations to "+state.organizationName(), err)
		return
	}
	if imported := *state; !imported.fromRoster(roster) {
		diags.Append(id.NotFoundError(membership.OrganizationName(ctx, r.Client, state.ref())))
	}
}

// addressOf returns the e-mail address that an invitation was sent to.
func (r *invitationResource) addressOf(ctx context.Context, state *model, invitationID string, diags *diag.Diagnostics) types.String {
	roster, err := r.roster(ctx, state)
	if err != nil {
		base.AddError(diags, "read the invitations to "+state.organizationName(), err)
		return types.StringNull()
	}
	i := slices.IndexFunc(roster.Invitations, func(i *losant.Invitation) bool { return i.ID == invitationID })
	if i < 0 {
		diags.AddError("Invitation not found", fmt.Sprintf("There is no invitation %s to %s. It may have been accepted or revoked. "+
			"To import an accepted invitation, use the e-mail address.", invitationID, state.organizationName()))
		return types.StringNull()
	}
	return types.StringValue(roster.Invitations[i].Email)
}
