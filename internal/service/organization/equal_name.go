package organization

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/guard"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// The values of on_equal_name.
const (
	warnOnEqualName   = "warn"
	refuseOnEqualName = "refuse"
)

// checkName warns before a second organization with the same name is created, or
// refuses it. Names need not be unique, but often the existing one should be
// imported instead.
func (r *organizationResource) checkName(ctx context.Context, plan *model) diag.Diagnostics {
	if plan.Name.IsUnknown() {
		return nil
	}
	same, err := r.Client.Organizations.Named(ctx, plan.InstanceID.ValueString(), plan.Name.ValueString())
	if err != nil {
		return base.CheckError("look up organizations named "+plan.displayName(), err)
	}
	if len(same) == 0 {
		return nil
	}
	if plan.refusesEqualName() {
		return diag.Diagnostics{r.equalNameError(plan, same)}
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("name"), fmt.Sprintf("An organization named %s already exists", plan.displayName()),
		fmt.Sprintf("Applying this plan creates a second one besides %s. If you mean the existing organization, import it instead.", idsWithDates(same)))}
}

// create creates the organization. It adds an error if that fails.
func (r *organizationResource) create(ctx context.Context, plan *model, post losant.OrganizationPost, diags *diag.Diagnostics) *losant.Organization {
	var opts []losant.CreateOption
	if plan.refusesEqualName() {
		// A killed apply may have created it after the plan.
		opts = append(opts, losant.RefuseEqualName())
	}
	created, err := r.Client.Organizations.Create(ctx, plan.InstanceID.ValueString(), post, opts...)
	if equal, ok := errors.AsType[*losant.EqualNameError](err); ok {
		diags.Append(r.equalNameError(plan, equal.Organizations))
	} else if err != nil {
		fields().AddError(diags, "create organization "+base.DisplayName(post.Name, ""), err, post)
	}
	return created
}

func (m *model) refusesEqualName() bool { return m.OnEqualName.ValueString() == refuseOnEqualName }

// equalNameError returns the error that refuses a second organization with the same
// name. It shows how to import the existing one, unless it is in the state already.
func (r *organizationResource) equalNameError(plan *model, same []*losant.Organization) diag.Diagnostic {
	detail := fmt.Sprintf("on_equal_name is %q, and the name belongs to %s.", refuseOnEqualName, idsWithDates(same))
	if slices.ContainsFunc(same, func(org *losant.Organization) bool { return r.isManaged(plan, org) }) {
		detail += ` The Terraform state contains it already, so do not import it.

If the address of its resource has changed, add a moved block. If the plan replaces it by mistake, leave out -replace, or run terraform untaint with its address. ` +
			"If two resources have the same name by mistake, remove one of them."
	} else {
		detail += fmt.Sprintf(` An interrupted apply may have created it. To manage the existing organization, import it, unless another resource manages it:

import {
  to = <the address of this resource>
  id = "%s/%s"
}`, plan.InstanceID.ValueString(), idToImport(same))
	}
	detail += fmt.Sprintf("\n\nTo create another organization with the same name, for example to replace the existing one, set on_equal_name = %q.", warnOnEqualName)
	return diag.NewAttributeErrorDiagnostic(path.Root("name"), "Refused to create a second organization named "+plan.displayName(), detail)
}

// isManaged reports whether an organization is in the state, as far as the run knows.
func (r *organizationResource) isManaged(plan *model, org *losant.Organization) bool {
	ref := losant.OrganizationRef{InstanceID: plan.InstanceID.ValueString(), ID: org.ID}
	return membership.IsNew(r.ProviderData, ref) || guard.IsInState(r.ProviderData, ref)
}

func idToImport(same []*losant.Organization) string {
	if len(same) > 1 {
		return "<one of these IDs>"
	}
	return same[0].ID
}

// idsWithDates lists organizations with the same name. The dates help to recognize
// one that an interrupted apply has left.
func idsWithDates(orgs []*losant.Organization) string {
	parts := make([]string, len(orgs))
	for i, org := range orgs {
		parts[i] = fmt.Sprintf("%s (created %s)", org.ID, org.CreationDate)
	}
	return strings.Join(parts, ", ")
}
