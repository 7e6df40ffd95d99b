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
	AllowDataLoss  types.Set
	IsNew          bool // whether this run has created the organization, so that it has no older data
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
	org, err := p.Client.Organizations.Get(ctx, p.Ref, losant.WithSummary(append(fields, "deviceCount")...))
	if err != nil {
		return append(diags, base.CheckError("read the usage of organization "+p.DisplayName, err)...)
	}
	diags.Append(checkUsage(p.DisplayName, changed, org.Summary)...)
	if r := p.retention(); r.decides && r.raises {
		diags.Append(p.compareRetention(r, org, nil)...)
	}
	return diags
}

// retention is what a plan changes in how long data is kept.
type retention struct {
	after, before int64 // in seconds
	isKnown       bool  // whether the prior state knows before
	raises        bool  // as far as the prior state knows
	isAllowed     bool  // whether allow_data_loss permits lowering it
	decides       bool  // whether it changes, and what is permitted is known
}

func (p Plan) retention() (r retention) {
	var changes bool
	r.after, changes = ToAPI(p.Planned, p.Prior)[dataTTL]
	r.before, r.isKnown = value(p.Prior.Elements()["data_ttl"])
	r.isKnown = r.isKnown && r.before > 0
	r.raises = r.isKnown && r.after >= r.before
	r.isAllowed = base.Allows(p.AllowDataLoss, base.AllowDataTTL)
	r.decides = changes && p.Ref.ID != "" && !p.IsNew && (r.isAllowed || !base.MayAllow(p.AllowDataLoss, base.AllowDataTTL))
	return r
}

// Guard refuses to plan to lower how long data is kept, which permanently deletes
// the older data. If allow_data_loss permits it, Guard warns with the same facts. It
// refuses if neither the API nor the prior state knows how long data is kept. If the
// prior state says that the plan raises it, Guard leaves it to GuardApply to ask the API.
func (p Plan) Guard(ctx context.Context) diag.Diagnostics {
	r := p.retention()
	if !r.decides || r.raises {
		return nil
	}
	org, err := p.readRetention(ctx)
	return p.compareRetention(r, org, err)
}

// GuardApply refuses like Guard. It always asks the API, because others can have raised
// how long data is kept since the plan: then what the plan raises is lowered. If that is
// permitted, GuardApply warns only of what the plan did not warn of.
func (p Plan) GuardApply(ctx context.Context) diag.Diagnostics {
	r := p.retention()
	if !r.decides || r.isAllowed && !r.raises {
		return nil
	}
	org, err := p.readRetention(ctx)
	if losant.IsNotFound(err) { // There is nothing to lose, and the change returns the same error.
		return nil
	}
	return p.compareRetention(r, org, err)
}

// readRetention reads the organization. A read with a summary is always a request of its
// own, so the result is never older than the call.
func (p Plan) readRetention(ctx context.Context) (*losant.Organization, error) {
	return p.Client.Organizations.Get(ctx, p.Ref, losant.WithSummary("deviceCount"))
}

// compareRetention refuses a change, or warns of it, if data would be deleted. What
// the API returned decides. The prior state counts only if the API could not be read.
func (p Plan) compareRetention(r retention, org *losant.Organization, err error) diag.Diagnostics {
	at := limitsPath.AtMapKey("data_ttl")
	lastRead := r.before
	switch {
	case err == nil:
		before, known := org.Limits[dataTTL]
		if !known || before <= 0 {
			return p.dataLoss(r.isAllowed, fmt.Sprintf("%s is set to %d seconds (%s), but the response of Losant does not contain how long data is kept now. "+
				"Lower values permanently delete data.", at, r.after, days(r.after)))
		}
		if r.before = before; r.after >= before {
			return nil
		}
	case !r.isKnown || r.raises:
		d := base.ErrorDiagnostic("find out how long data is kept", err)
		return p.dataLoss(r.isAllowed, fmt.Sprintf("%s is set to %d seconds (%s), but the current value could not be read. %s", at, r.after, days(r.after), d.Detail()))
	}
	affected := "The organization's devices could not be counted."
	if err == nil && org.Summary != nil {
		if devices, ok := org.Summary.Counts["deviceCount"]; ok {
			affected = fmt.Sprintf("The organization has %d devices.", devices)
		}
	}
	if r.raises {
		affected += fmt.Sprintf(" It was %d seconds (%s) when the provider last read it: somebody has changed it outside Terraform since then.", lastRead, days(lastRead))
	}
	modal := "would"
	if r.isAllowed {
		modal = "will"
	}
	return p.dataLoss(r.isAllowed, fmt.Sprintf("%s changes from %d seconds (%s) to %d seconds (%s). Losant %s permanently delete all older data within 24 hours. %s",
		at, r.before, days(r.before), r.after, days(r.after), modal, affected))
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
