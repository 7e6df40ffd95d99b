package organization

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/tags"
)

var (
	_ datasource.DataSourceWithConfigure        = (*organizationDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*organizationDataSource)(nil)
)

// organizationDataSource is the data source losant_organization.
type organizationDataSource struct{ base.DataSource }

// NewDataSource returns the data source, to be configured by the framework.
func NewDataSource() datasource.DataSource { return &organizationDataSource{} }

// dataModel is one organization in a data source. It adds values that change
// without an update, and so have no place in a resource.
type dataModel struct {
	commonModel
	PayloadsActive     types.Bool   `tfsdk:"payloads_active"`
	LastUpdated        types.String `tfsdk:"last_updated"`
	CurrentPeriodStart types.String `tfsdk:"current_period_start"`
	CurrentPeriodEnd   types.String `tfsdk:"current_period_end"`
	PlanID             types.String `tfsdk:"plan_id"`
	CustomerID         types.String `tfsdk:"customer_id"`
	SubscriptionID     types.String `tfsdk:"subscription_id"`
	SubscriptionStatus types.String `tfsdk:"subscription_status"`
	BillingEmail       types.String `tfsdk:"billing_email"`
}

// fromAPI copies what the API returned. Collections are empty, not null, so that
// expressions can iterate over them.
func (m *dataModel) fromAPI(org *losant.Organization, instanceID string, now time.Time) {
	m.commonModel.fromAPI(org, now)
	m.InstanceID = types.StringValue(instanceID)
	m.Tags = tags.FromAPI(org.Tags)
	m.AllowedInvitationDomains = base.StringSet(org.AllowedInvitationDomains...)
	m.PayloadsActive = types.BoolValue(payloadsAreActive(org, now))
	m.LastUpdated = base.OptionalString(org.LastUpdated)
	m.CurrentPeriodStart = base.OptionalString(org.CurrentPeriodStart)
	m.CurrentPeriodEnd = base.OptionalString(org.CurrentPeriodEnd)
	m.PlanID = base.OptionalString(org.PlanID)
	m.CustomerID = base.OptionalString(org.CustomerID)
	m.SubscriptionID = base.OptionalString(org.SubscriptionID)
	m.SubscriptionStatus = base.OptionalString(org.SubscriptionStatus)
	m.BillingEmail = base.OptionalString(org.BillingEmail)
}

func (d *organizationDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organization"
}

func (d *organizationDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attrs := computedAttributes()
	attrs["instance_id"] = base.LookupInstanceID()
	attrs["id"] = schema.StringAttribute{
		MarkdownDescription: "ID of the organization. Set this or `name`.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{base.IsID()},
	}
	attrs["name"] = schema.StringAttribute{
		MarkdownDescription: "Exact name of the organization. Case-sensitive. Set this or `id`. It is an error if several organizations have this name.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 255)},
	}
	resp.Schema = schema.Schema{MarkdownDescription: "Reads one organization, by its ID or its name.", Attributes: attrs}
}

// ConfigValidators requires exactly one of id and name.
func (d *organizationDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("name"))}
}

// Read reads the organization by its id, or looks it up by its name.
func (d *organizationDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data dataModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	instanceID := d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	org, problem := find(ctx, d.ProviderData, instanceID, data.ID.ValueString(), data.Name.ValueString())
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	data.fromAPI(org, instanceID, time.Now())
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}

// find returns the organization with the id, or the only one with the name.
func find(ctx context.Context, d *base.ProviderData, instanceID, id, name string) (*losant.Organization, diag.Diagnostic) {
	if id == "" {
		return d.OrganizationNamed(ctx, instanceID, name)
	}
	org, err := d.Client.Organizations.Get(ctx, losant.OrganizationRef{InstanceID: instanceID, ID: id})
	if err != nil {
		return nil, base.ErrorDiagnostic("read organization "+id, err)
	}
	return org, nil
}

// docUnbilled ends the descriptions of the attributes about billing.
const docUnbilled = " if Losant does not bill the organization separately, which is usual in an instance."

// computedAttributes are the attributes of one organization in a data source.
func computedAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                         base.ComputedString("ID of the organization."),
		"instance_id":                base.ComputedString("ID of the Losant instance."),
		"name":                       base.ComputedString(docName),
		"description":                base.ComputedString(docDescription),
		"icon_color":                 base.ComputedString(docIconColor),
		"referral_id":                base.ComputedString(docReferralID),
		"limits":                     limits.OrganizationTable().ComputedAttribute("What the organization may consume."),
		"tags":                       schema.MapAttribute{MarkdownDescription: docTags, Computed: true, ElementType: tags.ElementType()},
		"allowed_invitation_domains": schema.SetAttribute{MarkdownDescription: docDomains, Computed: true, ElementType: types.StringType},
		"audit_log_enabled":          base.ComputedBool(docAuditLog),
		"read_only":                  base.ComputedBool(docReadOnly),
		"mfa_mode":                   base.ComputedString(docMFAMode),
		"payloads_enabled":           base.ComputedBool(docPayloads),
		"payloads_enabled_until":     base.ComputedString(docUntil + " Null if the date has passed: then `payloads_enabled` is `false`."),
		"payloads_active": base.ComputedBool("Whether payloads are processed at the time of the read. It is `false` if they are disabled, or if " +
			"`payloads_enabled_until` of the resource has passed."),
		"banner": schema.SingleNestedAttribute{
			MarkdownDescription: docBanner,
			Computed:            true,
			Attributes:          map[string]schema.Attribute{"level": base.ComputedString(docLevel), "message": base.ComputedString(docMessage)},
		},
		"created_at":           base.ComputedString("When the organization was created, as an RFC 3339 timestamp."),
		"last_updated":         base.ComputedString("When the organization was last changed, as an RFC 3339 timestamp."),
		"current_period_start": base.ComputedString("Start of the current usage period, as an RFC 3339 timestamp."),
		"current_period_end":   base.ComputedString("End of the current usage period, as an RFC 3339 timestamp."),
		"plan_id":              base.ComputedString("ID of the plan that Losant bills. Null" + docUnbilled),
		"customer_id":          base.ComputedString("ID of the customer whom Losant bills. Null" + docUnbilled),
		"subscription_id":      base.ComputedString("ID of the subscription that Losant bills. Null" + docUnbilled),
		"subscription_status":  base.ComputedString("Status of the subscription: `trialing`, `active`, `past_due`, `canceled` or `unpaid`. Null" + docUnbilled),
		"billing_email":        base.ComputedString("E-mail address for bills. Null" + docUnbilled),
	}
}
