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
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// validateMembers finds errors that concern more than one entry, and malformed
// addresses. A validator of the keys would hide errors about the roles.
func validateMembers(ctx context.Context, config *membersModel, diags *diag.Diagnostics) {
	if config.Members.IsNull() || config.Members.IsUnknown() {
		return
	}
	at := path.Root("members")
	hasAdmin, hasUnknown := false, false
	seen := map[string]string{} // by the address in lower case
	for _, address := range slices.Sorted(maps.Keys(config.Members.Elements())) {
		if other, duplicate := seen[strings.ToLower(address)]; duplicate {
			diags.AddAttributeError(at.AtMapKey(address), "Duplicate member",
				fmt.Sprintf("%q and %q are the same address, because e-mail addresses are case-insensitive. Remove one of them.", other, address))
		}
		seen[strings.ToLower(address)] = address
		diags.Append(email.Check(ctx, at.AtMapKey(address), address)...)
		if config.ignores(address) {
			diags.AddAttributeError(path.Root("ignore"), "Member is also ignored", fmt.Sprintf("%q is in members and in ignore. Remove it from one of them.", address))
		}
		entry, _ := config.Members.Elements()[address].(types.Object)
		role, _ := entry.Attributes()["role"].(types.String)
		hasAdmin = hasAdmin || role.ValueString() == losant.RoleAdmin
		hasUnknown = hasUnknown || role.IsUnknown() || entry.IsUnknown()
	}
	if !hasAdmin && !hasUnknown {
		diags.AddAttributeError(at, "No administrator", "Give at least one member the role \"admin\". Every organization needs one.")
	}
}

// ModifyPlan plans to send expired invitations again, and warns about the people
// that a first apply would remove. Later plans show them as a change of members.
func (r *membersResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() || req.Plan.Raw.IsNull() {
		return
	}
	var config, plan membersModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		plan.InstanceID = r.PlanInstanceID(plan.InstanceID, config.InstanceID, &resp.Diagnostics)
		plan.ID = plan.OrganizationID
		plan.planStatuses(&membersModel{})
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
		r.planClaims(ctx, &plan, nil, nil, req, resp)
		resp.Diagnostics.Append(r.check(ctx, &plan, nil, nil)...)
		return
	}
	var prior membersModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &prior)...); resp.Diagnostics.HasError() {
		return
	}
	if !plan.InstanceID.Equal(prior.InstanceID) || !plan.OrganizationID.Equal(prior.OrganizationID) {
		return // A replacement is planned again, as a creation.
	}
	rawIDs, diags := req.Private.GetKey(ctx, userIDsKey)
	resp.Diagnostics.Append(diags...)
	ids := decodeUserIDs(rawIDs)
	removed := r.planClaims(ctx, &plan, &prior, ids, req, resp)
	resends := plannedResends(&prior, &plan)
	if len(resends) > 0 {
		lines := make([]string, len(resends))
		for i, r := range resends {
			lines[i] = r.reason
		}
		resp.Diagnostics.AddWarning("Invitations to "+plan.parentName()+" will be sent again", strings.Join(lines, "\n"))
	}
	isChanged := len(resends) > 0 || !plan.Members.Equal(prior.Members) || !plan.Ignore.Equal(prior.Ignore) || !plan.Reinvite.Equal(prior.Reinvite)
	if isChanged {
		plan.planStatuses(&prior)
	}
	if isChanged || len(removed) > 0 {
		plan.makeStatusesUnknown(removed)
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	}
	if isChanged {
		resp.Diagnostics.Append(r.check(ctx, &plan, &prior, ids)...)
	}
}

// planClaims records whom the plan keeps and whom it removes. It returns the listed
// people whom another resource may remove in this run. People who are gone are
// neither kept nor removed.
func (r *membersResource) planClaims(
	ctx context.Context, plan, prior *membersModel, ids userIDs, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) (removed []membership.Person) {
	claims, roles := membership.ClaimsOf(r.ProviderData), plan.roles()
	listed := slices.Sorted(maps.Keys(roles))
	var people []membership.Managed
	for _, address := range listed {
		if prior != nil && plan.staysGone(prior, address) {
			continue
		}
		people = append(people, membership.Managed{
			Person:  plan.person(address, ids.userID(address)),
			Manager: membership.Manager{Type: membership.TypeOrganizationMembers, Role: roles[address], IsCreation: prior == nil},
		})
	}
	if prior != nil {
		var leaving []membership.Person
		for _, address := range slices.Sorted(maps.Keys(prior.roles())) {
			if !prior.isGone(address) && !email.Contains(listed, address) && !plan.ignores(address) {
				leaving = append(leaving, plan.person(address, ids.userID(address)))
			}
		}
		claims.PlanRemoval(leaving, &resp.Diagnostics)
	}
	if !plan.OrganizationID.IsUnknown() {
		claims.PlanSet(ctx, plan.ref(), prior == nil, req.Private, &resp.Diagnostics)
	}
	return claims.PlanKeep(ctx, people, req.Private, &resp.Diagnostics)
}

