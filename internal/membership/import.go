package membership

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
)

// ImportID is a parsed import ID of a person. InstanceID is empty if the provider's
// applies.
type ImportID struct {
	InstanceID, OrganizationID string
	Person                     string // an e-mail address as written, or an ID
}

// ParseOrganizationImport parses ORG_ID/PERSON with an optional INSTANCE_ID/ in
// front. The person is an e-mail address or an ID, which messages call idName.
func ParseOrganizationImport(s, idName string) (ImportID, error) {
	parents, person := splitImportID(s)
	switch {
	case person != "" && len(parents) == 1:
		return ImportID{OrganizationID: parents[0], Person: person}, nil
	case person != "" && len(parents) == 2:
		return ImportID{InstanceID: parents[0], OrganizationID: parents[1], Person: person}, nil
	}
	return ImportID{}, fmt.Errorf("%q is not an import ID. Use ORG_ID/EMAIL, ORG_ID/%[2]s, INSTANCE_ID/ORG_ID/EMAIL or INSTANCE_ID/ORG_ID/%[2]s, "+
		"where each ID has 24 hexadecimal digits", s, idName)
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
	return ImportID{}, fmt.Errorf("%q is not an import ID. Use EMAIL, USER_ID, INSTANCE_ID/EMAIL or INSTANCE_ID/USER_ID, "+
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

// Attributes returns the address and the ID of an imported state, one of which is
// null.
func (i ImportID) Attributes() (address, id types.String) {
	if base.LooksLikeID(i.Person) {
		return types.StringNull(), types.StringValue(i.Person)
	}
	return types.StringValue(i.Person), types.StringNull()
}
