package instance

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// maxReports is how many reports an instance can have.
const maxReports = 10

// settingsModel is the settings of an instance.
type settingsModel struct {
	ID                        types.String `tfsdk:"id"`
	InstanceID                types.String `tfsdk:"instance_id"`
	DefaultOrganizationLimits types.Map    `tfsdk:"default_organization_limits"`
	MFAMode                   types.String `tfsdk:"mfa_mode"`
	ReportConfigs             types.List   `tfsdk:"report_configs"`
}

// settingsIdentity is the identity of the settings.
type settingsIdentity struct {
	InstanceID types.String `tfsdk:"instance_id"`
}

// reportModel is a scheduled usage report.
type reportModel struct {
	Cron            types.String `tfsdk:"cron"`
	Timezone        types.String `tfsdk:"timezone"`
	Emails          types.Set    `tfsdk:"emails"`
	CallbackURL     types.String `tfsdk:"callback_url"`
	ResourceGroupBy types.String `tfsdk:"resource_group_by"`
	DateGroupBy     types.String `tfsdk:"date_group_by"`
	Periods         types.Number `tfsdk:"periods"`
	IncludeSandbox  types.Bool   `tfsdk:"include_sandbox"`
}

var reportType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"cron": types.StringType, "timezone": types.StringType, "emails": types.SetType{ElemType: types.StringType},
	"callback_url": types.StringType, "resource_group_by": types.StringType, "date_group_by": types.StringType,
	"periods": types.NumberType, "include_sandbox": types.BoolType,
}}

// fromAPI copies what the API returned.
func (m *settingsModel) fromAPI(instance *losant.Instance) {
	m.ID = m.InstanceID
	defaults := instance.DefaultOrganizationLimits.Limits()
	isImport := m.ReportConfigs.IsNull() // Then this is the first refresh.
	switch {
	case isImport && defaults == nil:
		m.DefaultOrganizationLimits = types.MapNull(types.NumberType)
	case isImport:
		m.DefaultOrganizationLimits = limits.Imported(defaults)
	default: // A map without values stays as it is, also if the instance has no defaults.
		m.DefaultOrganizationLimits = limits.Refreshed(m.DefaultOrganizationLimits, defaults)
	}
	m.MFAMode = base.OptionalString(instance.MFAMode)
	reports := make([]attr.Value, len(instance.ReportConfigs))
	for i, c := range instance.ReportConfigs {
		periods := types.NumberNull()
		if c.Periods != 0 {
			periods = base.IntNumber(c.Periods)
		}
		reports[i] = types.ObjectValueMust(reportType.AttrTypes, map[string]attr.Value{
			"cron":              types.StringValue(c.Cron),
			"timezone":          base.OptionalString(c.Timezone),
			"emails":            base.StringSet(c.Emails...),
			"callback_url":      base.OptionalString(c.CallbackURL),
			"resource_group_by": base.OptionalString(c.ResourceGroupBy),
			"date_group_by":     base.OptionalString(c.DateGroupBy),
			"periods":           periods,
			"include_sandbox":   types.BoolPointerValue(c.IncludeSandbox),
		})
	}
	m.ReportConfigs = types.ListValueMust(reportType, reports)
}

// toPatch returns the body that updates the instance: the known values that differ
// from the prior state. Limits and reports are always complete, because the API
// replaces all of them. Limits that the provider does not understand are sent back
// as they are.
func (m *settingsModel) toPatch(ctx context.Context, prior *settingsModel, instance *losant.Instance, diags *diag.Diagnostics) losant.InstancePatch {
	var patch losant.InstancePatch
	if changed := limits.ToAPI(m.DefaultOrganizationLimits, prior.DefaultOrganizationLimits); len(changed) > 0 {
		patch.DefaultOrganizationLimits = losant.Set(instance.DefaultOrganizationLimits.With(changed))
	}
	if mode := m.MFAMode; !mode.IsUnknown() && !mode.IsNull() && !mode.Equal(prior.MFAMode) {
		patch.MFAMode = losant.Set(mode.ValueString())
	}
	if !m.ReportConfigs.IsNull() && !fillReports(m.ReportConfigs, prior.ReportConfigs).Equal(prior.ReportConfigs) {
		var planned []reportModel
		diags.Append(m.ReportConfigs.ElementsAs(ctx, &planned, false)...)
		present, added := reportsAddedSince(prior, instance)
		reports := make([]losant.ReportConfig, len(planned), len(planned)+len(added))
		for i, r := range planned {
			reports[i] = r.toAPI()
			if i < len(present) { // The id keeps it the same report.
				reports[i].ID = present[i].ID
			}
		}
		diags.Append(warnOfAddedReports(instance, len(added), len(planned))...)
		if len(planned)+len(added) <= maxReports {
			reports = append(reports, added...)
		}
		patch.ReportConfigs = losant.Set(reports)
	}
	return patch
}

