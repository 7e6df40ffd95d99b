package organization

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// drift returns what a refresh found changed.
func (m *model) drift(ctx context.Context, before *model) drift.Drift {
	d := before.removal()
	d.Changes = func() []drift.Change {
		fields := fields()
		if !m.PayloadsEnabledUntil.Equal(before.PayloadsEnabledUntil) {
			fields = maps.Clone(fields)
			fields["disabledAt"] = path.Root("payloads_enabled_until")
		}
		return drift.Compare(ctx, before.toPost(), m.toPost(), isAbout(m.ID), fields, NewResource())
	}
	return d
}

// removal returns the drift of a deleted organization.
func (m *model) removal() drift.Drift {
	return drift.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "Organization " + m.displayName(), Imported: m.Name.IsNull(), Changes: deletion(m.ID),
	}
}

// drift returns what a refresh found changed.
func (m *limitsModel) drift(ctx context.Context, before *limitsModel) drift.Drift {
	d := before.removal()
	d.Changes = func() []drift.Change {
		body := func(m types.Map) any {
			return losant.OrganizationPost{Limits: limits.ToAPI(m, types.Map{})}
		}
		return drift.Compare(ctx, body(before.Limits), body(m.Limits), isAbout(m.OrganizationID), fields(), NewLimitsResource())
	}
	return d
}

// removal returns the drift of limits whose organization was deleted.
func (m *limitsModel) removal() drift.Drift {
	return drift.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "The limits of organization " + m.OrganizationID.ValueString(),
		Imported: m.Limits.IsNull(), Changes: deletion(m.OrganizationID),
	}
}

// isAbout returns a function that reports whether an entry of the audit log is
// about the organization.
func isAbout(id types.String) func(*drift.Entry) bool {
	return func(e *drift.Entry) bool { return e.IsAbout(id.ValueString()) }
}

func deletion(id types.String) func() []drift.Change {
	return func() []drift.Change { return drift.Deletion(isAbout(id)) }
}

// readFailed ends a Read that could not read an organization.
func readFailed(
	ctx context.Context, p *base.ProviderData, removal drift.Drift, ref losant.OrganizationRef, action string, err error,
	req resource.ReadRequest, resp *resource.ReadResponse,
) {
	isGone, err := p.IsGone(ctx, err, p.OrganizationAbsence(ref))
	switch {
	case !isGone:
		resp.Diagnostics.Append(removal.RefreshError(action, err)...)
	case p.AllowRemoval(ref.ID, removal.Object, &resp.Diagnostics):
		p.MarkDeleted(ref)
		drift.Removed(ctx, p, removal, req, resp)
	}
}
