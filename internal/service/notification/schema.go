package notification

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
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
			MarkdownDescription: "Name of the rule. Names need not be unique.",
			Required:            true,
			Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 255)},
		},
		"description": schema.StringAttribute{
			MarkdownDescription: "Description of the rule.",
			Optional:            true,
			Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(32767)},
		},
		"enabled": schema.BoolAttribute{
			MarkdownDescription: "Whether the rule is evaluated, which happens daily. Left as found when unset.",
			Optional:            true,
			Computed:            true,
			PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
		},
		"target_query": schema.StringAttribute{
			MarkdownDescription: "Which organizations the rule watches: a query as JSON, in Losant's query language for organizations. `jsonencode({})` is all of them. Another spelling of the same JSON is no change.",
			Required:            true,
			Validators:          []validator.String{base.JSONObject(), stringvalidator.UTF8LengthAtMost(8192)},
			PlanModifiers:       []planmodifier.String{base.KeepSameJSON()},
		},
		"rule": schema.SingleNestedAttribute{
			MarkdownDescription: "What the rule watches.",
			Required:            true,
			Attributes:          ruleAttributes(),
		},
		"email": schema.SingleNestedAttribute{
			MarkdownDescription: "E-mail that the rule sends; none when unset.",
			Optional:            true,
			Attributes:          emailAttributes(),
		},
		"callback_url": schema.StringAttribute{
			MarkdownDescription: "URL that the rule posts to; none when unset.",
			Optional:            true,
			Validators:          base.IsURL(),
		},
		"created_at": base.CreatedAt("rule"),
	}
}

func ruleAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"type": schema.StringAttribute{
			MarkdownDescription: "Which usage is watched: `payloadUsage` or `notebookMinuteUsage`.",
			Required:            true,
			Validators:          []validator.String{stringvalidator.OneOf("payloadUsage", "notebookMinuteUsage")},
		},
		"threshold_type": schema.StringAttribute{
			MarkdownDescription: "What `threshold` is measured in. There is only `percentOfLimit`, the default.",
			Optional:            true,
			Computed:            true,
			Default:             stringdefault.StaticString("percentOfLimit"),
			Validators:          []validator.String{stringvalidator.OneOf("percentOfLimit")},
		},
		"threshold": schema.Float64Attribute{
			MarkdownDescription: "The usage from which on the rule notifies, from 0 to 1000: 80 is at four fifths of the organization's limit.",
			Required:            true,
			Validators:          []validator.Float64{float64validator.Between(0, 1000)},
		},
		"max_frequency": schema.StringAttribute{
			MarkdownDescription: "How often an organization is notified of at most: `billingCycle` (once in each) or `daily`. Left as found when unset.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{stringvalidator.OneOf("billingCycle", "daily")},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
	}
}

func emailAttributes() map[string]schema.Attribute {
	sendTo := func(whose string) schema.StringAttribute {
		return schema.StringAttribute{
			MarkdownDescription: "Who of " + whose + " gets the e-mail: `admins` (administrators), `members` (all members) or `none`, the default.",
			Optional:            true,
			Computed:            true,
			Default:             stringdefault.StaticString(nobody),
			Validators:          []validator.String{stringvalidator.OneOf("admins", "members", nobody)},
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
			MarkdownDescription: "Other e-mail addresses that get the e-mail, at most 10. Letter case does not count.",
			Optional:            true,
			ElementType:         types.StringType,
			Validators:          []validator.Set{setvalidator.SizeAtMost(10), setvalidator.NoNullValues(), setvalidator.ValueStringsAre(email.Validators()...)},
			PlanModifiers:       []planmodifier.Set{email.KeepSameSet()},
		},
	}
}
