package token

import (
	"context"

	"github.com/losant/terraform-provider-losant/internal/drift"
)

// drift returns the changes of the token since before.
func (m *model) drift(ctx context.Context, before *model) drift.Drift {
	d := before.removal()
	d.Changes = func() []drift.Change {
		return drift.Compare(ctx, before.toPost(), m.toPost(), m.isSubjectOf, fields, NewResource())
	}
	return d
}

// removal returns the change that the token was revoked.
func (m *model) removal() drift.Drift {
	return drift.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "API token " + m.displayName(), Imported: m.Name.IsNull(),
		Changes: func() []drift.Change { return drift.Deletion(m.isSubjectOf) },
	}
}

// isSubjectOf reports whether an entry of the audit log is about the token. The
// token may be its primary or its secondary target.
func (m *model) isSubjectOf(e *drift.Entry) bool { return e.Mentions(m.ID.ValueString()) }
