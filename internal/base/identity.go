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

// ObjectIdentity identifies a resource by its id in an instance.
type ObjectIdentity struct {
	InstanceID types.String `tfsdk:"instance_id"`
	ID         types.String `tfsdk:"id"`
}

// OrganizationIdentity identifies a resource that exists once in each
// organization.
type OrganizationIdentity struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
}

// IdentityInstanceID returns the instance_id attribute of an identity.
func IdentityInstanceID() identityschema.StringAttribute {
	return identityschema.StringAttribute{
		Description:       "ID of the Losant instance. Defaults to the provider's instance_id.",
		OptionalForImport: true,
	}
}

// IdentityOrganizationID returns the organization_id attribute of an identity.
func IdentityOrganizationID() identityschema.StringAttribute {
	return identityschema.StringAttribute{Description: "ID of the organization.", RequiredForImport: true}
}

// ObjectIdentitySchema returns the schema of ObjectIdentity.
func ObjectIdentitySchema(noun string) identityschema.Schema {
	return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id": IdentityInstanceID(),
		"id":          identityschema.StringAttribute{Description: "ID of the " + noun + ".", RequiredForImport: true},
	}}
}

// OrganizationIdentitySchema returns the schema of OrganizationIdentity.
func OrganizationIdentitySchema() identityschema.Schema {
	return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id": IdentityInstanceID(), "organization_id": IdentityOrganizationID(),
	}}
}

// ImportObject imports a resource by its id, with an optional INSTANCE_ID/ in
// front, or by its identity. Messages call the id idName.
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

// ImportOrganization imports a resource that exists once in each organization: by
// ORG_ID, with an optional INSTANCE_ID/ in front, or by its identity.
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
func (d *ProviderData) importInstanceID(configured types.String, diags *diag.Diagnostics) types.String {
	if diags.HasError() || !d.RequireClient(diags) {
		return configured
	}
	return types.StringValue(d.ResolveInstanceID(configured, diags))
}

// parseInstancePrefixed parses an id with an optional INSTANCE_ID/ in front.
func parseInstancePrefixed(text, idName string, diags *diag.Diagnostics) (instanceID, id types.String) {
	prefix, object, prefixed := strings.Cut(strings.ToLower(text), "/")
	if !prefixed {
		prefix, object = "", prefix
	}
	if !LooksLikeID(object) || prefixed && !LooksLikeID(prefix) {
		diags.AddError("Invalid import ID",
			fmt.Sprintf("%q is not a valid import ID. Use %s or INSTANCE_ID/%[2]s, where each ID has 24 hexadecimal digits.", text, idName))
	}
	return OptionalString(prefix), types.StringValue(object)
}

// SetResult stores the identity and the state at the end of a create, update or
// import.
func SetResult(ctx context.Context, resultIdentity *tfsdk.ResourceIdentity, state *tfsdk.State, diags *diag.Diagnostics, identity, model any) {
	diags.Append(resultIdentity.Set(ctx, identity)...)
	diags.Append(state.Set(ctx, model)...)
}
