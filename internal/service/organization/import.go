package organization

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// importID is what an import id says: an id or a name, and perhaps an instance.
type importID struct{ instanceID, id, name string }

// parseImportID reads ORG_ID, name:NAME, and either with INSTANCE_ID/ in front.
// Names may hold anything, slashes too.
func parseImportID(s string) (importID, error) {
	var parsed importID
	rest := s
	if before, after, ok := strings.Cut(s, "/"); ok && base.LooksLikeID(strings.ToLower(before)) {
		parsed.instanceID, rest = strings.ToLower(before), after
	}
	if name, ok := strings.CutPrefix(rest, "name:"); ok && name != "" {
		parsed.name = name
		return parsed, nil
	}
	if id := strings.ToLower(rest); base.LooksLikeID(id) {
		parsed.id = id
		return parsed, nil
	}
	return importID{}, fmt.Errorf("%q is none of ORG_ID, INSTANCE_ID/ORG_ID, name:NAME and INSTANCE_ID/name:NAME, "+
		"where the ids are 24 hexadecimal digits", s)
}

// resolveImport returns the instance and the organization to import.
func (r *organizationResource) resolveImport(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) (instanceID, id string) {
	if !r.RequireClient(diags) {
		return "", ""
	}
	var parsed importID
	if req.ID == "" {
		var ident base.ObjectIdentity
		if diags.Append(req.Identity.Get(ctx, &ident)...); diags.HasError() {
			return "", ""
		}
		parsed = importID{instanceID: ident.InstanceID.ValueString(), id: ident.ID.ValueString()}
	} else {
		var err error
		if parsed, err = parseImportID(req.ID); err != nil {
			diags.AddError("Invalid import ID", err.Error()+".")
			return "", ""
		}
	}
	instanceID = r.ResolveInstanceID(base.OptionalString(parsed.instanceID), diags)
	if diags.HasError() || parsed.name == "" {
		return instanceID, parsed.id
	}
	org, d := oneNamed(ctx, r.Client, instanceID, parsed.name)
	if d != nil {
		diags.Append(d)
		return "", ""
	}
	return instanceID, org.ID
}
