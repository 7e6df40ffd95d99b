package token

import "github.com/losant/terraform-provider-losant/internal/base"

// members are the API's names of attributes that it calls otherwise.
var members = map[string]string{"scope": "scopes", "expirationDate": "expires_at"}

// drift is what a refresh found changed since before.
func (m *model) drift(before *model) base.Drift {
	drift := before.gone()
	drift.Changes = func() []base.Change {
		return base.DocumentChanges(before.toPost(), m.toPost(), m.isSubject, func(member string) (string, bool) {
			if attribute, ok := members[member]; ok {
				return attribute, false
			}
			return member, member == "status"
		})
	}
	return drift
}

// gone is that the token was revoked.
func (m *model) gone() base.Drift {
	return base.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "API token " + m.quote(), Imported: m.Name.IsNull(),
		Changes: func() []base.Change { return base.Deletion(m.isSubject) },
	}
}

// isSubject tells whether an entry of the audit log is about the token, which it
// may name as the first or as the second target.
func (m *model) isSubject(e *base.AuditEntry) bool { return e.Mentions(m.ID.ValueString()) }
