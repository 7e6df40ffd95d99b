package limits

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// CheckCeiling reports the changed limits (by the API's keys) that exceed the
// instance's. A limit that the instance does not have is unbounded.
func CheckCeiling(at path.Path, changed, instance losant.Limits) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, l := range Table {
		v, changes := changed[l.Key]
		ceiling, bounded := instance[l.Key]
		if changes && bounded && v > ceiling && !l.SmallerIsMore {
			diags.AddAttributeError(at.AtName(l.Name), "Limit above the instance's",
				fmt.Sprintf("%s is %d, but the instance itself has %d. Set it to at most %d, or have the instance's limit raised.",
					at.AtName(l.Name), v, ceiling, ceiling))
		}
	}
	return diags
}

// UsageFields names the summary fields that CheckUsage needs for the changed
// limits; none when no changed limit has a figure.
func UsageFields(changed losant.Limits) []string {
	var fields []string
	for _, l := range Table {
		if _, changes := changed[l.Key]; changes {
			fields = append(fields, l.Usage...)
		}
	}
	return fields
}

// CheckUsage warns of each changed limit that is below what the organization
// uses already. Nothing is deleted by that, but nothing can be added either.
func CheckUsage(at path.Path, organization string, changed losant.Limits, summary *losant.Summary) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, l := range Table {
		v, changes := changed[l.Key]
		used, measured := l.Used(summary)
		if changes && measured && used > v {
			diags.AddAttributeWarning(at.AtName(l.Name), fmt.Sprintf("Organization %s uses more than its new limit %s", organization, l.Name),
				fmt.Sprintf("It uses %d, and the limit becomes %d. What exists stays, but nothing can be added until usage is below the limit.", used, v))
		}
	}
	return diags
}

// GuardDataTTL refuses to shorten the retention of data, which deletes the
// older data for good. The devices are those whose data is at stake; nil where
// they could not be counted.
func GuardDataTTL(at path.Path, organization string, changed losant.Limits, before int64, devices *int64) diag.Diagnostics {
	var diags diag.Diagnostics
	after := changed[DataTTL]
	holder := "The organization's devices could not be counted."
	if devices != nil {
		holder = fmt.Sprintf("The organization has %d devices.", *devices)
	}
	diags.AddAttributeError(at.AtName("data_ttl"), "Refused to delete data of organization "+organization,
		fmt.Sprintf("%s goes from %d seconds (%s) to %d (%s): within 24 hours, all older data is deleted for good. %s\n\n"+
			"To do it all the same, set allow_data_loss = true.", at.AtName("data_ttl"), before, days(before), after, days(after), holder))
	return diags
}

// ShortensDataTTL tells whether a changed limit shortens the retention of data,
// and what it was before.
func ShortensDataTTL(changed losant.Limits, prior types.Object) (before int64, shortens bool) {
	after, changes := changed[DataTTL]
	before, had := known(prior.Attributes()["data_ttl"])
	return before, changes && had && after < before
}

func days(seconds int64) string {
	d := time.Duration(seconds) * time.Second
	return fmt.Sprintf("%.4g days", d.Hours()/24)
}
