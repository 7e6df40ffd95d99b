package drift

import (
	"encoding/json"
	"strconv"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Person is somebody in an organization, or in the instance if OrganizationID is
// empty, by the names that the audit log may use.
type Person struct{ OrganizationID, UserID, Email string }

// isSubjectOf reports whether an entry is about the person. The API does not
// document which of the names it uses.
func (p Person) isSubjectOf(e *Entry) bool {
	if p.OrganizationID == "" && e.IsInOrganization() || p.OrganizationID != "" && !e.Mentions(p.OrganizationID) {
		return false
	}
	if e.Mentions(p.UserID) || p.UserID != "" && e.Body["userId"] == strconv.Quote(p.UserID) {
		return true
	}
	var sent string
	_ = json.Unmarshal([]byte(e.Body["email"]), &sent) // Few bodies have one.
	for _, email := range []string{e.PrimaryTargetName, e.SecondaryTargetName, sent} {
		if p.Email != "" && losant.SameEmail(email, p.Email) {
			return true
		}
	}
	return false
}

// RoleChange returns the change that the person has another role. An MFA mode for
// administrators turns those whom it does not allow into editors.
func (p Person) RoleChange(attribute, before, after string) Change {
	change := p.FieldChange(attribute, "role", strconv.Quote(before))
	byField := change.Judge
	change.Judge = func(e *Entry) Verdict {
		if before == losant.RoleAdmin && after == "edit" && p.isUnderMFA(e, "adminRequired") {
			return Cause
		}
		return byField(e)
	}
	return change
}

// FieldChange returns the change that a field of the requests about the person
// does not have its former value, which is JSON.
func (p Person) FieldChange(attribute, field, before string) Change {
	return Change{Attribute: attribute, Judge: func(e *Entry) Verdict {
		switch value, written := e.Body[field]; {
		case !written || !p.isSubjectOf(e):
			return Unrelated
		case value == before:
			return EstablishesPrior
		}
		return Cause
	}}
}

// Left returns the change that the person is neither a member nor invited any
// more.
func (p Person) Left(attribute string) Change {
	return Change{Attribute: attribute, Judge: func(e *Entry) Verdict {
		_, added := e.Body["role"]
		switch {
		case p.isUnderMFA(e, "required"), e.Deletes() && (p.isSubjectOf(e) || p.OrganizationID != "" && e.IsAbout(p.OrganizationID)):
			return Cause
		case added && p.isSubjectOf(e):
			return EstablishesPrior
		}
		return Unrelated
	}}
}

// Joined returns the change that the person is a member or invited now.
func (p Person) Joined(attribute string) Change {
	return Change{Attribute: attribute, Judge: func(e *Entry) Verdict {
		_, added := e.Body["role"]
		switch {
		case !p.isSubjectOf(e):
			return Unrelated
		case added:
			return Cause
		case e.Deletes():
			return EstablishesPrior
		}
		return Unrelated
	}}
}

// isUnderMFA reports whether an entry set the MFA mode of the person's
// organization.
func (p Person) isUnderMFA(e *Entry, mode string) bool {
	return p.OrganizationID != "" && e.Body["mfaMode"] == strconv.Quote(mode) && e.IsAbout(p.OrganizationID)
}
