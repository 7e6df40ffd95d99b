package base

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// OrganizationIdentity is the identity of a resource of which an organization
// has one.
type OrganizationIdentity struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
}

// OrganizationIdentitySchema describes OrganizationIdentity.
func OrganizationIdentitySchema() map[string]identityschema.Attribute {
	return map[string]identityschema.Attribute{
		"instance_id": identityschema.StringAttribute{
			Description:       "ID of the Losant instance. Defaults to the provider's instance_id.",
			OptionalForImport: true,
		},
		"organization_id": identityschema.StringAttribute{Description: "ID of the organization.", RequiredForImport: true},
	}
}

// ImportOrganization imports a resource of which an organization has one: by
// ORG_ID, with an optional INSTANCE_ID/ in front, or by the identity.
func (d *ProviderData) ImportOrganization(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	var ident OrganizationIdentity
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &ident)...)
	} else {
		instanceID, id, both := strings.Cut(strings.ToLower(req.ID), "/")
		if !both {
			instanceID, id = "", instanceID
		}
		if !LooksLikeID(id) || both && !LooksLikeID(instanceID) {
			resp.Diagnostics.AddError("Invalid import id",
				fmt.Sprintf("%q is neither ORG_ID nor INSTANCE_ID/ORG_ID, where the ids are 24 hexadecimal digits.", req.ID))
		}
		ident.InstanceID, ident.OrganizationID = OptionalString(instanceID), types.StringValue(id)
	}
	if resp.Diagnostics.HasError() || !d.CanAct(&resp.Diagnostics) {
		return
	}
	if ident.InstanceID = types.StringValue(d.Instance(ident.InstanceID, &resp.Diagnostics)); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, ident)...)
	for name, value := range map[string]types.String{
		"id": ident.OrganizationID, "organization_id": ident.OrganizationID, "instance_id": ident.InstanceID,
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
}
