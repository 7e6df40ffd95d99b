package member

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// validateSet checks what the entries mean together.
func validateSet(config *setModel, diags *diag.Diagnostics) {
	if config.Members.IsNull() || config.Members.IsUnknown() {
		return
	}
	at := path.Root("members")
	hasAdmin, open := false, false
	spelling := map[string]string{}
	for _, email := range slices.Sorted(maps.Keys(config.Members.Elements())) {
		if other, twice := spelling[strings.ToLower(email)]; twice {
			diags.AddAttributeError(at.AtMapKey(email), "The same person twice",
				fmt.Sprintf("%q and %q differ only in letter case, which does not count in e-mail addresses. Keep one of them.", other, email))
		}
		spelling[strings.ToLower(email)] = email
		if config.ignores(email) {
			diags.AddAttributeError(path.Root("ignore"), "Both a member and ignored", email+" is in members and in ignore. Keep it in one of them.")
		}
		entry, _ := config.Members.Elements()[email].(types.Object)
		role, _ := entry.Attributes()["role"].(types.String)
		hasAdmin = hasAdmin || role.ValueString() == losant.RoleAdmin
		open = open || role.IsUnknown() || entry.IsUnknown()
	}
	if !hasAdmin && !open {
		diags.AddAttributeError(at, "No administrator", "At least one of the members must have the role \"admin\": an organization cannot be without.")
	}
}

// ModifyPlan plans resends of expired invitations, and names whom a first apply
// would remove. Later plans show everybody as a difference of members.
func (r *membersResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() || req.Plan.Raw.IsNull() {
		return
	}
	var config, plan setModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		plan.InstanceID = r.PlanInstanceID(plan.InstanceID, config.InstanceID, &resp.Diagnostics)
		plan.ID = plan.OrganizationID
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
		if plan.OrganizationID.IsUnknown() {
			resp.Diagnostics.AddWarning("Whoever the organization is created with will be removed",
				"The members of an organization that does not exist yet cannot be shown. Its creator, for example, is removed unless listed in members or ignore.")
		}
		resp.Diagnostics.Append(r.check(ctx, &plan, nil, true)...)
		return
	}
	var prior setModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &prior)...); resp.Diagnostics.HasError() {
		return
	}
	resent := resentOf(&prior, &plan)
	if len(resent) > 0 {
		resp.Diagnostics.AddWarning("E-mails invite people to organization "+plan.OrganizationID.ValueString()+" again",
			"The invitations of "+strings.Join(resent, ", ")+" are sent again: they have expired, or their role changes.")
	}
	if len(resent) > 0 || !plan.Members.Equal(prior.Members) || !plan.Ignore.Equal(prior.Ignore) {
		plan.Statuses = types.MapUnknown(types.StringType)
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
		known, diags := req.Private.GetKey(ctx, userIDsKey)
		resp.Diagnostics.Append(diags...)
		resp.Diagnostics.Append(r.check(ctx, &plan, decodeUserIDs(known), false)...)
	}
}

// resentOf names the listed people whose invitation is sent again: it has
// expired, or the role changes before it is accepted.
func resentOf(prior, plan *setModel) []string {
	var resent []string
	before := prior.roles()
	for email, role := range plan.roles() {
		for listed, status := range prior.Statuses.Elements() {
			s, _ := status.(types.String)
			if losant.SameEmail(email, listed) &&
				(s.ValueString() == statusExpired || s.ValueString() == statusInvited && before[listed] != role) {
				resent = append(resent, email)
			}
		}
	}
	slices.Sort(resent)
	return resent
}

// check names whom a first apply would remove, and tells what the API would
// refuse. Later plans show who is removed as a difference.
func (r *membersResource) check(ctx context.Context, plan *setModel, known userIDs, first bool) diag.Diagnostics {
	if !r.HasClient() || plan.InstanceID.IsUnknown() || plan.OrganizationID.IsUnknown() || plan.Members.IsUnknown() || plan.Ignore.IsUnknown() {
		return nil
	}
	action := "read the members of organization " + plan.OrganizationID.ValueString()
	roster, err := r.roster(ctx, plan)
	if err != nil {
		return base.CheckError(action, err)
	}
	org, err := r.Client.Organizations.Get(ctx, plan.ref())
	if err != nil {
		return base.CheckError(action, err)
	}
	var diags diag.Diagnostics
	var removed []string
	planned := roster.CountAgainstLimit() // People are added before others are removed.
	joins := false
	for _, c := range plan.changes(roster, known) {
		switch c.kind {
		case remove, revoke:
			removed = append(removed, c.email)
		case invite:
			joins = true
			planned++
		case promote, demote:
			diags.Append(membership.CheckMFA(path.Root("members").AtMapKey(c.email), org, c.member, c.role)...)
		case resend:
		}
	}
	if limit, limited := org.Limits["member"]; limited && joins && int64(planned) > limit {
		diags.AddAttributeWarning(path.Root("members"), "No place is left in organization "+base.DisplayName(org.Name, org.ID),
			fmt.Sprintf("People are added before others are removed, so that it has %d members and invitations for a moment; its limit is %d.", planned, limit))
	}
	if first && len(removed) > 0 {
		diags.AddWarning("People are removed from organization "+plan.OrganizationID.ValueString(),
			"Applying this plan removes "+strings.Join(removed, ", ")+". To keep somebody, add them to members, or to ignore.")
	}
	return diags
}
