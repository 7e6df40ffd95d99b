package notification

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
)

func resourceAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":          base.ID("rule"),
		"instance_id": base.InstanceID(),
		"name": schema.StringAttribute{
			MarkdownDescription: "Name of the rule. Names do not have to be unique.",
			Required:            true,
			Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 255)},
		},
		"description": schema.StringAttribute{
			MarkdownDescription: "Description of the rule.",
			Optional:            true,
			Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(32767)},
		},
		"enabled": schema.BoolAttribute{
			MarkdownDescription: base.KeptDoc("Whether the rule is evaluated. Losant evaluates rules daily."),
			Optional:            true,
			Computed:            true,
			PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
		},
		"target_query": schema.StringAttribute{
			MarkdownDescription: "Organizations that the rule watches: a query as JSON, in Losant's query language for organizations. `jsonencode({})` selects all organizations. Equivalent JSON does not produce a diff.",
			Required:            true,
			Validators:          []validator.String{base.JSONObject(), stringvalidator.UTF8LengthAtMost(8192)},
			PlanModifiers:       []planmodifier.String{base.KeepSameJSON()},
		},
		"rule": schema.SingleNestedAttribute{
			MarkdownDescription: "Usage that the rule watches.",
			Required:            true,
			Attributes:          ruleAttributes(),
		},
		"email": schema.SingleNestedAttribute{
			MarkdownDescription: "E-mail that the rule sends. If not set, the rule sends no e-mail.",
			Optional:            true,
			Attributes:          emailAttributes(),
		},
		"callback_url": schema.StringAttribute{
			MarkdownDescription: "URL that the rule sends a POST request to. If not set, the rule sends no request.",
			Optional:            true,
			Validators:          base.IsURL(),
		},
		"created_at": base.CreatedAt("rule"),
	}
}

func ruleAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"type": schema.StringAttribute{
			MarkdownDescription: "Type of usage: `payloadUsage` or `notebookMinuteUsage`.",
			Required:            true,
			Validators:          []validator.String{stringvalidator.OneOf("payloadUsage", "notebookMinuteUsage")},
		},
		"threshold_type": schema.StringAttribute{
			MarkdownDescription: "Unit of `threshold`. The only value is `percentOfLimit`. Defaults to `percentOfLimit`.",
			Optional:            true,
			Computed:            true,
			Default:             stringdefault.StaticString("percentOfLimit"),
			Validators:          []validator.String{stringvalidator.OneOf("percentOfLimit")},
		},
		"threshold": schema.NumberAttribute{
			MarkdownDescription: "Usage at which the rule triggers, in percent of the organization's limit, from 0 to 1000.",
			Required:            true,
			Validators:          []validator.Number{base.NumberBetween(0, 1000)},
		},
		"max_frequency": schema.StringAttribute{
			MarkdownDescription: base.KeptDoc("Maximum notification frequency per organization: `billingCycle` (once per billing cycle) or `daily`."),
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{stringvalidator.OneOf("billingCycle", "daily")},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
	}
}

func emailAttributes() map[string]schema.Attribute {
	sendTo := func(parent string) schema.StringAttribute {
		return schema.StringAttribute{
			MarkdownDescription: "Members of " + parent + " that the e-mail is sent to: `admins` (administrators), `members` (all members) or `none`. Defaults to `none`.",
			Optional:            true,
			Computed:            true,
			Default:             stringdefault.StaticString(noRecipients),
			Validators:          []validator.String{stringvalidator.OneOf("admins", "members", noRecipients)},
		}
	}
	return map[string]schema.Attribute{
		"subject_template": schema.StringAttribute{
			MarkdownDescription: "Template of the subject, up to 1024 characters.",
			Required:            true,
			Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 1024)},
		},
		"body_template": schema.StringAttribute{
			MarkdownDescription: "Template of the body.",
			Required:            true,
			Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(32767)},
		},
		"send_to_target": sendTo("the organization"),
		"send_to_owner":  sendTo("the instance"),
		"send_to_addresses": schema.SetAttribute{
			MarkdownDescription: "Other addresses that the e-mail is sent to, at most 10. Case-insensitive.",
			Optional:            true,
			ElementType:         types.StringType,
			Validators:          []validator.Set{setvalidator.SizeAtMost(10), setvalidator.NoNullValues(), setvalidator.ValueStringsAre(email.Validators()...)},
			PlanModifiers:       []planmodifier.Set{email.KeepSameSet()},
		},
	}
}