// check warns about the people that an apply adds, and about those that a first apply
// would remove, or whom an update no longer ignores. It finds out what the API would
// refuse. A creation has no prior state.
func (r *membersResource) check(ctx context.Context, plan, prior *membersModel, ids userIDs) diag.Diagnostics {
	var diags diag.Diagnostics
	canCheck := r.CanCheck(ctx, plan.InstanceID, &diags)
	if !canCheck || plan.OrganizationID.IsUnknown() || plan.Members.IsUnknown() || plan.Ignore.IsUnknown() {
		if prior == nil {
			diags.Append(r.announceCreation(ctx, plan, canCheck)...)
		}
		return diags
	}
	action := "read the members of " + plan.parentName()
	roster, err := r.roster(ctx, plan)
	if err != nil {
		return r.OrganizationCheckError(plan.ref(), action, err)
	}
	org, err := r.Client.Organizations.Get(ctx, plan.ref())
	if err != nil {
		return r.OrganizationCheckError(plan.ref(), action, err)
	}
	var removed []string
	var leaving []membership.Person
	var joins []joining
	isNew := membership.IsNew(r.ProviderData, plan.ref()) // Then the plan of this run has announced everybody.
	administrators, coordinator := roster.Administrators(), membership.CoordinatorOf(r.ProviderData, plan.ref())
	planned := roster.CountAgainstLimit() // People are added before others are removed.
	for _, s := range plan.steps(roster, ids) {
		if s.member != nil && s.role != losant.RoleAdmin && administrators.IsOnly(s.member.UserID) {
			diags.Append(plan.handOverWarning(s.address, org)...)
			continue
		}
		if s.member != nil {
			administrators.SetRole(s.member.UserID, s.role)
		}
		switch s.kind {
		case remove, revoke:
			if prior == nil || prior.ignores(s.address) { // A change of members shows the others.
				removed = append(removed, s.address)
				leaving = append(leaving, plan.person(s.address, s.userID()))
			}
		case add:
			if plan.isGone(s.address) {
				continue
			}
			j := joining{name: s.address, role: s.role}
			if !isNew {
				diags.Append(j.lookUp(ctx, r.ProviderData, plan.InstanceID, org, path.Root("members").AtMapKey(s.address))...)
			}
			joins = append(joins, j)
			// Somebody with a Losant account is active at once, which the plan may not see.
			administrators.SetRole(s.address, s.role)
			planned++
			if j.hasAccount {
				coordinator.PlanRole(s.address, s.role)
			}
		case promote, setRole:
			coordinator.PlanRole(s.userID(), s.role)
			diags.Append(membership.CheckMFA(path.Root("members").AtMapKey(s.address), org, s.member, s.role)...)
		case resend:
		}
	}
	if !isNew {
		diags.Append(announceAll(joins, plan.parentName())...)
	}
	if limit, limited := membership.Limit(r.ProviderData, plan.ref(), org); limited && len(joins) > 0 && int64(planned) > limit {
		diags.AddAttributeWarning(path.Root("members"), "Organization "+base.DisplayName(org.Name, org.ID)+" has reached its member limit",
			fmt.Sprintf("An apply adds people before it removes others. In between, the organization has %d members and pending invitations, "+
				"but limits.member is %d. Raise the limit, or remove people in a first apply.", planned, limit))
	}
	membership.ClaimsOf(r.ProviderData).PlanRemoval(leaving, &diags)
	if len(removed) > 0 {
		diags.AddWarning("People will be removed from "+plan.parentName(),
			"This plan removes "+strings.Join(removed, ", ")+". To keep a person, add the address to members or ignore.")
	}
	return diags
}
