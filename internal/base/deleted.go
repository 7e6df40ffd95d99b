package base

import (
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// deletedOrganizations holds the organizations that the refresh of this run did not
// find, by losant.OrganizationRef.
type deletedOrganizations struct{ sync.Map }

func (d *ProviderData) deletedOrganizations() *deletedOrganizations {
	return Shared(d, "", func() *deletedOrganizations { return new(deletedOrganizations) })
}

// MarkDeleted records that the refresh of this run found an organization deleted.
func (d *ProviderData) MarkDeleted(ref losant.OrganizationRef) {
	d.deletedOrganizations().Store(ref, true)
}

// OrganizationCheckError is CheckError for checks of what belongs to an organization.
// If the refresh of this run found the organization deleted, it returns a warning,
// because the run already knows.
func (d *ProviderData) OrganizationCheckError(ref losant.OrganizationRef, action string, err error) diag.Diagnostics {
	_, isDeleted := d.deletedOrganizations().Load(ref)
	if !isDeleted || !losant.IsNotFound(err) {
		return CheckError(action, err)
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Could not "+action, "The organization was deleted outside Terraform. "+
		"The apply fails unless organization_id is the ID of an organization that exists. Set that, or remove the resource.")}
}
