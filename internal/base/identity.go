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

	"github.com/losant/terraform-provider-losant/internal/losant"
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
	if HasIdentity(req) {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &identity)...)
		CheckIdentityIDs(&resp.Diagnostics, identity.InstanceID, identity.ID)
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
// ORG_ID or name:NAME, with an optional INSTANCE_ID/ in front, or by its identity.
func (d *ProviderData) ImportOrganization(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	identity, name := parseOrganizationImport(ctx, req, &resp.Diagnostics)
	if identity.InstanceID = d.importInstanceID(identity.InstanceID, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	if name != "" {
		org, problem := d.OrganizationNamed(ctx, identity.InstanceID.ValueString(), name)
		if problem != nil {
			resp.Diagnostics.Append(problem)
			return
		}
		identity.OrganizationID = types.StringValue(org.ID)
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

// parseOrganizationImport returns the identity to import, and the name of the
// organization if the import ID has that instead of an ID.
func parseOrganizationImport(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) (identity OrganizationIdentity, name string) {
	if HasIdentity(req) {
		diags.Append(req.Identity.Get(ctx, &identity)...)
		CheckIdentityIDs(diags, identity.InstanceID, identity.OrganizationID)
		return identity, ""
	}
	instanceID, rest := CutInstanceID(req.ID)
	if name, ok := strings.CutPrefix(rest, "name:"); ok && name != "" {
		identity.InstanceID = OptionalString(instanceID)
		return identity, name
	}
	identity.InstanceID, identity.OrganizationID = parseInstancePrefixed(req.ID, "ORG_ID", diags)
	return identity, ""
}

// HasIdentity reports whether an import is by identity. Otherwise it is by ID, which
// may be empty.
func HasIdentity(req resource.ImportStateRequest) bool {
	return req.ID == "" && req.Identity != nil && !req.Identity.Raw.IsNull()
}

// CheckIdentityIDs adds an error for each value of an identity that is not an ID.
func CheckIdentityIDs(diags *diag.Diagnostics, ids ...types.String) {
	for _, id := range ids {
		if !id.IsNull() && !id.IsUnknown() && !LooksLikeID(id.ValueString()) {
			diags.AddError("Invalid identity", fmt.Sprintf("An ID in an identity has 24 hexadecimal digits, in lower case, got: %q.", id.ValueString()))
		}
	}
}

// CutInstanceID splits an import ID into the instance in front, which may be absent,
// and the rest.
func CutInstanceID(text string) (instanceID, rest string) {
	if before, after, ok := strings.Cut(text, "/"); ok && LooksLikeID(strings.ToLower(before)) {
		return strings.ToLower(before), after
	}
	return "", text
}

// OrganizationNamed returns the only organization with exactly that name.
func (d *ProviderData) OrganizationNamed(ctx context.Context, instanceID, name string) (*losant.Organization, diag.Diagnostic) {
	same, err := d.Client.Organizations.Named(ctx, instanceID, name)
	switch {
	case err != nil:
		return nil, ErrorDiagnostic(fmt.Sprintf("look up organization %q", name), err)
	case len(same) == 0:
		return nil, diag.NewErrorDiagnostic(fmt.Sprintf("Organization %q does not exist", name),
			fmt.Sprintf("Instance %s has no organization with this name. Names are case-sensitive. Check the name and instance_id.", instanceID))
	case len(same) > 1:
		ids := make([]string, len(same))
		for i, org := range same {
			ids[i] = org.ID
		}
		return nil, diag.NewErrorDiagnostic(fmt.Sprintf("Several organizations are named %q", name),
			fmt.Sprintf("The organizations %s all have this name. Use the ID of the one you mean.", strings.Join(ids, ", ")))
	}
	return same[0], nil
}

// parseInstancePrefixed parses an id with an optional INSTANCE_ID/ in front.
func parseInstancePrefixed(text, idName string, diags *diag.Diagnostics) (instanceID, id types.String) {
	prefix, object, prefixed := strings.Cut(strings.ToLower(text), "/")
	if !prefixed {
		prefix, object = "", prefix
	}
	if !LooksLikeID(object) || prefixed && !LooksLikeID(prefix) {
		forms := idName + " or INSTANCE_ID/" + idName
		if idName == "ORG_ID" {
			forms = "ORG_ID, name:NAME, INSTANCE_ID/ORG_ID or INSTANCE_ID/name:NAME"
		}
		diags.AddError("Invalid import ID",
			fmt.Sprintf("%q is not a valid import ID. Use %s, where each ID has 24 hexadecimal digits.", text, forms))
	}
	return OptionalString(prefix), types.StringValue(object)
}

// SetResult stores the identity and the state at the end of a create, update or
// import.
func SetResult(ctx context.Context, resultIdentity *tfsdk.ResourceIdentity, state *tfsdk.State, diags *diag.Diagnostics, identity, model any) {
	diags.Append(resultIdentity.Set(ctx, identity)...)
	diags.Append(state.Set(ctx, model)...)
}
