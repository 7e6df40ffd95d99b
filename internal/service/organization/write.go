package organization

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// fields returns the attributes that the fields of the request bodies come from.
var fields = sync.OnceValue(func() base.Fields {
	fields := base.Fields{
		"name":                    path.Root("name"),
		"description":             path.Root("description"),
		"iconColor":               path.Root("icon_color"),
		"referralId":              path.Root("referral_id"),
		"tags":                    path.Root("tags"),
		"whitelistedEmailDomains": path.Root("allowed_invitation_domains"),
		"auditLogEnabled":         path.Root("audit_log_enabled"),
		"isReadOnly":              path.Root("read_only"),
		"mfaMode":                 path.Root("mfa_mode"),
		"disabledAt":              path.Root("payloads_enabled"),
		"banner":                  path.Root("banner"),
	}
	limits.AddFields(fields, "limits", path.Root("limits"))
	return fields
})

// update sends what the plan changes, and returns the organization after it.
func (r *organizationResource) update(ctx context.Context, plan, state *model, diags *diag.Diagnostics) *model {
	if patch := plan.toPatch(state, time.Now()); patch.IsEmpty() {
		return state
	}
	wanted := r.withUnplanned(ctx, plan, state, diags)
	if diags.HasError() {
		return state
	}
	if diags.Append(r.limitsPlan(plan, state).GuardApply(ctx)...); diags.HasError() { // Right before the change.
		return state
	}
	patch := wanted.toPatch(state, time.Now())
	org, err := r.Client.Organizations.Update(ctx, state.ref(), patch)
	if err != nil {
		if err = r.ReportDeleted(ctx, "Organization "+state.displayName(), err, r.OrganizationAbsence(state.ref()), diags); err != nil {
			fields().AddError(diags, "update organization "+state.displayName(), err, patch)
		}
		return state
	}
	diags.Append(limitsNoteWarnings(org)...)
	remote := *plan
	remote.fromAPI(org, r.DefaultTags, time.Now())
	diags.Append(valueMismatchWarnings(org, patch, wanted.toPatch(&remote, time.Now()))...)
	return &remote
}

// valueMismatchWarnings returns the warnings of base.Fields.MismatchWarnings, and
// another one about a limit that Losant did not store at all.
func valueMismatchWarnings(org *losant.Organization, sent any, remaining losant.OrganizationPatch) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, field := range base.Mismatches(sent, remaining) {
		at, ok := fields().Attribute(field)
		if !ok {
			continue
		}
		limit, isLimit := strings.CutPrefix(field, "limits.")
		if _, stored := org.Limits[limit]; isLimit && !stored {
			diags.AddAttributeWarning(at, fmt.Sprintf("Losant did not store %s for organization %s", at, base.DisplayName(org.Name, org.ID)),
				"This installation of Losant may not know the limit. Every plan shows the difference until the limit is removed from the configuration.")
		} else {
			diags.Append(base.MismatchWarning(at, "organization "+base.DisplayName(org.Name, org.ID)))
		}
	}
	return diags
}

// readBackWarning warns that a new organization could not be read after its
// creation.
func readBackWarning(created *losant.Organization, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Organization "+base.DisplayName(created.Name, created.ID)+" was created, but could not be read back",
		"Until the next refresh, its state has only the planned values and those of the response to the creation. No action is needed.\n\n"+base.ErrorText(err))
}
