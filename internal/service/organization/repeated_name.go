package organization

import (
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// newWithName counts the organizations with one name that a run plans to create.
type newWithName struct {
	mu      sync.Mutex
	count   int
	refuses bool // one of them refuses an equal name
}

// checkRepeatedName warns if one configuration creates several organizations with the
// same name, or refuses it. Names need not be unique, but often a row of a table is
// repeated.
func (r *organizationResource) checkRepeatedName(plan *model) diag.Diagnostics {
	if plan.InstanceID.IsUnknown() || plan.Name.IsUnknown() {
		return nil
	}
	name := plan.Name.ValueString()
	all := base.Shared(r.ProviderData, plan.InstanceID.ValueString()+"/"+name, func() *newWithName { return new(newWithName) })
	all.mu.Lock()
	defer all.mu.Unlock()
	all.count++
	all.refuses = all.refuses || plan.refusesEqualName()
	summary, mistake := fmt.Sprintf("Several new organizations are named %q", name), "If that is a mistake, such as a row that is repeated in a table, remove one of them."
	switch {
	case all.count > 1 && all.refuses:
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("name"), summary, fmt.Sprintf(
			"This configuration creates more than one organization with this name, and on_equal_name is %q. %s To create all of them, set on_equal_name = %q in each.",
			refuseOnEqualName, mistake, warnOnEqualName))}
	case all.count == 2: // One warning is enough.
		return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("name"), summary,
			"This configuration creates more than one organization with this name. "+mistake)}
	}
	return nil
}
