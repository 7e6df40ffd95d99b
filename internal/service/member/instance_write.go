package member

import (
	"context"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// add adds the person, or gives a person who already is a member the planned role.
func (r *instanceMemberResource) add(ctx context.Context, plan *instanceModel, diags *diag.Diagnostics) {
	p := r.parent(plan)
	defer p.lock(&plan.personModel)()
	var failure diag.Diagnostics // of an adoption
	for {
		roster, err := p.roster(ctx)
		if err != nil {
			base.AddError(diags, "read the members of "+p.name, err)
			return
		}
		if mismatch := plan.checkIdentifiers(roster, p.name); mismatch.HasError() {
			diags.Append(mismatch...)
			return
		}
		current := plan.find(roster)
		if current == nil {
			r.post(ctx, p, plan, diags)
			return
		}
		if failure.HasError() {
			diags.Append(failure...)
			return
		}
		adopted, attempt := *plan, diag.Diagnostics{
			adoptionWarning(plan.name(), p.name, current.Role, isNowManaged, roleChangeNote(types.StringValue(current.Role), plan.Role)),
		}
		adopted.fromMember(current, p.name, &attempt)
		if adopted.Role = plan.Role; current.Role != plan.Role.ValueString() {
			p.setRole(ctx, &adopted.personModel, plan.Role.ValueString(), &attempt)
		}
		if !attempt.HasError() {
			*plan = adopted
			diags.Append(attempt...)
			return
		}
		failure = attempt // The person may have left meanwhile.
	}
}

// update changes the role. Whom another resource removed in this run is added
// again.
func (r *instanceMemberResource) update(ctx context.Context, plan, state *instanceModel, diags *diag.Diagnostics) {
	p := r.parent(state)
	defer p.lock(&state.personModel)()
	if plan.UserID.IsUnknown() {
		plan.UserID = state.UserID
	}
	if plan.Email.IsUnknown() {
		plan.Email = state.Email
	}
	if p.claims.IsRemoving(p.identify(&state.personModel)) {
		roster, err := p.roster(ctx)
		if err != nil {
			base.AddError(diags, "read the members of "+p.name, err)
			return
		}
		if state.find(roster) == nil {
			r.post(ctx, p, plan, diags)
			return
		}
	}
	// An instance has two roles, so nobody can have got a third one since the plan.
	if !plan.Role.Equal(state.Role) {
		p.setRole(ctx, &state.personModel, plan.Role.ValueString(), diags)
	}
}

// post adds a person who is not a member.
func (r *instanceMemberResource) post(ctx context.Context, p parent, plan *instanceModel, diags *diag.Diagnostics) {
	role := plan.Role
	post := losant.InstanceMemberPost{Role: role.ValueString()}
	post.Email, post.UserID = plan.postedBy()
	added, err := r.Client.InstanceMembers.Add(ctx, p.instanceID, post)
	if err == nil && added.Role != "" && added.Role != post.Role { // Somebody else has added the person meanwhile.
		added, err = r.Client.InstanceMembers.Update(ctx, p.instanceID, added.UserID, post.Role)
	}
	if err != nil {
		diags.Append(addError(p.displayName(&plan.personModel), post, err))
		return
	}
	plan.fromAdded(membership.FromInstanceMember(added), p.name, diags)
	if plan.Role = role; role.ValueString() == losant.RoleAdmin {
		p.coordinator.CompleteRemovals(ctx, p.name, diags)
	}
}

// addError points at the person if the API refused to add them, which most likely
// means that the account does not exist.
func addError(displayName string, post losant.InstanceMemberPost, err error) diag.Diagnostic {
	d := base.ErrorDiagnostic("add "+displayName, err)
	switch status := losant.StatusCode(err); {
	case status == http.StatusBadRequest && strings.Contains(base.ErrorText(err), "role"):
		return diag.WithPath(path.Root("role"), d)
	case status == http.StatusBadRequest, status == http.StatusNotFound:
		at := path.Root("user_id")
		if post.UserID == "" {
			at = path.Root("email")
		}
		return diag.NewAttributeErrorDiagnostic(at, d.Summary(), base.ErrorText(err)+"\n\n"+
			"Nobody can be invited to an instance. Check that the person has a Losant account.")
	}
	return d
}
