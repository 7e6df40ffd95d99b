package base

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ObjectIdentity is the identity of a resource that has an id in its instance.
type ObjectIdentity struct {
	InstanceID types.String `tfsdk:"instance_id"`
	ID         types.String `tfsdk:"id"`
}

// OrganizationIdentity is the identity of a resource that exists once for each
// organization.
type OrganizationIdentity struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
}

// IdentityInstanceID is the instance_id of an identity.
func IdentityInstanceID() identityschema.StringAttribute {
	return identityschema.StringAttribute{
		Description:       "ID of the Losant instance. Defaults to the provider's instance_id.",
		OptionalForImport: true,
	}
}

// IdentityOrganizationID is the organization_id of an identity.
func IdentityOrganizationID() identityschema.StringAttribute {
	return identityschema.StringAttribute{Description: "ID of the organization.", RequiredForImport: true}
}

// ObjectIdentitySchema describes ObjectIdentity.
func ObjectIdentitySchema(noun string) identityschema.Schema {
	return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id": IdentityInstanceID(),
		"id":          identityschema.StringAttribute{Description: "ID of the " + noun + ".", RequiredForImport: true},
	}}
}

// OrganizationIdentitySchema describes OrganizationIdentity.
func OrganizationIdentitySchema() identityschema.Schema {
	return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id": IdentityInstanceID(), "organization_id": IdentityOrganizationID(),
	}}
}

// ImportObject imports a resource by its id, which messages call idName, with an
// optional INSTANCE_ID/ in front, or by its identity.
func (d *ProviderData) ImportObject(ctx context.Context, idName string, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	var identity ObjectIdentity
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &identity)...)
	} else {
		identity.InstanceID, identity.ID = parseInstancePrefixed(req.ID, idName, &resp.Diagnostics)
	}
	if identity.InstanceID = d.importInstanceID(identity.InstanceID, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("instance_id"), identity.InstanceID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), identity.ID)...)
}

// ImportOrganization imports a resource that exists once for each organization:
// by ORG_ID, with an optional INSTANCE_ID/ in front, or by its identity.
func (d *ProviderData) ImportOrganization(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	var identity OrganizationIdentity
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &identity)...)
	} else {
		identity.InstanceID, identity.OrganizationID = parseInstancePrefixed(req.ID, "ORG_ID", &resp.Diagnostics)
	}
	if identity.InstanceID = d.importInstanceID(identity.InstanceID, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("instance_id"), identity.InstanceID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("organization_id"), identity.OrganizationID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), identity.OrganizationID)...)
}

// importInstanceID returns the instance to import from.
func (d *ProviderData) importInstanceID(given types.String, diags *diag.Diagnostics) types.String {
	if diags.HasError() || !d.RequireClient(diags) {
		return given
	}
	return types.StringValue(d.ResolveInstanceID(given, diags))
}

// parseInstancePrefixed parses an id with an optional INSTANCE_ID/ in front.
func parseInstancePrefixed(text, idName string, diags *diag.Diagnostics) (instanceID, id types.String) {
	instance, own, prefixed := strings.Cut(strings.ToLower(text), "/")
	if !prefixed {
		instance, own = "", instance
	}
	if !LooksLikeID(own) || prefixed && !LooksLikeID(instance) {
		diags.AddError("Invalid import ID",
			fmt.Sprintf("%q is neither %s nor INSTANCE_ID/%[2]s, where each ID has 24 hexadecimal digits.", text, idName))
	}
	return OptionalString(instance), types.StringValue(own)
}

// SetResult ends a create or an update: it stores the identity and the state.
func SetResult(ctx context.Context, resultIdentity *tfsdk.ResourceIdentity, state *tfsdk.State, diags *diag.Diagnostics, identity, model any) {
	diags.Append(resultIdentity.Set(ctx, identity)...)
	diags.Append(state.Set(ctx, model)...)
}
