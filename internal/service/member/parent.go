package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// parent is the organization or the instance that people belong to, with the
// requests for its members.
type parent struct {
	instanceID     string
	organizationID string // empty for an instance
	name           string // in messages, such as "organization 60…"
	coordinator    *membership.Coordinator
	claims         *membership.Claims
	roster         func(context.Context) (*membership.Roster, error)
	update         func(ctx context.Context, userID, role string) error
	remove         func(ctx context.Context, userID string) error
}

func organizationParent(p *base.ProviderData, ref losant.OrganizationRef) parent {
	return parent{
		instanceID:     ref.InstanceID,
		organizationID: ref.ID,
		name:           "organization " + ref.ID,
		coordinator:    membership.CoordinatorOf(p, ref),
		claims:         membership.ClaimsOf(p),
		roster: func(ctx context.Context) (*membership.Roster, error) {
			return membership.ReadRoster(ctx, p.Client, ref)
		},
		update: func(ctx context.Context, userID, role string) error {
			_, err := p.Client.Members.Update(ctx, ref, userID, role)
			return err
		},
		remove: func(ctx context.Context, userID string) error {
			return p.IgnoreGone(ctx, p.Client.Members.Remove(ctx, ref, userID), membership.MemberAbsence(p, ref, userID))
		},
	}
}

// instanceParent returns an instance. Its administrators are coordinated like
// those of an organization without an ID.
func instanceParent(p *base.ProviderData, instanceID string) parent {
	return parent{
		instanceID:  instanceID,
		name:        "instance " + instanceID,
		coordinator: membership.CoordinatorOf(p, losant.OrganizationRef{InstanceID: instanceID}),
		claims:      membership.ClaimsOf(p),
		roster: func(ctx context.Context) (*membership.Roster, error) {
			return membership.ReadInstanceRoster(ctx, p.Client, instanceID)
		},
		update: func(ctx context.Context, userID, role string) error {
			_, err := p.Client.InstanceMembers.Update(ctx, instanceID, userID, role)
			return err
		},
		remove: func(ctx context.Context, userID string) error {
			return p.IgnoreGone(ctx, p.Client.InstanceMembers.Remove(ctx, instanceID, userID), membership.InstanceMemberAbsence(p, instanceID, userID))
		},
	}
}

// displayName returns how messages name a person.
func (p parent) displayName(m *personModel) string { return m.name() + " in " + p.name }

func (p parent) guard(m *personModel) membership.LastAdminGuard {
	return membership.LastAdminGuard{
		Coordinator: p.coordinator, Roster: p.roster, UserID: m.UserID.ValueString(), Person: p.displayName(m), Parent: p.name,
		RemoveLater: func(remove func() error) error { return p.claims.RemoveLater(p.identify(m), remove) },
	}
}

// identify returns the person as claims know them. Nothing is known without a
// parent.
func (p parent) identify(m *personModel) membership.Person {
	return membership.Person{
		InstanceID: p.instanceID, OrganizationID: p.organizationID, Email: m.Email.ValueString(), UserID: m.UserID.ValueString(),
	}
}

// lock locks a person and claims them, until unlock is called.
func (p parent) lock(m *personModel) (unlock func()) { return p.claims.LockAndClaim(p.identify(m)) }

// planLeave plans the destruction of a resource of the person.
func (p parent) planLeave(ctx context.Context, m *personModel, resourceType string, resp *resource.ModifyPlanResponse) {
	p.claims.PlanLeave(ctx, p.identify(m), resourceType, resp.Private, &resp.Diagnostics)
}

// setRole changes the role of a member. A person who has left is not added again,
// because the plan did not announce that.
func (p parent) setRole(ctx context.Context, m *personModel, role string, diags *diag.Diagnostics) {
	var err error
	var attempt diag.Diagnostics
	p.guard(m).SetRole(ctx, role, func(ctx context.Context) error {
		err = p.update(ctx, m.UserID.ValueString(), role)
		return err
	}, &attempt)
	if losant.IsNotFound(err) {
		if roster, err := p.roster(ctx); err == nil && roster.Member(m.UserID.ValueString(), "") == nil {
			attempt = diag.Diagnostics{leftSincePlan(m.name(), p.name)}
		}
	}
	diags.Append(attempt...)
}

// leftSincePlan returns the error about a person who is no longer in a parent.
func leftSincePlan(name, parent string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(name+" left "+parent+" since the plan",
		"Terraform does not add or invite anybody whom the plan did not show. To add the person again, run terraform plan again, and apply the new plan.")
}

// removeMember removes the person, if they are a member.
func (p parent) removeMember(ctx context.Context, m *personModel, diags *diag.Diagnostics) {
	p.guard(m).Remove(ctx, func(ctx context.Context) error { return p.remove(ctx, m.UserID.ValueString()) }, diags)
}

