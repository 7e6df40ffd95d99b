package organization

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// limitsNoteWarnings warns of what a change of limits did to the limits that it did not
// send.
func limitsNoteWarnings(org *losant.Organization) diag.Diagnostics {
	var diags diag.Diagnostics
	at, name, note := path.Root("limits"), base.DisplayName(org.Name, org.ID), org.LimitsNote
	if note.Unchecked {
		diags.AddAttributeWarning(at, "Could not check the other limits of organization "+name,
			"Losant may have reset the limits that were not sent, and the API token may not read them: it lacks the scope instanceOrg.get. "+
				"Look at the limits of the organization, or add the scope. This is not checked again in this run.")
	}
	if len(note.Restored) > 0 {
		diags.AddAttributeWarning(at, "Losant reset other limits of organization "+name,
			"The change reset "+limitNames(note.Restored)+", which it did not send. They were sent again and have the values that they had before. "+
				"In the rest of this run, each change of limits sends all of them. No action is needed.")
	}
	if len(note.Left) > 0 {
		diags.AddAttributeWarning(at, "Limits of organization "+name+" were reset",
			"Losant resets limits that a change does not send. The values of "+limitNames(note.Left)+" were higher than the limits of the instance, so they could not be sent. "+
				"Set them in the configuration, to values that the instance allows.")
	}
	return diags
}

// limitNames returns the attributes of limits, by the API's keys.
func limitNames(keys []string) string {
	var names []string
	for _, l := range limits.OrganizationTable().Rows() {
		if slices.Contains(keys, l.Key) {
			names = append(names, l.Name)
		}
	}
	return strings.Join(names, ", ")
}
