package notification

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/drift"
)

// drift returns the changes of the rule since before.
func (m *model) drift(ctx context.Context, before *model) drift.Drift {
	d := before.removal()
	d.Changes = func() []drift.Change {
		fields := maps.Clone(fields)
		if m.Email.IsNull() != before.Email.IsNull() {
			// Adding or removing the whole e-mail is one change.
			maps.DeleteFunc(fields, func(_ string, at path.Path) bool {
				return len(at.Steps()) > 1 && at.ParentPath().Equal(path.Root("email"))
			})
		}
		return drift.Compare(ctx, before.toPost(), m.toPost(), m.isSubjectOf, fields, NewResource())
	}
	return d
}

// removal returns the change that the rule was deleted.
func (m *model) removal() drift.Drift {
	return drift.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "Notification rule " + m.displayName(), Imported: m.Name.IsNull(),
		Changes: func() []drift.Change { return drift.Deletion(m.isSubjectOf) },
	}
}

// isSubjectOf reports whether an entry of the audit log is about the rule.
func (m *model) isSubjectOf(e *drift.Entry) bool { return e.Mentions(m.ID.ValueString()) }
