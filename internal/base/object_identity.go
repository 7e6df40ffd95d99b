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

// ObjectIdentity is the identity of a resource that an instance has many of,
// each with an id.
type ObjectIdentity struct {
	InstanceID types.String `tfsdk:"instance_id"`
	ID         types.String `tfsdk:"id"`
}

// ObjectIdentitySchema describes ObjectIdentity.
func ObjectIdentitySchema(noun string) map[string]identityschema.Attribute {
	return map[string]identityschema.Attribute{
		"instance_id": identityschema.StringAttribute{
			Description:       "ID of the Losant instance. Defaults to the provider's instance_id.",
			OptionalForImport: true,
		},
		"id": identityschema.StringAttribute{Description: "ID of the " + noun + ".", RequiredForImport: true},
	}
}

// ImportObject imports a resource by its id, which messages call idName, with an
// optional INSTANCE_ID/ in front, or by the identity.
func (d *ProviderData) ImportObject(ctx context.Context, idName string, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	var ident ObjectIdentity
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &ident)...)
	} else {
		instanceID, id, both := strings.Cut(strings.ToLower(req.ID), "/")
		if !both {
			instanceID, id = "", instanceID
		}
		if !LooksLikeID(id) || both && !LooksLikeID(instanceID) {
			resp.Diagnostics.AddError("Invalid import id",
				fmt.Sprintf("%q is neither %s nor INSTANCE_ID/%[2]s, where the ids are 24 hexadecimal digits.", req.ID, idName))
		}
		ident.InstanceID, ident.ID = OptionalString(instanceID), types.StringValue(id)
	}
	if resp.Diagnostics.HasError() || !d.CanAct(&resp.Diagnostics) {
		return
	}
	if ident.InstanceID = types.StringValue(d.Instance(ident.InstanceID, &resp.Diagnostics)); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, ident)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("instance_id"), ident.InstanceID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), ident.ID)...)
}
