package limits

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// at is where the limits stand in every resource that has them.
var at = path.Root("limits")

// Change is what a plan does to the limits of one organization.
type Change struct {
	Client      *losant.Client
	Ref         losant.OrganizationRef // its ID is empty for a new organization
	DisplayName string
	Plan, Prior types.Object
}

// Check tells what the API would refuse, and warns of limits below usage. It
// looks only at limits that change, and is silent where the token may not read
// what it wants.
func (c Change) Check(ctx context.Context) diag.Diagnostics {
	changed := ToAPI(c.Plan, c.Prior)
	if len(changed) == 0 {
		return nil
	}
	instance, err := c.Client.Instances.Get(ctx, c.Ref.InstanceID)
	if err != nil {
		return base.CheckError("read the instance's limits", err)
	}
	diags := CheckCeiling(at, changed, instance.Limits)
	fields := UsageFields(changed)
	if c.Ref.ID == "" || len(fields) == 0 {
		return diags
	}
	org, err := c.Client.Organizations.Get(ctx, c.Ref, losant.WithSummary(fields...))
	if err != nil {
		return append(diags, base.CheckError("read the usage of organization "+c.DisplayName, err)...)
	}
	return append(diags, CheckUsage(c.DisplayName, changed, org.Summary)...)
}

// Guard refuses to shorten the retention of data, which deletes the older data
// for good, unless that is allowed or not known yet.
func (c Change) Guard(ctx context.Context, allowed types.Bool) diag.Diagnostics {
	after, changes := ToAPI(c.Plan, c.Prior)[dataTTL]
	before, had := known(c.Prior.Attributes()["data_ttl"])
	if !changes || !had || after >= before || allowed.ValueBool() || allowed.IsUnknown() {
		return nil
	}
	holder := "The organization's devices could not be counted."
	org, err := c.Client.Organizations.Get(ctx, c.Ref, losant.WithSummary("deviceCount"))
	if err == nil && org.Summary != nil {
		if devices, ok := org.Summary.Counts["deviceCount"]; ok {
			holder = fmt.Sprintf("The organization has %d devices.", devices)
		}
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at.AtName("data_ttl"), "Refused to delete data of organization "+c.DisplayName,
		fmt.Sprintf("%s goes from %d seconds (%s) to %d (%s): within 24 hours, all older data is deleted for good. %s\n\n"+
			"To do it all the same, set allow_data_loss = true.", at.AtName("data_ttl"), before, days(before), after, days(after), holder))}
}

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
func CheckUsage(organization string, changed losant.Limits, summary *losant.Summary) diag.Diagnostics {
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

func days(seconds int64) string {
	d := time.Duration(seconds) * time.Second
	return fmt.Sprintf("%.4g days", d.Hours()/24)
}
