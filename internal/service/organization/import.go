package organization

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// importID is a parsed import ID. It has either an id or a name. Without an
// instanceID, the provider's applies.
type importID struct{ instanceID, id, name string }

// parseImportID parses ORG_ID or name:NAME, with an optional INSTANCE_ID/ in
// front. A name can contain any character, including slashes.
func parseImportID(text string) (importID, error) {
	var parsed importID
	var rest string
	parsed.instanceID, rest = base.CutInstanceID(text)
	if name, ok := strings.CutPrefix(rest, "name:"); ok && name != "" {
		parsed.name = name
		return parsed, nil
	}
	if id := strings.ToLower(rest); base.LooksLikeID(id) {
		parsed.id = id
		return parsed, nil
	}
	return importID{}, fmt.Errorf("%q is not a valid import ID. Use ORG_ID, name:NAME, INSTANCE_ID/ORG_ID or INSTANCE_ID/name:NAME, "+
		"where each ID has 24 hexadecimal digits", text)
}

// resolveImport returns the instance and the organization to import.
func (r *organizationResource) resolveImport(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) (instanceID, id string) {
	if !r.RequireClient(diags) {
		return "", ""
	}
	var parsed importID
	if base.HasIdentity(req) {
		var identity base.ObjectIdentity
		diags.Append(req.Identity.Get(ctx, &identity)...)
		if base.CheckIdentityIDs(diags, identity.InstanceID, identity.ID); diags.HasError() {
			return "", ""
		}
		parsed = importID{instanceID: identity.InstanceID.ValueString(), id: identity.ID.ValueString()}
	} else {
		var err error
		if parsed, err = parseImportID(req.ID); err != nil {
			diags.AddError("Invalid import ID", base.ErrorText(err)+".")
			return "", ""
		}
	}
	instanceID = r.ResolveInstanceID(base.OptionalString(parsed.instanceID), diags)
	if diags.HasError() || parsed.name == "" {
		return instanceID, parsed.id
	}
	org, problem := r.OrganizationNamed(ctx, instanceID, parsed.name)
	if problem != nil {
		diags.Append(problem)
		return "", ""
	}
	return instanceID, org.ID
}
