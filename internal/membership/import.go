package membership

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
)

// ImportID is what an import id says: a person, and where. InstanceID is empty
// when the provider's is meant.
type ImportID struct {
	InstanceID, OrganizationID string
	Person                     string // an e-mail address as it was written, or an id
}

// ImportFromOrganization reads ORG_ID/PERSON, with INSTANCE_ID/ in front or
// not. The person is an e-mail address or an id, which messages call idName.
func ImportFromOrganization(s, idName string) (ImportID, error) {
	places, person := splitImportID(s)
	switch {
	case person != "" && len(places) == 1:
		return ImportID{OrganizationID: places[0], Person: person}, nil
	case person != "" && len(places) == 2:
		return ImportID{InstanceID: places[0], OrganizationID: places[1], Person: person}, nil
	}
	return ImportID{}, fmt.Errorf("%q is none of ORG_ID/EMAIL, ORG_ID/%[2]s, INSTANCE_ID/ORG_ID/EMAIL and INSTANCE_ID/ORG_ID/%[2]s, "+
		"where the ids are 24 hexadecimal digits", s, idName)
}

// ImportFromInstance reads EMAIL or USER_ID, with INSTANCE_ID/ in front or not.
func ImportFromInstance(s string) (ImportID, error) {
	places, person := splitImportID(s)
	switch {
	case person != "" && len(places) == 0:
		return ImportID{Person: person}, nil
	case person != "" && len(places) == 1:
		return ImportID{InstanceID: places[0], Person: person}, nil
	}
	return ImportID{}, fmt.Errorf("%q is none of EMAIL, USER_ID, INSTANCE_ID/EMAIL and INSTANCE_ID/USER_ID, "+
		"where the ids are 24 hexadecimal digits", s)
}

// splitImportID parts the person, who is empty if that is neither an address
// nor an id, from the ids in front. An address may hold slashes.
func splitImportID(s string) (places []string, person string) {
	for {
		place, rest, more := strings.Cut(s, "/")
		if id := strings.ToLower(place); more && base.LooksLikeID(id) {
			places, s = append(places, id), rest
			continue
		}
		switch id := strings.ToLower(s); {
		case base.LooksLikeID(id):
			return places, id
		case email.LooksValid(s):
			return places, s
		}
		return places, ""
	}
}

// Given returns the person as the attributes of an imported state: by address
// or by id, the other one null.
func (i ImportID) Given() (email, id types.String) {
	if base.LooksLikeID(i.Person) {
		return types.StringNull(), types.StringValue(i.Person)
	}
	return types.StringValue(i.Person), types.StringNull()
}
