package membership

import (
	"fmt"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// newOrganization records that this run has created an organization.
type newOrganization struct{ created atomic.Bool }

func newOrganizationOf(p *base.ProviderData, organization losant.OrganizationRef) *atomic.Bool {
	return &base.Shared(p, organization.InstanceID+"/"+organization.ID, func() *newOrganization { return &newOrganization{} }).created
}

// MarkNew records that this run has created an organization.
func MarkNew(p *base.ProviderData, organization losant.OrganizationRef) {
	newOrganizationOf(p, organization).Store(true)
}

// IsNew reports whether this run has created an organization. An apply plans what
// refers to it once more, and its warnings would repeat those of the plan.
func IsNew(p *base.ProviderData, organization losant.OrganizationRef) bool {
	return newOrganizationOf(p, organization).Load()
}

// plannedLimit is the limit of members that this run plans, if it plans one.
type plannedLimit struct{ value atomic.Pointer[int64] }

func plannedLimitOf(p *base.ProviderData, organization losant.OrganizationRef) *plannedLimit {
	return base.Shared(p, organization.InstanceID+"/"+organization.ID, func() *plannedLimit { return &plannedLimit{} })
}

// PlanLimit records the limits that a plan sets, so that later checks of the run
// compare with these. Terraform plans an organization before what refers to it.
func PlanLimit(p *base.ProviderData, organization losant.OrganizationRef, planned losant.Limits) {
	if limit, ok := planned["member"]; ok {
		plannedLimitOf(p, organization).value.Store(&limit)
	}
}

// Limit returns how many members an organization may have after this run, and
// whether there is a limit.
func Limit(p *base.ProviderData, organization losant.OrganizationRef, org *losant.Organization) (limit int64, limited bool) {
	if planned := plannedLimitOf(p, organization).value.Load(); planned != nil {
		return *planned, true
	}
	limit, limited = org.Limits["member"]
	return limit, limited
}

// CheckCapacity warns if a plan puts more people into an organization than its
// limit allows: those of the roster, and those who join.
func CheckCapacity(p *base.ProviderData, organization losant.OrganizationRef, org *losant.Organization, roster *Roster, joining int) diag.Diagnostics {
	planned := roster.CountAgainstLimit() + joining
	limit, limited := Limit(p, organization, org)
	if !limited || int64(planned) <= limit {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Organization "+base.DisplayName(org.Name, org.ID)+" has reached its member limit",
		fmt.Sprintf("With this plan the organization has %d members and pending invitations, but limits.member is %d. "+
			"Raise the limit, or remove somebody first.", planned, limit))}
}
