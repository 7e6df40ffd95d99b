package instance

import (
	"context"
	"fmt"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/people"
)

// add adds a person who is not there yet, and brings anybody else to the
// planned role.
func (r *MemberResource) add(ctx context.Context, plan *memberModel, diags *diag.Diagnostics) {
	roster, err := r.roster(ctx, plan)
	if err != nil {
		base.AddError(diags, "read the members of "+plan.place(), scopeMembers, err)
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
	plan.fromAPI(people.MemberOfInstance(added), diags)
	if plan.Role = role; role.ValueString() == people.Admin {
		r.seat(plan).Promoted(ctx, diags)
	}
}

// refusal points at what the API most likely refuses: somebody without an account.
func refusal(plan *memberModel, err error) diag.Diagnostic {
	d := base.ErrorDiagnostic("add "+plan.quote(), scopeMemberAdd, err)
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
func adoption(plan *memberModel, present *losant.Member) diag.Diagnostic {
	what := fmt.Sprintf("The person (%s) is adopted and managed from now on.", present.Role)
	if !plan.Role.IsUnknown() && plan.Role.ValueString() != present.Role {
		what += fmt.Sprintf(" The role is changed to %s.", plan.Role.ValueString())
	}
	return diag.NewWarningDiagnostic(plan.quote()+" is there already", what)
}

func (r *MemberResource) setRole(ctx context.Context, m *memberModel, role string, diags *diag.Diagnostics) {
	r.seat(m).SetRole(ctx, role, scopeMemberUpdate, func(ctx context.Context) error {
		_, err := r.Client.InstanceMembers.Update(ctx, m.InstanceID.ValueString(), m.UserID.ValueString(), role)
		return err
	}, diags)
}

// remove takes the person out of the instance. Nobody there to take out is success.
func (r *MemberResource) remove(ctx context.Context, state *memberModel, diags *diag.Diagnostics) {
	roster, err := r.roster(ctx, state)
	if err != nil {
		base.AddError(diags, "read "+state.quote(), scopeMembers, err)
		return
	}
	if state.find(roster) == nil {
		return
	}
	r.seat(state).Remove(ctx, scopeMemberRemove, func(ctx context.Context) error {
		return r.Client.InstanceMembers.Remove(ctx, state.InstanceID.ValueString(), state.UserID.ValueString())
	}, diags)
}

// seat is the person's place in the instance. Its administrators coordinate as
// those of an organization without an id.
func (r *MemberResource) seat(m *memberModel) people.Seat {
	return people.Seat{
		Membership: r.Membership(m.InstanceID.ValueString(), ""),
		Roster:     func(ctx context.Context) (*people.Roster, error) { return r.roster(ctx, m) },
		UserID:     m.UserID.ValueString(),
		Who:        m.quote(),
		Place:      m.place(),
	}
}
