package drift

import (
	"encoding/json"
	"strconv"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Person identifies a person in an organization, or in the instance if
// OrganizationID is empty.
type Person struct{ OrganizationID, UserID, Email string }

// isSubjectOf reports whether an entry is about the person. The API does not
// document whether the audit log contains the user ID or the e-mail address.
func (p Person) isSubjectOf(e *Entry) bool {
	if p.OrganizationID == "" && e.IsInOrganization() || p.OrganizationID != "" && !e.Mentions(p.OrganizationID) {
		return false
	}
	if e.Mentions(p.UserID) || p.UserID != "" && e.Body["userId"] == strconv.Quote(p.UserID) {
		return true
	}
	var sent string
	_ = json.Unmarshal([]byte(e.Body["email"]), &sent) // Few bodies contain one.
	for _, email := range []string{e.PrimaryTargetName, e.SecondaryTargetName, sent} {
		if p.Email != "" && losant.SameEmail(email, p.Email) {
			return true
		}
	}
	return false
}

// RoleChange returns the change that the person has another role. The MFA mode
// adminRequired downgrades administrators without MFA to editors.
func (p Person) RoleChange(attribute, before, after string) Change {
	change := p.FieldChange(attribute, "role", strconv.Quote(before))
	byField := change.Classify
	change.Classify = func(e *Entry) Verdict {
		if before == losant.RoleAdmin && after == "edit" && p.isUnderMFA(e, "adminRequired") {
			return Cause
		}
		return byField(e)
	}
	return change
}

// FieldChange returns the change that a field of the person no longer has its prior
// value, which is JSON. Requests about the person write the field.
func (p Person) FieldChange(attribute, field, before string) Change {
	return Change{Attribute: attribute, Classify: func(e *Entry) Verdict {
		switch value, written := e.Body[field]; {
		case !written || !p.isSubjectOf(e):
			return Unrelated
		case value == before:
			return EstablishesPrior
		}
		return Cause
	}}
}

// Left returns the change that a member or invited person has left.
func (p Person) Left(attribute string) Change {
	return Change{Attribute: attribute, Classify: func(e *Entry) Verdict {
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

// Joined returns the change that somebody else has become a member or was invited.
func (p Person) Joined(attribute string) Change {
	return Change{Attribute: attribute, Classify: func(e *Entry) Verdict {
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

// isUnderMFA reports whether an entry set an MFA mode of the person's organization.
func (p Person) isUnderMFA(e *Entry, mode string) bool {
	return p.OrganizationID != "" && e.Body["mfaMode"] == strconv.Quote(mode) && e.IsAbout(p.OrganizationID)
}
