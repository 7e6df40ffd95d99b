package customnode

import (
	"context"

	"github.com/losant/terraform-provider-losant/internal/drift"
)

// drift returns the changes of the custom node since before.
func (m *model) drift(ctx context.Context, before *model) drift.Drift {
	d := before.removal()
	d.Changes = func() []drift.Change {
		return drift.Compare(ctx, before.toPost(), m.toPost(), m.isSubjectOf, fields, NewResource())
	}
	return d
}

// removal returns the change that the custom node was deleted.
func (m *model) removal() drift.Drift {
	return drift.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "Custom node " + m.displayName(), Imported: m.Name.IsNull(),
		Changes: func() []drift.Change { return drift.Deletion(m.isSubjectOf) },
	}
}

// isSubjectOf reports whether an entry of the audit log is about the custom node.
func (m *model) isSubjectOf(e *drift.Entry) bool { return e.Mentions(m.ID.ValueString()) }
