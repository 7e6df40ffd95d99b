package people

import (
	"encoding/json"
	"strconv"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Subject is somebody in an organization, or in the instance where
// OrganizationID is empty, as the audit log may name them.
type Subject struct{ OrganizationID, UserID, Email string }

// concerns tells whether an entry is about the person. The API does not document
// which of the names it uses.
func (s Subject) concerns(e *base.AuditEntry) bool {
	if s.OrganizationID == "" && e.InOrganization() || s.OrganizationID != "" && !e.Mentions(s.OrganizationID) {
		return false
	}
	if e.Mentions(s.UserID) || s.UserID != "" && e.Body["userId"] == strconv.Quote(s.UserID) {
		return true
	}
	var given string
	_ = json.Unmarshal([]byte(e.Body["email"]), &given) // Few bodies have one.
	for _, email := range []string{e.PrimaryTargetName, e.SecondaryTargetName, given} {
		if s.Email != "" && losant.SameEmail(email, s.Email) {
			return true
		}
	}
	return false
}

// RoleChange is that the person has another role, called attribute. A mode of
// multi-factor authentication that binds administrators makes editors of them.
func (s Subject) RoleChange(attribute, before, after string) base.Change {
	change := s.BodyChange(attribute, "role", strconv.Quote(before))
	given := change.Judge
	change.Judge = func(e *base.AuditEntry) base.Verdict {
		if before == Admin && after == "edit" && s.boundBy(e, "adminRequired") {
			return base.Cause
		}
		return given(e)
	}
	return change
}

// BodyChange is that a member of the body of whatever changes the person is not
// what it was, as JSON, before.
func (s Subject) BodyChange(attribute, member, before string) base.Change {
	return base.Change{Attribute: attribute, Judge: func(e *base.AuditEntry) base.Verdict {
		switch value, touched := e.Body[member]; {
		case !touched || !s.concerns(e):
			return base.Unrelated
		case value == before:
			return base.Settling
		}
		return base.Cause
	}}
}

// Gone is that the person is not there any more.
func (s Subject) Gone(attribute string) base.Change {
	return base.Change{Attribute: attribute, Judge: func(e *base.AuditEntry) base.Verdict {
		_, added := e.Body["role"]
		switch {
		case s.boundBy(e, "required"), e.Deletes() && (s.concerns(e) || s.OrganizationID != "" && e.IsOf(s.OrganizationID)):
			return base.Cause
		case added && s.concerns(e):
			return base.Settling
		}
		return base.Unrelated
	}}
}

// Joined is that the person is there now.
func (s Subject) Joined(attribute string) base.Change {
	return base.Change{Attribute: attribute, Judge: func(e *base.AuditEntry) base.Verdict {
		_, added := e.Body["role"]
		switch {
		case !s.concerns(e):
			return base.Unrelated
		case added:
			return base.Cause
		case e.Deletes():
			return base.Settling
		}
		return base.Unrelated
	}}
}

// boundBy tells whether an entry set the organization to a mode of multi-factor
// authentication.
func (s Subject) boundBy(e *base.AuditEntry, mode string) bool {
	return s.OrganizationID != "" && e.Body["mfaMode"] == strconv.Quote(mode) && e.IsOf(s.OrganizationID)
}