// planAdd plans the creation of a resource of the person. It returns false if the
// address and the user ID are of different people.
func (p parent) planAdd(ctx context.Context, hasClient bool, plan *personModel, resourceType string, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) bool {
	person, hasNoUserID := p.identify(plan), false
	if hasClient && !plan.InstanceID.IsUnknown() && (person.Email != "" || person.UserID != "") {
		if roster, err := p.roster(ctx); err == nil { // checkCreate reports the error.
			if mismatch := plan.checkIdentifiers(roster, p.name); mismatch.HasError() {
				resp.Diagnostics.Append(mismatch...)
				return false
			}
			if current := plan.find(roster); current != nil {
				person.Email, person.UserID = current.Email, current.UserID
			} else {
				hasNoUserID = person.UserID != "" && roster.Invitation(person.Email) != nil
			}
		}
	}
	manager := membership.Manager{Type: resourceType, Role: plan.Role.ValueString(), IsCreation: true}
	removed := p.claims.PlanKeep(ctx, []membership.Managed{{Person: person, Manager: manager}}, req.Private, &resp.Diagnostics)
	if hasNoUserID && len(removed) == 0 && !membership.IsPlannedAgain(ctx, req.Private) {
		resp.Diagnostics.Append(noUserIDError(plan.name(), p.name))
		return false
	}
	return true
}

// planKeep plans an update of a resource of the person, or none. It reports whether
// another resource may remove the person in this run.
func (p parent) planKeep(ctx context.Context, plan *personModel, resourceType string, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) bool {
	manager := membership.Manager{Type: resourceType, Role: plan.Role.ValueString()}
	return len(p.claims.PlanKeep(ctx, []membership.Managed{{Person: p.identify(plan), Manager: manager}}, req.Private, &resp.Diagnostics)) > 0
}

// drift returns the drift of a person since before: another role. Nothing else
// about a person is drift.
func (p parent) drift(m, before *personModel) drift.Drift {
	d := p.removal(before)
	d.Changes = func() []drift.Change {
		if before.Role.Equal(m.Role) {
			return nil
		}
		return []drift.Change{p.person(m).RoleChange("role", before.Role.ValueString(), m.Role.ValueString())}
	}
	return d
}

// removal returns the drift of a person who is neither a member nor invited.
func (p parent) removal(m *personModel) drift.Drift {
	return drift.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: p.displayName(m), Imported: m.Role.IsNull(),
		Changes: func() []drift.Change { return []drift.Change{p.person(m).Left("")} },
	}
}

func (p parent) person(m *personModel) drift.Person {
	return drift.Person{OrganizationID: p.organizationID, UserID: m.UserID.ValueString(), Email: m.Email.ValueString()}
}

// planEmail forces a new resource for another address, unless it is a new address
// of the same person. It refuses the address of another person than user_id.
func (p parent) planEmail(ctx context.Context, hasClient bool, config, plan, prior *personModel, resp *resource.ModifyPlanResponse) {
	if config.Email.IsNull() || losant.SameEmail(plan.Email.ValueString(), prior.Email.ValueString()) {
		return
	}
	if sameUser := !config.UserID.IsNull() && config.UserID.Equal(prior.UserID); sameUser {
		if hasClient && !plan.Email.IsUnknown() {
			p.checkNewEmail(ctx, plan, &resp.Diagnostics)
		}
		return
	}
	if hasClient && !plan.Email.IsUnknown() && prior.UserID.ValueString() != "" {
		roster, err := p.roster(ctx)
		if err != nil {
			resp.Diagnostics.Append(base.CheckError("find out whether "+plan.Email.ValueString()+" is the same person", err)...)
		} else if roster.EmailBelongsTo(prior.UserID.ValueString(), plan.Email.ValueString()) {
			return
		}
	}
	resp.RequiresReplace.Append(path.Root("email"))
}

// checkNewEmail refuses a new address that is not that of the user.
func (p parent) checkNewEmail(ctx context.Context, plan *personModel, diags *diag.Diagnostics) {
	roster, err := p.roster(ctx)
	if err != nil {
		diags.Append(base.CheckError("find out whether "+plan.Email.ValueString()+" is the address of user "+plan.UserID.ValueString(), err)...)
		return
	}
	diags.Append(plan.checkIdentifiers(roster, p.name)...)
}

// personIdentity is the identity of a person in a parent.
type personIdentity interface{ importID() membership.ImportID }

// readImportID returns the import ID, or the same from the identity, with the
// instance that applies.
func readImportID(
	ctx context.Context, p *base.ProviderData, req resource.ImportStateRequest,
	parse func(string) (membership.ImportID, error), identity personIdentity, diags *diag.Diagnostics,
) (id membership.ImportID, instanceID types.String) {
	if base.HasIdentity(req) {
		diags.Append(req.Identity.Get(ctx, identity)...)
		id = identity.importID()
		id.CheckIdentity(diags)
	} else {
		var err error
		if id, err = parse(req.ID); err != nil {
			diags.AddError("Invalid import ID", base.ErrorText(err)+".")
		}
	}
	id = id.Resolve(ctx, p, diags)
	return id, types.StringValue(id.InstanceID)
}

// importedPerson returns the state of a person of whom only the address or the
// user ID is known. A refresh completes it.
func importedPerson(instanceID types.String, parentID, person string) personModel {
	m := personModel{InstanceID: instanceID}
	m.Email, m.UserID = membership.ImportID{Person: person}.Attributes()
	m.setID(parentID)
	return m
}
