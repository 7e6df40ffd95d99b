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
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/tags"
)

// Texts that the resource and the data sources share.
const (
	docName        = "Name of the organization. Names need not be unique."
	docDescription = "Description of the organization."
	docIconColor   = "Color of the organization's icon, for example `#057180`."
	docReferralID  = "Reference of your own, for example the customer's number in another system."
	docDomains     = "E-mail domains that administrators of the organization may invite people from; any domain when empty. " +
		"Invitations by administrators of the instance, such as this provider, are not bound by it."
	docAuditLog = "Whether changes to the organization's resources are kept in its audit log. " +
		"Can be turned on only where the instance allows it."
	docReadOnly = "Whether members are kept from changing applications. Payloads and workflows keep running."
	docMFAMode  = "Who needs multi-factor authentication (or SSO): `notRequired` (nobody), `adminRequired` (administrators), `required` (everybody)."
	docLevel    = "How loud the banner is: `info`, `warning` or `critical`."
	docMessage  = "Text of the banner, up to 2048 characters, with inline Markdown."
	docBanner   = "Banner that all members of the organization see and cannot dismiss."
	docPayloads = "Whether payloads are processed."
	docUntil    = "When payloads stop being processed, as an RFC 3339 timestamp."
	docTags     = "Tags of the organization, by key; a key may carry several values. Only people with access to the instance see them."
)

func resourceSchema(ctx context.Context) schema.Schema {
	return schema.Schema{
		MarkdownDescription: "An organization of a Losant instance: a customer's or division's own space for applications, dashboards, devices and members.",
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
				MarkdownDescription: docIconColor + " Left as found when unset.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 64)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"referral_id": schema.StringAttribute{
				MarkdownDescription: docReferralID,
				Optional:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(1024)},
			},
			"limits": limits.Attribute(),
			"tags": schema.MapAttribute{
				MarkdownDescription: docTags + " At most 100 pairs of key and value, default tags included.",
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
					setvalidator.ValueStringsAre(stringvalidator.UTF8LengthBetween(3, 45)),
				},
			},
			"audit_log_enabled": optionalSwitch(docAuditLog),
			"read_only":         optionalSwitch(docReadOnly),
			"mfa_mode": schema.StringAttribute{
				MarkdownDescription: docMFAMode + " A stricter mode removes or downgrades members at once; the plan names them. Left as found when unset.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{stringvalidator.OneOf(losant.MFAModes()...)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"payloads_enabled": optionalSwitch(docPayloads + " Always `true` together with `payloads_enabled_until`."),
			"payloads_enabled_until": schema.StringAttribute{
				MarkdownDescription: docUntil + " That the date passes is no change: the plan stays empty.",
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
			"allow_data_loss": schema.BoolAttribute{
				MarkdownDescription: "Whether to do what cannot be undone: to destroy an organization that still holds applications, dashboards or devices, " +
					"and to lower `limits.data_ttl`. Without it both are refused, at plan and again at apply. " +
					"A destroy looks at the value that was applied last: set it, apply, then destroy.",
				Optional: true,
			},
			"created_at": base.CreatedAt("organization"),
			"timeouts":   timeoutsAttribute(ctx),
		},
	}
}

func optionalSwitch(doc string) schema.BoolAttribute {
	return schema.BoolAttribute{
		MarkdownDescription: doc + " Left as found when unset.",
		Optional:            true,
		Computed:            true,
		PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
	}
}

// timeoutsAttribute adds the description that the library's attribute lacks.
func timeoutsAttribute(ctx context.Context) schema.Attribute {
	const form = "For example `30s` or `1h30m`."
	attribute, ok := timeouts.Attributes(ctx, timeouts.Opts{
		Create: true, CreateDescription: form,
		Read: true, ReadDescription: form,
		Update: true, UpdateDescription: form,
		Delete: true, DeleteDescription: form + " It has to be applied before the destroy.",
	}).(schema.SingleNestedAttribute)
	if !ok {
		panic("timeouts.Attributes is not a single nested attribute")
	}
	attribute.MarkdownDescription = "How long each operation may take, retries included; ten minutes unless set."
	return attribute
}
