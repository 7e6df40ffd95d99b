package member

import (
	"context"
	"fmt"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// add adds a person who is not there yet, and brings anybody else to the
// planned role.
func (r *instanceMemberResource) add(ctx context.Context, plan *instanceModel, diags *diag.Diagnostics) {
	roster, err := r.roster(ctx, plan)
	if err != nil {
		base.AddError(diags, "read the members of "+plan.place(), err)
		return
	}
	role := plan.Role
	if present := plan.find(roster); present != nil {
		diags.Append(adoption(plan, present))
		plan.fromAPI(present, diags)
		if present.Role != role.ValueString() {
			r.setRole(ctx, plan, role.ValueString(), diags)
		}
		plan.Role = role
		return
	}
	added, err := r.Client.InstanceMembers.Add(ctx, plan.InstanceID.ValueString(), plan.toPost())
	if err != nil {
		diags.Append(refusal(plan, err))
		return
	}
	plan.fromAPI(membership.FromInstanceMember(added), diags)
	if plan.Role = role; role.ValueString() == losant.RoleAdmin {
		r.seat(plan).Promoted(ctx, diags)
	}
}

// refusal points at what the API most likely refuses: somebody without an account.
func refusal(plan *instanceModel, err error) diag.Diagnostic {
	d := base.ErrorDiagnostic("add "+plan.displayName(), err)
	switch losant.StatusCode(err) {
	case http.StatusBadRequest, http.StatusNotFound:
		at := path.Root("user_id")
		if !plan.givenByUserID() {
			at = path.Root("email")
		}
		return diag.NewAttributeErrorDiagnostic(at, d.Summary(), err.Error()+"\n\n"+
			"Nobody can be invited to an instance: check that the person has a Losant account.")
	}
	return d
}

// adoption says what becomes of somebody who is there already.
func adoption(plan *instanceModel, present *losant.Member) diag.Diagnostic {
	what := fmt.Sprintf("The person (%s) is adopted and managed from now on.", present.Role)
	if !plan.Role.IsUnknown() && plan.Role.ValueString() != present.Role {
		what += fmt.Sprintf(" The role is changed to %s.", plan.Role.ValueString())
	}
	return diag.NewWarningDiagnostic(plan.displayName()+" is there already", what)
}

func (r *instanceMemberResource) setRole(ctx context.Context, m *instanceModel, role string, diags *diag.Diagnostics) {
	r.seat(m).SetRole(ctx, role, func(ctx context.Context) error {
		_, err := r.Client.InstanceMembers.Update(ctx, m.InstanceID.ValueString(), m.UserID.ValueString(), role)
		return err
	}, diags)
}

// remove takes the person out of the instance. Nobody there to take out is success.
func (r *instanceMemberResource) remove(ctx context.Context, state *instanceModel, diags *diag.Diagnostics) {
	roster, err := r.roster(ctx, state)
	if err != nil {
		base.AddError(diags, "read "+state.displayName(), err)
		return
	}
	if state.find(roster) == nil {
		return
	}
	r.seat(state).Remove(ctx, func(ctx context.Context) error {
		return r.Client.InstanceMembers.Remove(ctx, state.InstanceID.ValueString(), state.UserID.ValueString())
	}, diags)
}

// seat is the person's place in the instance. Its administrators coordinate as
// those of an organization without an id.
func (r *instanceMemberResource) seat(m *instanceModel) membership.LastAdminGuard {
	return membership.LastAdminGuard{
		Coordinator: membership.CoordinatorOf(r.ProviderData, losant.OrganizationRef{InstanceID: m.InstanceID.ValueString()}),
		Roster:      func(ctx context.Context) (*membership.Roster, error) { return r.roster(ctx, m) },
		UserID:      m.UserID.ValueString(),
		Person:      m.displayName(),
		Parent:      m.place(),
	}
}
