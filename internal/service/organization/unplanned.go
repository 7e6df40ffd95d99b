package organization

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
	"github.com/losant/terraform-provider-losant/internal/tags"
)

// withUnplanned returns the plan with the tags and the domains that somebody added
// after the plan. Both are sent as a whole, which would remove them, although the plan
// does not say so. It also refuses an MFA mode that is stricter than the present one, if
// the plan relaxes it: then the plan did not say who loses access.
func (r *organizationResource) withUnplanned(ctx context.Context, plan, state *model, diags *diag.Diagnostics) *model {
	patch := plan.toPatch(state, time.Now())
	if patch.Tags.IsZero() && patch.AllowedInvitationDomains.IsZero() && patch.MFAMode.IsZero() {
		return plan
	}
	org, err := r.Client.Organizations.Get(ctx, state.ref())
	switch {
	case losant.IsNotFound(err): // The change returns the same error.
		return plan
	case err != nil:
		diags.Append(base.CheckError("read organization "+state.displayName(), err)...)
		return plan
	}
	wanted := *plan
	if !patch.Tags.IsZero() {
		diags.Append(wanted.keepTags(org, state)...)
	}
	if !patch.AllowedInvitationDomains.IsZero() {
		diags.Append(wanted.keepDomains(org, state)...)
	}
	if !patch.MFAMode.IsZero() && !membership.IsStricterMFA(plan.MFAMode.ValueString(), state.MFAMode.ValueString()) {
		present := *state
		present.MFAMode = base.OptionalString(org.MFAMode)
		for _, d := range r.checkMFA(ctx, plan, &present) {
			diags.AddAttributeError(path.Root("mfa_mode"), "Refused to change mfa_mode of organization "+state.displayName(),
				d.Detail()+"\n\nThe plan did not show this: somebody has relaxed the mode outside Terraform since the last refresh. Plan again.")
		}
	}
	return &wanted
}

// keepTags adds to the planned tags those that somebody added. What the plan sets or
// removes is as planned: of a key in the plan or in the state, new values are removed.
func (m *model) keepTags(org *losant.Organization, state *model) diag.Diagnostics {
	planned, before := tags.ToAPI(m.TagsAll), tags.ToAPI(state.TagsAll)
	known := func(tag losant.Tag) bool { return slices.Contains(planned, tag) || slices.Contains(before, tag) }
	hasKey := func(key string) bool {
		return slices.ContainsFunc(slices.Concat(planned, before), func(tag losant.Tag) bool { return tag.Key == key })
	}
	var kept, removed []losant.Tag
	for _, tag := range org.Tags {
		switch {
		case known(tag):
		case hasKey(tag.Key):
			removed = append(removed, tag)
		default:
			kept = append(kept, tag)
		}
	}
	if len(planned)+len(kept) > tags.MaxPairs {
		kept, removed = nil, append(removed, kept...)
	}
	if len(kept) > 0 {
		m.TagsAll = tags.FromAPI(append(planned, kept...))
	}
	return unplannedWarnings(org, path.Root("tags"), "tags", tagNames(kept), tagNames(removed))
}

// keepDomains adds to the planned domains those that somebody added, unless the plan
// allows all domains.
func (m *model) keepDomains(org *losant.Organization, state *model) diag.Diagnostics {
	planned, before := base.Strings(m.AllowedInvitationDomains), base.Strings(state.AllowedInvitationDomains)
	if len(planned) == 0 {
		return nil
	}
	kept := slices.DeleteFunc(slices.Clone(org.AllowedInvitationDomains), func(domain string) bool {
		return slices.ContainsFunc(slices.Concat(planned, before), func(known string) bool { return strings.EqualFold(known, domain) })
	})
	if len(kept) == 0 {
		return nil
	}
	m.AllowedInvitationDomains = base.StringSet(append(planned, kept...)...)
	return unplannedWarnings(org, path.Root("allowed_invitation_domains"), "domains", kept, nil)
}

// unplannedWarnings warns of what somebody added after the plan, and what this apply did
// with it.
func unplannedWarnings(org *losant.Organization, at path.Path, noun string, kept, removed []string) diag.Diagnostics {
	var diags diag.Diagnostics
	list := func(names []string) string { return losant.Printable(strings.Join(names, ", ")) }
	name := base.DisplayName(org.Name, org.ID)
	if len(kept) > 0 {
		diags.AddAttributeWarning(at, "Kept "+noun+" of organization "+name+" that are not in the plan",
			"Somebody added "+list(kept)+" outside Terraform since the last refresh. The next plan removes them. To keep them, add them to the configuration.")
	}
	if len(removed) > 0 {
		diags.AddAttributeWarning(at, "Removed "+noun+" of organization "+name+" that are not in the plan",
			"Somebody added "+list(removed)+" outside Terraform since the last refresh. This apply removed them, because the plan changes the values of these keys, "+
				"or because an organization can have at most "+strconv.Itoa(tags.MaxPairs)+" "+noun+". To have them again, add them to the configuration.")
	}
	return diags
}

func tagNames(pairs []losant.Tag) []string {
	var names []string
	for _, tag := range pairs {
		names = append(names, tag.Key+" = "+strconv.Quote(tag.Value))
	}
	return names
}
