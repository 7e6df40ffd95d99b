package membership

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// CheckCapacity warns if a plan puts more people into an organization than its
// limit allows: those of the roster, and those who join.
func CheckCapacity(org *losant.Organization, roster *Roster, joining int) diag.Diagnostics {
	planned := roster.CountAgainstLimit() + joining
	limit, limited := org.Limits["member"]
	if !limited || int64(planned) <= limit {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Organization "+base.DisplayName(org.Name, org.ID)+" has reached its member limit",
		fmt.Sprintf("With this plan the organization has %d members and pending invitations, but limits.member is %d. "+
			"Raise the limit, or remove somebody first.", planned, limit))}
}
