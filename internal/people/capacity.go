package people

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// CheckCapacity warns when more people are planned than the organization may
// have: those there, and those who join.
func CheckCapacity(org *losant.Organization, roster *Roster, joining int, who string) diag.Diagnostics {
	planned := roster.Taken() + joining
	limit, limited := org.Limits["member"]
	if !limited || int64(planned) <= limit {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("No place is left for "+who,
		fmt.Sprintf("With this plan the organization has %d members and invitations, and its limit is %d.", planned, limit))}
}
