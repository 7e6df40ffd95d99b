package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// personIdentity is a pointer to the identity of a person.
type personIdentity interface{ importID() membership.ImportID }

// resolveImportID returns the person to import: from the import ID, or else from
// the identity, which it fills in. It returns false after an error.
func resolveImportID(
	ctx context.Context, p *base.ProviderData, req resource.ImportStateRequest,
	parse func(string) (membership.ImportID, error), identity personIdentity, diags *diag.Diagnostics,
) (id membership.ImportID, ok bool) {
	if req.ID == "" {
		diags.Append(req.Identity.Get(ctx, identity)...)
		id = identity.importID()
	} else {
		var err error
		if id, err = parse(req.ID); err != nil {
			diags.AddError("Invalid import ID", err.Error()+".")
		}
	}
	if diags.HasError() || !p.RequireClient(diags) {
		return id, false
	}
	id.InstanceID = p.ResolveInstanceID(base.OptionalString(id.InstanceID), diags)
	return id, !diags.HasError()
}

// importedPerson returns the state of a person of whom only the address or the
// user ID is known. A refresh completes it.
func importedPerson(instanceID types.String, parentID, person string) personModel {
	m := personModel{InstanceID: instanceID}
	m.Email, m.UserID = membership.ImportID{Person: person}.Attributes()
	m.setID(parentID)
	return m
}
