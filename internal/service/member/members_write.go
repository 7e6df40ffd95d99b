package member

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// writeResponse is the common part of the responses to Create and Update.
type writeResponse struct {
	state    *tfsdk.State
	identity *tfsdk.ResourceIdentity
	private  privateState
	diags    *diag.Diagnostics
}

type privateState interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// write applies the plan and sets the state to the plan, or after an error to the
// current members. They are also read if Terraform was stopped between two steps. If
// they cannot be read after an error, the state does not change. In a creation, no
// people are known.
func (r *membersResource) write(ctx context.Context, plan *membersModel, prior userIDs, known knownPeople, resp writeResponse) {
	defer membership.ClaimsOf(r.ProviderData).Lock(plan.people(prior)...)()
	r.apply(ctx, plan, prior, known, resp.diags)
	result := *plan
	readCtx, cancel := r.Client.Finishing(ctx)
	defer cancel()
	roster, err := r.roster(readCtx, plan)
	if err != nil && resp.diags.HasError() {
		return
	}
	var ignored diag.Diagnostics // The next refresh reports changed addresses.
	ids := prior
	if err != nil {
		resp.diags.AddWarning("Could not read the members of "+plan.parentName()+" after the change",
			"The members were changed. The next plan reads them again.\n\n"+base.ErrorText(err))
		result.fromRoster(&membership.Roster{}, nil, &ignored)
	} else {
		ids = result.fromRoster(roster, prior, &ignored)
		if resp.diags.HasError() {
			known = knownFrom(roster)
		} else {
			known = known.after(roster, plan, prior)
		}
	}
	if !resp.diags.HasError() {
		result.Members, result.Statuses = plan.Members, plan.resultStatuses(&result)
	}
	resp.diags.Append(resp.private.SetKey(ctx, userIDsKey, ids.encode())...)
	resp.diags.Append(drift.StoreTime(ctx, r.ProviderData, resp.private)...)
	resp.diags.Append(membership.MarkManaged(ctx, resp.private)...)
	resp.diags.Append(resp.private.SetKey(ctx, knownPeopleKey, known.encode())...)
	resp.diags.Append(resp.identity.Set(ctx, result.identity())...)
	resp.diags.Append(resp.state.Set(ctx, &result)...)
}

// apply performs the steps to the planned members. If Losant refuses a person, it
// goes on with the others, but removes nobody: a successor may be missing. It stops at
// any other error. A creation removes everybody else, because its plan could not know
// who is there. An update keeps people who joined after the plan.
func (r *membersResource) apply(ctx context.Context, plan *membersModel, ids userIDs, known knownPeople, diags *diag.Diagnostics) {
	roster, err := r.roster(ctx, plan)
	if err != nil {
		base.AddError(diags, "read the members of "+plan.parentName(), err)
		return
	}
	steps := plan.steps(roster, ids)
	if known != nil {
		var unplanned []step
		steps, unplanned = known.split(steps)
		diags.Append(changedSincePlan(plan, unplanned)...)
	}
	var removed []string
	var isRefused bool // Losant has refused to add or change a person.
	defer func() {
		if known == nil && len(removed) > 0 {
			diags.AddWarning("Removed "+strings.Join(removed, ", ")+" from "+plan.parentName(),
				"They were not in members or ignore when the resource was created. To let a plan show who will be removed, import the resource first.")
		}
	}()
	administrators := roster.Administrators()
	for _, s := range steps {
		isRemoval := s.kind == remove || s.kind == revoke
		if isRemoval && isRefused {
			return
		}
		if status, isKnown := plan.status(s.address); isKnown && (s.kind == add || s.kind == resend) {
			// The plan announced no e-mail. The next plan sends an invitation that has
			// expired meanwhile.
			if s.kind == add && !staysAsGone(plan.Reinvite, status) {
				diags.Append(leftSincePlan(s.address, plan.parentName()))
			}
			continue
		}
		if s.member != nil && s.role != losant.RoleAdmin && administrators.IsOnly(s.member.UserID) {
			diags.AddWarning(s.address+" was kept: last administrator",
				"Losant requires an administrator in "+plan.parentName()+". Apply again when another administrator has accepted the invitation.")
			continue
		}
		isKept, userID, err := r.performUnclaimed(ctx, plan, s)
		switch {
		case err != nil:
			isAboutPerson := membership.AddRefusal(diags, s.fields(), s.action(plan.parentName()), err, losant.MemberPost{Email: s.address, Role: s.role})
			if !isAboutPerson {
				return
			}
			isRefused = isRefused || !isRemoval
			continue
		case isKept:
			diags.AddWarning(s.address+" was kept in "+plan.parentName(),
				"Another resource now manages the person. To keep the person, add the address to members or ignore.")
			continue
		case isRemoval:
			removed = append(removed, s.address)
		}
		if userID == "" {
			continue
		}
		if administrators.SetRole(userID, s.role); s.role == losant.RoleAdmin {
			membership.CoordinatorOf(r.ProviderData, plan.ref()).CompleteRemovals(ctx, plan.parentName(), diags)
		}
	}
}

// performUnclaimed performs a step, unless it removes a person whom another
// resource has claimed.
func (r *membersResource) performUnclaimed(ctx context.Context, plan *membersModel, s step) (isKept bool, userID string, err error) {
	if s.kind != remove && s.kind != revoke {
		userID, err = r.perform(ctx, plan.ref(), s)
		return false, userID, err
	}
	isKept, err = membership.ClaimsOf(r.ProviderData).RemoveUnclaimed(plan.person(s.address, s.userID()), func() error {
		userID, err = r.perform(ctx, plan.ref(), s)
		return err
	})
	return isKept, userID, err
}

// changedSincePlan warns about people whom an update keeps as they are.
func changedSincePlan(plan *membersModel, unplanned []step) diag.Diagnostics {
	if len(unplanned) == 0 {
		return nil
	}
	var addresses []string
	for _, s := range unplanned {
		addresses = append(addresses, s.address)
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(strings.Join(addresses, ", ")+" joined or changed since the plan in "+plan.parentName(),
		"An apply changes only what its plan showed. So nothing was changed for these people. The next plan shows them.")}
}

// perform sends the request of one step. It returns the ID of the member whose role
// it set, or "" if there is none.
func (r *membersResource) perform(ctx context.Context, organization losant.OrganizationRef, s step) (userID string, err error) {
	switch s.kind {
	case add:
		added, err := addOrInvite(ctx, r.Client, organization, losant.MemberPost{Email: s.address, Role: s.role})
		if err != nil {
			return "", err
		}
		return added.UserID, nil
	case resend:
		_, err = r.Client.Invitations.Resend(ctx, organization, s.invitation.ID, s.role)
		return "", err
	case revoke:
		err = r.Client.Invitations.Revoke(ctx, organization, s.invitation.ID)
		return "", r.IgnoreGone(ctx, err, membership.InvitationAbsence(r.ProviderData, organization, s.invitation.ID))
	case remove:
		err = r.Client.Members.Remove(ctx, organization, s.member.UserID)
		return s.member.UserID, r.IgnoreGone(ctx, err, membership.MemberAbsence(r.ProviderData, organization, s.member.UserID))
	default:
		_, err = r.Client.Members.Update(ctx, organization, s.member.UserID, s.role)
		return s.member.UserID, err
	}
}
