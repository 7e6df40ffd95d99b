package token

import (
	"context"

	"github.com/losant/terraform-provider-losant/internal/drift"
)

// drift returns what a refresh found changed since before.
func (m *model) drift(ctx context.Context, before *model) drift.Drift {
	d := before.removal()
	d.Changes = func() []drift.Change {
		return drift.Compare(ctx, before.toPost(), m.toPost(), m.isSubjectOf, fields, NewResource())
	}
	return d
}

// removal returns that the token was revoked.
func (m *model) removal() drift.Drift {
	return drift.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "API token " + m.displayName(), Imported: m.Name.IsNull(),
		Changes: func() []drift.Change { return drift.Deletion(m.isSubjectOf) },
	}
}

// isSubjectOf reports whether an entry of the audit log is about the token, which
// may be its first or its second target.
func (m *model) isSubjectOf(e *drift.Entry) bool { return e.Mentions(m.ID.ValueString()) }
