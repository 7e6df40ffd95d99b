package membership

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
)

// ImportID is a parsed import ID of a person. InstanceID is empty if the provider's
// applies.
type ImportID struct {
	InstanceID, OrganizationID string
	OrganizationName           string // in place of OrganizationID
	Person                     string // an e-mail address as written, or an ID
}

// ParseOrganizationImport parses ORG_ID/PERSON or name:NAME/PERSON, with an optional
// INSTANCE_ID/ in front. A name may contain slashes. The person is an e-mail address or an ID, which messages call idName.
func ParseOrganizationImport(s, idName string) (ImportID, error) {
	instanceID, rest := base.CutInstanceID(s)
	if named, ok := strings.CutPrefix(rest, "name:"); ok {
		last := strings.LastIndexByte(named, '/')
		if parents, person := splitImportID(named[last+1:]); last > 0 && person != "" && len(parents) == 0 {
			return ImportID{InstanceID: instanceID, OrganizationName: named[:last], Person: person}, nil
		}
	}
	parents, person := splitImportID(s)
	switch {
	case person != "" && len(parents) == 1:
		return ImportID{OrganizationID: parents[0], Person: person}, nil
	case person != "" && len(parents) == 2:
		return ImportID{InstanceID: parents[0], OrganizationID: parents[1], Person: person}, nil
	}
	return ImportID{}, fmt.Errorf("%q is not a valid import ID. Use ORG_ID/EMAIL, ORG_ID/%[2]s, name:NAME/EMAIL or name:NAME/%[2]s, "+
		"with INSTANCE_ID/ in front if the instance is not the provider's. Each ID has 24 hexadecimal digits", s, idName)
}

// ParseInstanceImport parses EMAIL or USER_ID with an optional INSTANCE_ID/ in front.
func ParseInstanceImport(s string) (ImportID, error) {
	parents, person := splitImportID(s)
	switch {
	case person != "" && len(parents) == 0:
		return ImportID{Person: person}, nil
	case person != "" && len(parents) == 1:
		return ImportID{InstanceID: parents[0], Person: person}, nil
	}
	return ImportID{}, fmt.Errorf("%q is not a valid import ID. Use EMAIL, USER_ID, INSTANCE_ID/EMAIL or INSTANCE_ID/USER_ID, "+
		"where each ID has 24 hexadecimal digits", s)
}

// splitImportID splits the person from the IDs in front. The person is empty if it
// is neither an address nor an ID. An address may contain slashes.
func splitImportID(s string) (parents []string, person string) {
	for {
		first, rest, more := strings.Cut(s, "/")
		if id := strings.ToLower(first); more && base.LooksLikeID(id) {
			parents, s = append(parents, id), rest
			continue
		}
		switch id := strings.ToLower(s); {
		case base.LooksLikeID(id):
			return parents, id
		case email.LooksValid(s):
			return parents, s
		}
		return parents, ""
	}
}

// Resolve returns the import ID with the instance that applies, and with the ID of
// an organization that it names.
func (i ImportID) Resolve(ctx context.Context, p *base.ProviderData, diags *diag.Diagnostics) ImportID {
	if diags.HasError() || !p.RequireClient(diags) {
		return i
	}
	i.InstanceID = p.ResolveInstanceID(base.OptionalString(i.InstanceID), diags)
	if diags.HasError() || i.OrganizationName == "" {
		return i
	}
	org, problem := p.OrganizationNamed(ctx, i.InstanceID, i.OrganizationName)
	if problem != nil {
		diags.Append(problem)
		return i
	}
	i.OrganizationID = org.ID
	return i
}

// CheckIdentity adds an error for each part of an identity that is malformed.
func (i ImportID) CheckIdentity(diags *diag.Diagnostics) {
	base.CheckIdentityIDs(diags, base.OptionalString(i.InstanceID), base.OptionalString(i.OrganizationID))
	if !base.LooksLikeID(i.Person) && !email.LooksValid(i.Person) {
		diags.AddError("Invalid identity", fmt.Sprintf("A person is identified by an e-mail address or by an ID of 24 hexadecimal digits, got: %q.", i.Person))
	}
}

// NotFoundError says that a person to import does not belong to the parent.
func (i ImportID) NotFoundError(parent string) diag.Diagnostic {
	detail := "Only somebody who is a member or invited can be imported. Check the address or ID, and the organization. "
	if i.OrganizationID == "" {
		detail = "Only a member can be imported. Check the address or ID, and the instance. "
	}
	return diag.NewErrorDiagnostic(i.Person+" was not found in "+parent, detail+"To add the person, remove the import and apply the resource.")
}

// Attributes returns the address and the ID of an imported state, one of which is
// null.
func (i ImportID) Attributes() (address, id types.String) {
	if base.LooksLikeID(i.Person) {
		return types.StringNull(), types.StringValue(i.Person)
	}
	return types.StringValue(i.Person), types.StringNull()
}
