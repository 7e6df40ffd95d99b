package member

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// writeResponse is where a write leaves its results.
type writeResponse struct {
	state    *tfsdk.State
	identity *tfsdk.ResourceIdentity
	private  privateState
	diags    *diag.Diagnostics
}

type privateState interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// write applies the plan and stores what came of it: the plan, or after an
// error who is in the organization now. Where that cannot be read, an error
// leaves the state as it was, and the accounts stay those known before.
func (r *membersResource) write(ctx context.Context, plan *setModel, known userIDs, resp writeResponse) {
	r.apply(ctx, plan, known, resp.diags)
	result := *plan
	roster, err := r.roster(ctx, plan)
	if err != nil && resp.diags.HasError() {
		return
	}
	var moved diag.Diagnostics
	accounts := known
	if err != nil {
		resp.diags.AddWarning("The members of organization "+plan.OrganizationID.ValueString()+" could not be read back", err.Error())
		result.fromRoster(&membership.Roster{}, nil, &moved)
	} else {
		accounts = result.fromRoster(roster, known, &moved)
	}
	if !resp.diags.HasError() {
		statuses := result.Statuses.Elements()
		maps.DeleteFunc(statuses, func(email string, _ attr.Value) bool { return plan.Members.Elements()[email] == nil })
		for email := range plan.Members.Elements() {
			if statuses[email] == nil {
				statuses[email] = types.StringValue(statusInvited)
			}
		}
		result.Members, result.Statuses = plan.Members, types.MapValueMust(types.StringType, statuses)
	}
	resp.diags.Append(resp.private.SetKey(ctx, userIDsKey, accounts.encode())...)
	resp.diags.Append(resp.identity.Set(ctx, result.identity())...)
	resp.diags.Append(resp.state.Set(ctx, &result)...)
}

// apply makes the changes that lead to the wanted set. It stops at the first
// error; what was done until then is done.
func (r *membersResource) apply(ctx context.Context, plan *setModel, known userIDs, diags *diag.Diagnostics) {
	roster, err := r.roster(ctx, plan)
	if err != nil {
		base.AddError(diags, "read the members of organization "+plan.OrganizationID.ValueString(), err)
		return
	}
	administrators := map[string]bool{}
	for _, m := range roster.Members {
		administrators[m.UserID] = m.Role == losant.RoleAdmin
	}
	for _, c := range plan.changes(roster, known) {
		if c.member != nil && c.role != losant.RoleAdmin && isLast(administrators, c.member.UserID) {
			diags.AddWarning(c.email+" stays administrator for now",
				fmt.Sprintf("Nobody else is an active administrator of organization %s yet, and the API keeps one. "+
					"Apply again when another administrator has accepted the invitation.", plan.OrganizationID.ValueString()))
			continue
		}
		userID, err := r.do(ctx, plan, c)
		if err != nil {
			base.AddError(diags, c.describe()+" organization "+plan.OrganizationID.ValueString(), err)
			return
		}
		if userID == "" {
			continue
		}
		administrators[userID] = c.role == losant.RoleAdmin
		if c.role == losant.RoleAdmin {
			membership.LastAdminGuard{
				Coordinator: membership.CoordinatorOf(r.ProviderData, plan.ref()),
				Parent:      "organization " + plan.OrganizationID.ValueString(),
			}.Promoted(ctx, diags)
		}
	}
}

// isLast tells whether the user is an administrator, and no one else is.
func isLast(administrators map[string]bool, userID string) bool {
	if !administrators[userID] {
		return false
	}
	for id, is := range administrators {
		if is && id != userID {
			return false
		}
	}
	return true
}

// do makes one change. It returns the user whose role it set, "" for none, and
// the scope that the call needs.
func (r *membersResource) do(ctx context.Context, plan *setModel, c change) (userID string, err error) {
	switch c.kind {
	case invite:
		added, err := r.Client.Members.Add(ctx, plan.ref(), losant.MemberPost{Email: c.email, Role: c.role})
		if err != nil {
			return "", err
		}
		return added.UserID, nil
	case resend:
		_, err = r.Client.Invitations.Resend(ctx, plan.ref(), c.invitation.ID, c.role)
		return "", err
	case revoke:
		return "", ignoreNotFound(r.Client.Invitations.Revoke(ctx, plan.ref(), c.invitation.ID))
	case remove:
		return c.member.UserID, ignoreNotFound(r.Client.Members.Remove(ctx, plan.ref(), c.member.UserID))
	default:
		_, err = r.Client.Members.Update(ctx, plan.ref(), c.member.UserID, c.role)
		return c.member.UserID, err
	}
}

func ignoreNotFound(err error) error {
	if losant.IsNotFound(err) {
		return nil
	}
	return err
}

func (c change) describe() string {
	switch c.kind {
	case invite:
		return "add " + c.email + " to"
	case resend:
		return "send the invitation again of " + c.email + " to"
	case revoke:
		return "revoke the invitation of " + c.email + " to"
	case remove:
		return "remove " + c.email + " from"
	default:
		return "make " + c.email + " " + c.role + " in"
	}
}
