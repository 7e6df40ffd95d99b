package people

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Address returns the address to keep in the state for a member: the member's
// own, unless the configuration names another. That is the case when the person
// was given by an address and changed it since: it stays, since taking over the
// new one would plan to replace the person, and a warning names the new one.
func Address(present types.String, givenByUserID bool, member *losant.Member, place string, diags *diag.Diagnostics) types.String {
	email := present.ValueString()
	switch {
	case losant.SameEmail(email, member.Email):
		return present
	case email == "", givenByUserID:
		return base.OptionalString(member.Email)
	}
	diags.AddWarning(email+" has another e-mail address now",
		fmt.Sprintf("The user %s of %s changed it to %s. Set email to that; nothing else happens by it.", member.UserID, place, member.Email))
	return present
}

// Owns tells whether an address is that of the member with this user id.
func (r *Roster) Owns(userID, email string) bool {
	member := r.Member("", email)
	return member != nil && member.UserID == userID
}
