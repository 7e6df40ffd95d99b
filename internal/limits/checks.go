package limits

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// limitsPath is the attribute of a resource that holds an organization's limits.
var limitsPath = path.Root("limits")

// Plan is what a plan changes in the limits of one organization.
type Plan struct {
	Client         *losant.Client
	Ref            losant.OrganizationRef // without an ID for a new organization
	DisplayName    string
	Planned, Prior types.Map
}

// Check reports limits that the API would refuse, and warns of limits below
// present usage. It looks only at limits that change. It reports nothing if the
// token may not read what it compares with.
func (p Plan) Check(ctx context.Context) diag.Diagnostics {
	changed := ToAPI(p.Planned, p.Prior)
	if len(changed) == 0 {
		return nil
	}
	instance, err := p.Client.Instances.Get(ctx, p.Ref.InstanceID)
	if err != nil {
		return base.CheckError("read the instance's limits", err)
	}
	diags := CheckCeiling(limitsPath, changed, instance.Limits)
	fields := usageFields(changed)
	if p.Ref.ID == "" || len(fields) == 0 {
		return diags
	}
	org, err := p.Client.Organizations.Get(ctx, p.Ref, losant.WithSummary(fields...))
	if err != nil {
		return append(diags, base.CheckError("read the usage of organization "+p.DisplayName, err)...)
	}
	return append(diags, checkUsage(p.DisplayName, changed, org.Summary)...)
}

// Guard refuses to plan to lower how long data is kept, which permanently deletes
// the older data. If allow_data_loss permits it, Guard warns with the same facts. If
// the prior state does not know how long data is kept, Guard asks the API. It refuses if the API does not
// know either.
func (p Plan) Guard(ctx context.Context, allowed types.Set) diag.Diagnostics {
	after, changes := ToAPI(p.Planned, p.Prior)[dataTTL]
	isAllowed := base.Allows(allowed, base.AllowDataTTL)
	if !changes || p.Ref.ID == "" || !isAllowed && base.MayAllow(allowed, base.AllowDataTTL) {
		return nil
	}
	at := limitsPath.AtMapKey("data_ttl")
	before, known := value(p.Prior.Elements()["data_ttl"])
	if known && after >= before {
		return nil
	}
	org, err := p.Client.Organizations.Get(ctx, p.Ref, losant.WithSummary("deviceCount"))
	if !known {
		if err != nil {
			d := base.ErrorDiagnostic("find out how long data is kept", err)
			return p.dataLoss(isAllowed, fmt.Sprintf("%s is set to %d seconds (%s), but the current value could not be read. %s", at, after, days(after), d.Detail()))
		}
		if before, known = org.Limits[dataTTL]; !known || before < 0 {
			return p.dataLoss(isAllowed, fmt.Sprintf("%s is set to %d seconds (%s), but the response of Losant does not contain how long data is kept now. "+
				"Lower values permanently delete data.", at, after, days(after)))
		}
		if after >= before {
			return nil
		}
	}
	affected := "The organization's devices could not be counted."
	if err == nil && org.Summary != nil {
		if devices, ok := org.Summary.Counts["deviceCount"]; ok {
			affected = fmt.Sprintf("The organization has %d devices.", devices)
		}
	}
	modal := "would"
	if isAllowed {
		modal = "will"
	}
	return p.dataLoss(isAllowed, fmt.Sprintf("%s changes from %d seconds (%s) to %d seconds (%s). Losant %s permanently delete all older data within 24 hours. %s",
		at, before, days(before), after, days(after), modal, affected))
}

// GuardApply refuses like Guard, but adds no warning.
func (p Plan) GuardApply(ctx context.Context, allowed types.Set) diag.Diagnostics {
	if base.Allows(allowed, base.AllowDataTTL) {
		return nil
	}
	return p.Guard(ctx, allowed)
}

// dataLoss returns the warning about a permitted loss of data, or the refusal.
func (p Plan) dataLoss(isAllowed bool, facts string) diag.Diagnostics {
	at := limitsPath.AtMapKey("data_ttl")
	if isAllowed {
		return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(at, "Data of organization "+p.DisplayName+" will be deleted", facts+"\n\nallow_data_loss permits it.")}
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Refused to delete data of organization "+p.DisplayName,
		facts+"\n\nTo delete the data anyway, set allow_data_loss = [\"data_ttl\"].")}
}

// CheckCeiling reports the changed limits, by the API's keys, that exceed those
// of the instance. A limit that the instance does not have is not bounded.
func CheckCeiling(at path.Path, changed, instance losant.Limits) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, l := range organizationTable.rows {
		v, changes := changed[l.Key]
		ceiling, bounded := instance[l.Key]
		if changes && bounded && v > ceiling && !l.LowerIsMoreGenerous {
			diags.Append(diag.NewAttributeErrorDiagnostic(at.AtMapKey(l.Name), fmt.Sprintf("Limit %s exceeds the instance's limit", l.Name),
				fmt.Sprintf("%s is %d, but the instance's own limit is %d. Set it to at most %d, or ask Losant to raise the limit of the instance.",
					at.AtMapKey(l.Name), v, ceiling, ceiling)))
		}
	}
	return diags
}

// usageFields returns the summary fields that checkUsage needs for the changed
// limits.
func usageFields(changed losant.Limits) []string {
	var fields []string
	for _, l := range organizationTable.rows {
		if _, changes := changed[l.Key]; changes {
			fields = append(fields, l.SummaryFields()...)
		}
	}
	return fields
}

// checkUsage warns of each changed limit that is below what the organization
// already uses.
func checkUsage(organization string, changed losant.Limits, summary *losant.Summary) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, l := range organizationTable.rows {
		v, changes := changed[l.Key]
		used, measured := l.Used(summary)
		if changes && measured && used > v {
			diags.AddAttributeWarning(limitsPath.AtMapKey(l.Name), fmt.Sprintf("Organization %s exceeds its new %s limit", organization, l.Name),
				fmt.Sprintf("It already uses %d, but the new limit is %d. %s", used, v, cmp.Or(l.Effect, "Nothing is deleted, but Losant refuses to add more until usage is below the limit.")))
		}
	}
	return diags
}

func days(seconds int64) string {
	n := (time.Duration(seconds) * time.Second).Hours() / 24
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%.4g days", n)
}
