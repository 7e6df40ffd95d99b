package instance

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/numberplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// settingsAttributes are the attributes of losant_instance_settings.
func settingsAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                          base.ID("instance"),
		"instance_id":                 base.InstanceID(),
		"default_organization_limits": limits.DefaultsAttribute(),
		"mfa_mode": schema.StringAttribute{
			MarkdownDescription: base.KeptDoc(docMFAMode + " The plan names the members whom a stricter mode may remove or downgrade."),
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{stringvalidator.OneOf(losant.MFAModes()...)},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"report_configs": schema.ListNestedAttribute{
			MarkdownDescription: base.KeptDoc("Scheduled usage reports, at most 10. `[]` removes all reports. " +
				"An attribute of a report that is not set keeps the value of the report at the same position."),
			Optional:      true,
			Computed:      true,
			NestedObject:  schema.NestedAttributeObject{Attributes: reportAttributes()},
			Validators:    []validator.List{listvalidator.SizeAtMost(maxReports), listvalidator.NoNullValues()},
			PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown()},
		},
	}
}

// reportAttributes are the attributes of one report. An attribute that is not set
// keeps the value of the report at the same position in the list.
func reportAttributes() map[string]schema.Attribute {
	text := func(doc string, validators ...validator.String) schema.StringAttribute {
		return schema.StringAttribute{
			MarkdownDescription: doc, Optional: true, Computed: true, Validators: validators,
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseNonNullStateForUnknown()},
		}
	}
	return map[string]schema.Attribute{
		"cron": schema.StringAttribute{
			MarkdownDescription: "When the report is generated, as a cron expression such as `0 6 1 * *`.",
			Required:            true,
			Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 255)},
		},
		"timezone": text("Time zone of the cron expression, for example `America/New_York`.", stringvalidator.UTF8LengthBetween(1, 255)),
		"emails": schema.SetAttribute{
			MarkdownDescription: "E-mail addresses that the report is sent to, at most 10.",
			Optional:            true,
			Computed:            true,
			ElementType:         types.StringType,
			Validators:          []validator.Set{setvalidator.SizeAtMost(10), setvalidator.NoNullValues(), setvalidator.ValueStringsAre(email.Validators()...)},
			PlanModifiers:       []planmodifier.Set{setplanmodifier.UseNonNullStateForUnknown()},
		},
		"callback_url":      text("URL that the report is sent to.", base.IsURL()...),
		"resource_group_by": text("What each line of the report is about: `application` or `organization`.", stringvalidator.OneOf("application", "organization")),
		"date_group_by":     text("Period that each line of the report covers: `day` or `month`.", stringvalidator.OneOf("day", "month")),
		"periods": schema.NumberAttribute{
			MarkdownDescription: "Number of days or months that the report covers, from 1 to 90.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.Number{base.WholeNumber(1, 90)},
			PlanModifiers:       []planmodifier.Number{numberplanmodifier.UseNonNullStateForUnknown()},
		},
		"include_sandbox": schema.BoolAttribute{
			MarkdownDescription: "Whether sandbox accounts are included.",
			Optional:            true,
			Computed:            true,
			PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseNonNullStateForUnknown()},
		},
	}
}