// reportsAddedSince separates the reports of the instance that the prior state knows from
// those that somebody has added since. New reports are the last.
func reportsAddedSince(prior *settingsModel, instance *losant.Instance) (present, added []losant.ReportConfig) {
	known := min(len(prior.ReportConfigs.Elements()), len(instance.ReportConfigs))
	return instance.ReportConfigs[:known], instance.ReportConfigs[known:]
}

// warnOfAddedReports warns of reports that somebody has added since the plan. The API
// replaces the whole list, which would remove them, although the plan does not say so.
func warnOfAddedReports(instance *losant.Instance, added, planned int) diag.Diagnostics {
	name := base.DisplayName(instance.Name, instance.ID)
	switch {
	case added == 0:
		return nil
	case planned+added > maxReports:
		return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("report_configs"), "Removed reports of instance "+name+" that are not in the plan",
			fmt.Sprintf("Somebody added reports outside Terraform since the last refresh: %d. With those of the plan, they are more than the %d that an instance can have. "+
				"To have them again, add them to the configuration in place of others.", added, maxReports))}
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("report_configs"), "Kept reports of instance "+name+" that are not in the plan",
		fmt.Sprintf("Somebody added reports outside Terraform since the last refresh: %d. The next plan removes them. To keep them, add them to the configuration.", added))}
}

func (r *reportModel) toAPI() losant.ReportConfig {
	periods, _ := base.Int64(r.Periods)
	return losant.ReportConfig{
		Cron:            r.Cron.ValueString(),
		Timezone:        r.Timezone.ValueString(),
		Emails:          base.Strings(r.Emails),
		CallbackURL:     r.CallbackURL.ValueString(),
		ResourceGroupBy: r.ResourceGroupBy.ValueString(),
		DateGroupBy:     r.DateGroupBy.ValueString(),
		Periods:         periods,
		IncludeSandbox:  base.BoolPointer(r.IncludeSandbox),
	}
}

// fillFrom replaces what the plan left unknown by what the API returned.
func (m *settingsModel) fillFrom(remote *settingsModel) {
	base.FillUnknown(&m.MFAMode, remote.MFAMode)
	m.ReportConfigs = fillReports(m.ReportConfigs, remote.ReportConfigs)
}

// fillReports replaces what a plan left unknown in each report by the values of
// the report at the same position.
func fillReports(plan, remote types.List) types.List {
	if plan.IsUnknown() {
		return remote
	}
	reports, remoteReports := plan.Elements(), remote.Elements()
	for i, element := range reports {
		report, ok := element.(types.Object)
		if !ok || i >= len(remoteReports) {
			continue
		}
		values := report.Attributes()
		remoteReport, _ := remoteReports[i].(types.Object)
		for name, value := range remoteReport.Attributes() {
			if values[name].IsUnknown() {
				values[name] = value
			}
		}
		reports[i] = types.ObjectValueMust(reportType.AttrTypes, values)
	}
	if plan.IsNull() {
		return plan
	}
	return types.ListValueMust(reportType, reports)
}

// settingsFields returns the attributes that the fields of request bodies come from.
func settingsFields() base.Fields {
	fields := base.Fields{"mfaMode": path.Root("mfa_mode"), "reportConfigs": path.Root("report_configs")}
	limits.AddFields(fields, "orgDefaultLimitConfig", path.Root("default_organization_limits"))
	return fields
}
