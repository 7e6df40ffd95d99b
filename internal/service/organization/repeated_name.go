package organization

import (
	"fmt"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// newWithName counts the organizations with one name that a run plans to create.
type newWithName struct{ atomic.Int64 }

// checkRepeatedName warns if one configuration creates several organizations with the
// same name. Names need not be unique, but often a row of a table is repeated.
func (r *organizationResource) checkRepeatedName(plan *model) diag.Diagnostics {
	name := plan.Name.ValueString()
	if plan.Name.IsUnknown() {
		return nil
	}
	count := base.Shared(r.ProviderData, plan.InstanceID.ValueString()+"/"+name, func() *newWithName { return new(newWithName) })
	if count.Add(1) != 2 { // One warning is enough.
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("name"), fmt.Sprintf("Several new organizations are named %q", name),
		"This configuration creates more than one organization with this name. If that is a mistake, such as a row that is repeated in a table, remove one of them.")}
}
