package member

import (
	"context"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// add adds the person, or gives a person who already is a member the planned role.
func (r *instanceMemberResource) add(ctx context.Context, plan *instanceModel, diags *diag.Diagnostics) {
	p, role := r.parent(plan), plan.Role
	roster, err := p.roster(ctx)
	if err != nil {
		base.AddError(diags, "read the members of "+p.name, err)
		return
	}
	if current := plan.find(roster); current != nil {
		diags.Append(adoptionWarning(plan.name(), p.name, current.Role, isNowManaged, roleChangeNote(types.StringValue(current.Role), role)))
		plan.fromMember(current, p.name, diags)
		if current.Role != role.ValueString() {
			p.setRole(ctx, &plan.personModel, role.ValueString(), diags)
		}
		plan.Role = role
		return
	}
	post := losant.InstanceMemberPost{Role: role.ValueString()}
	post.Email, post.UserID = plan.postedBy()
	added, err := r.Client.InstanceMembers.Add(ctx, plan.InstanceID.ValueString(), post)
	if err != nil {
		diags.Append(addError(p.displayName(&plan.personModel), post, err))
		return
	}
	plan.fromMember(membership.FromInstanceMember(added), p.name, diags)
	if plan.Role = role; role.ValueString() == losant.RoleAdmin {
		p.coordinator.CompleteRemovals(ctx, p.name, diags)
	}
}

// addError points at the person if the API refused to add them, which most likely
// means that the account does not exist.
func addError(displayName string, post losant.InstanceMemberPost, err error) diag.Diagnostic {
	d := base.ErrorDiagnostic("add "+displayName, err)
	switch losant.StatusCode(err) {
	case http.StatusBadRequest, http.StatusNotFound:
		at := path.Root("user_id")
		if post.UserID == "" {
			at = path.Root("email")
		}
		return diag.NewAttributeErrorDiagnostic(at, d.Summary(), base.ErrorText(err)+"\n\n"+
			"Nobody can be invited to an instance. Check that the person has a Losant account.")
	}
	return d
}
