package organization

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/tags"
)

// Descriptions that the resource and the data sources share.
const (
	docName        = "Name of the organization. Names need not be unique. Members see it, and administrators of the organization can change it."
	docDescription = "Description of the organization. Members see it, and administrators of the organization can change it."
	docIconColor   = "Color of the organization's icon, for example `#057180` or `red`."
	docReferralID  = "Your own reference for the organization, for example the customer's number in another system."
	docDomains     = "E-mail domains that administrators of the organization may invite people from. If empty, any domain is allowed. " +
		"Administrators of the instance, such as this provider, may invite people from any domain."
	docAuditLog = "Whether changes to the organization's resources are recorded in its audit log. " +
		"Can be `true` only if the instance allows it."
	docReadOnly = "Whether members are prevented from changing applications. They see a notice that asks them to contact their administrator; a `banner` can say more. " +
		"Payloads and workflows are still processed."
	docMFAMode = "Who needs multi-factor authentication or SSO: `notRequired` (nobody), `adminRequired` (administrators) or `required` (everybody). " +
		"A person who needs it and has neither cannot join, or cannot become an administrator. " +
		"A person who needs it cannot switch it off without leaving the organization or giving up the role."
	docLevel   = "Severity of the banner: `info`, `warning` or `critical`."
	docMessage = "Text of the banner, up to 2048 characters. Can contain inline Markdown, such as links and bold text, but no headings or lists."
	docBanner  = "Banner that all members of the organization see and cannot dismiss. " +
		"Users of experiences and viewers of public dashboards do not see it. Banners of Losant itself replace it while they are shown."
	docPayloads = "Whether payloads are processed. Payloads are the events that start work in applications, such as device states, MQTT messages, timers and webhooks. " +
		"While they are not processed, members see a notice, and can still read and edit everything. No data or configuration is lost."
	docUntil = "When payloads stop being processed, as an RFC 3339 timestamp."
	docTags  = "Tags of the organization, by key. A key can have several values. Only people with access to the instance see them."
)

func resourceSchema(ctx context.Context) schema.Schema {
	return schema.Schema{
		MarkdownDescription: "An organization of a Losant instance: a separate space for the applications, dashboards, devices and members of a customer or division.",
		Attributes: map[string]schema.Attribute{
			"id":          base.ID("organization"),
			"instance_id": base.InstanceID(),
			"name": schema.StringAttribute{
				MarkdownDescription: docName,
				Required:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 255)},
			},
			"description": schema.StringAttribute{
				MarkdownDescription: docDescription,
				Optional:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(32767)},
			},
			"icon_color": schema.StringAttribute{
				MarkdownDescription: base.KeptDoc(docIconColor),
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{isColor()},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"referral_id": schema.StringAttribute{
				MarkdownDescription: docReferralID,
				Optional:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(1024)},
			},
			"limits": limits.Attribute(),
			"tags": schema.MapAttribute{
				MarkdownDescription: docTags + " " + tags.DocKeys + " At most 100 pairs of a key and a value, including the provider's `default_tags`.",
				Optional:            true,
				ElementType:         tags.ElementType(),
				Validators:          tags.Validators(),
			},
			"tags_all": schema.MapAttribute{
				MarkdownDescription: "All tags of the organization: `tags` and the provider's `default_tags`.",
				Computed:            true,
				ElementType:         tags.ElementType(),
			},
			"allowed_invitation_domains": schema.SetAttribute{
				MarkdownDescription: docDomains,
				Optional:            true,
				ElementType:         types.StringType,
				Validators: []validator.Set{
					setvalidator.NoNullValues(),
					setvalidator.ValueStringsAre(email.DomainValidators()...),
				},
			},
			"audit_log_enabled": optionalBool(docAuditLog),
			"read_only":         optionalBool(docReadOnly),
			"mfa_mode": schema.StringAttribute{
				MarkdownDescription: base.KeptDoc(docMFAMode + " A new organization starts with `notRequired`. A stricter mode immediately removes members who do not meet it, or changes the role of administrators to `edit`. The plan names them."),
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{stringvalidator.OneOf(losant.MFAModes()...)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"payloads_enabled": optionalBool(docPayloads + " Always `true` if `payloads_enabled_until` is set."),
			"payloads_enabled_until": schema.StringAttribute{
				MarkdownDescription: docUntil + " Reaching the date does not produce a diff.",
				Optional:            true,
				Validators:          []validator.String{base.RFC3339()},
				PlanModifiers:       []planmodifier.String{base.KeepSameInstant()},
			},
			"banner": schema.SingleNestedAttribute{
				MarkdownDescription: docBanner,
				Optional:            true,
				Attributes: map[string]schema.Attribute{
					"level": schema.StringAttribute{
						MarkdownDescription: docLevel,
						Required:            true,
						Validators:          []validator.String{stringvalidator.OneOf("info", "warning", "critical")},
					},
					"message": schema.StringAttribute{
						MarkdownDescription: docMessage,
						Required:            true,
						Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 2048)},
					},
				},
			},
			"on_equal_name": schema.StringAttribute{
				MarkdownDescription: "What to do if an organization with the same name exists, or is created by the same configuration: `warn` in the plan, or `refuse` to create it. " +
					"With `refuse`, the name is looked up in the plan, and again immediately before the organization is created. Defaults to `warn`.",
				Optional:   true,
				Validators: []validator.String{stringvalidator.OneOf(warnOnEqualName, refuseOnEqualName)},
			},
			"allow_data_loss": base.AllowDataLoss("What may permanently delete data: `destroy` permits destroying an organization that still contains applications, dashboards or devices, "+
				"and `data_ttl` permits lowering `limits.data_ttl`. What is not permitted is refused, in the plan and in the apply. What is permitted is a warning. "+
				"A destroy uses the last applied value: set it, apply, and then destroy.", base.AllowDestroy, base.AllowDataTTL),
			"deletion_protection": schema.BoolAttribute{
				MarkdownDescription: "Whether destroying the organization is refused, even if it is empty or `allow_data_loss` permits it. " +
					"A destroy uses the last applied value: set it to `false`, apply, and then destroy. Defaults to `deletion_protection` of the provider block.",
				Optional: true,
			},
			"created_at": base.CreatedAt("organization"),
			"timeouts":   timeoutsAttribute(ctx),
		},
	}
}

func optionalBool(doc string) schema.BoolAttribute {
	return schema.BoolAttribute{
		MarkdownDescription: base.KeptDoc(doc),
		Optional:            true,
		Computed:            true,
		PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
	}
}

// timeoutsAttribute adds a description, which the library's attribute lacks, and
// replaces its validators, which accept negative durations.
func timeoutsAttribute(ctx context.Context) schema.Attribute {
	const example = "For example `30s` or `1h30m`."
	attribute, ok := timeouts.Attributes(ctx, timeouts.Opts{
		Create: true, CreateDescription: example,
		Read: true, ReadDescription: example,
		Update: true, UpdateDescription: example,
		Delete: true, DeleteDescription: example + " Must be applied before the destroy.",
	}).(schema.SingleNestedAttribute)
	if !ok {
		panic("timeouts.Attributes is not a single nested attribute")
	}
	for name, timeout := range attribute.Attributes {
		text, ok := timeout.(schema.StringAttribute)
		if !ok {
			panic("the timeout " + name + " is not a string")
		}
		text.Validators = []validator.String{base.IsTimeout()}
		attribute.Attributes[name] = text
	}
	attribute.MarkdownDescription = "How long each operation may take, including retries. Defaults to ten minutes."
	return attribute
}
