package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// parent is the organization or the instance that people belong to, with the
// requests for its members.
type parent struct {
	name           string // in messages, such as "organization 60…"
	organizationID string // empty for an instance
	coordinator    *membership.Coordinator
	roster         func(context.Context) (*membership.Roster, error)
	update         func(ctx context.Context, userID, role string) error
	remove         func(ctx context.Context, userID string) error
}

func organizationParent(p *base.ProviderData, ref losant.OrganizationRef) parent {
	return parent{
		name:           "organization " + ref.ID,
		organizationID: ref.ID,
		coordinator:    membership.CoordinatorOf(p, ref),
		roster: func(ctx context.Context) (*membership.Roster, error) {
			return membership.ReadRoster(ctx, p.Client, ref)
		},
		update: func(ctx context.Context, userID, role string) error {
			_, err := p.Client.Members.Update(ctx, ref, userID, role)
			return err
		},
		remove: func(ctx context.Context, userID string) error { return p.Client.Members.Remove(ctx, ref, userID) },
	}
}

// instanceParent returns an instance. Its administrators are coordinated like
// those of an organization without an ID.
func instanceParent(p *base.ProviderData, instanceID string) parent {
	return parent{
		name:        "instance " + instanceID,
		coordinator: membership.CoordinatorOf(p, losant.OrganizationRef{InstanceID: instanceID}),
		roster: func(ctx context.Context) (*membership.Roster, error) {
			return membership.ReadInstanceRoster(ctx, p.Client, instanceID)
		},
		update: func(ctx context.Context, userID, role string) error {
			_, err := p.Client.InstanceMembers.Update(ctx, instanceID, userID, role)
			return err
		},
		remove: func(ctx context.Context, userID string) error {
			return p.Client.InstanceMembers.Remove(ctx, instanceID, userID)
		},
	}
}

// displayName returns how messages name a person.
func (p parent) displayName(m *personModel) string { return m.name() + " in " + p.name }

func (p parent) guard(m *personModel) membership.LastAdminGuard {
	return membership.LastAdminGuard{
		Coordinator: p.coordinator, Roster: p.roster, UserID: m.UserID.ValueString(), Person: p.displayName(m), Parent: p.name,
	}
}

// setRole changes the role of a member.
func (p parent) setRole(ctx context.Context, m *personModel, role string, diags *diag.Diagnostics) {
	p.guard(m).SetRole(ctx, role, func(ctx context.Context) error { return p.update(ctx, m.UserID.ValueString(), role) }, diags)
}

// removeMember removes a member. Nobody to remove is success.
func (p parent) removeMember(ctx context.Context, m *personModel, diags *diag.Diagnostics) {
	p.guard(m).Remove(ctx, func(ctx context.Context) error { return p.remove(ctx, m.UserID.ValueString()) }, diags)
}

// planEmail forces a new resource for another address, unless it is a new address
// of the same person.
func (p parent) planEmail(ctx context.Context, hasClient bool, config, plan, prior *personModel, resp *resource.ModifyPlanResponse) {
	sameUser := !config.UserID.IsNull() && config.UserID.Equal(prior.UserID)
	if config.Email.IsNull() || sameUser || losant.SameEmail(plan.Email.ValueString(), prior.Email.ValueString()) {
		return
	}
	if hasClient && !plan.Email.IsUnknown() && prior.UserID.ValueString() != "" {
		roster, err := p.roster(ctx)
		if err == nil && roster.EmailBelongsTo(prior.UserID.ValueString(), plan.Email.ValueString()) {
			return
		}
	}
	resp.RequiresReplace.Append(path.Root("email"))
}

// drift describes what a refresh found changed in a person. Only another role is
// drift.
func (p parent) drift(before, after *personModel) drift.Drift {
	d := p.removal(before)
	d.Changes = func() []drift.Change {
		if before.Role.Equal(after.Role) {
			return nil
		}
		return []drift.Change{p.person(after).RoleChange("role", before.Role.ValueString(), after.Role.ValueString())}
	}
	return d
}

// removal describes a person who is neither a member nor invited any more.
func (p parent) removal(m *personModel) drift.Drift {
	return drift.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: p.displayName(m), Imported: m.Role.IsNull(),
		Changes: func() []drift.Change { return []drift.Change{p.person(m).Left("")} },
	}
}

func (p parent) person(m *personModel) drift.Person {
	return drift.Person{OrganizationID: p.organizationID, UserID: m.UserID.ValueString(), Email: m.Email.ValueString()}
}
