package notification

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ datasource.DataSourceWithConfigure = (*deliveriesDataSource)(nil)

const (
	defaultDeliveries = 100
	maxDeliveries     = 1000
)

// deliveriesDataSource is the data source
// losant_instance_notification_rule_deliveries.
type deliveriesDataSource struct{ base.DataSource }

// NewDeliveriesDataSource returns the data source, which the framework configures.
func NewDeliveriesDataSource() datasource.DataSource { return &deliveriesDataSource{} }

type deliveriesModel struct {
	InstanceID types.String    `tfsdk:"instance_id"`
	RuleID     types.String    `tfsdk:"notification_rule_id"`
	Since      types.String    `tfsdk:"since"`
	Limit      types.Number    `tfsdk:"limit"`
	Deliveries []deliveryModel `tfsdk:"deliveries"`
}

type deliveryModel struct {
	ID               types.String  `tfsdk:"id"`
	SentAt           types.String  `tfsdk:"sent_at"`
	RequestedByID    types.String  `tfsdk:"requested_by_id"`
	RequestedByType  types.String  `tfsdk:"requested_by_type"`
	OrganizationID   types.String  `tfsdk:"organization_id"`
	OrganizationName types.String  `tfsdk:"organization_name"`
	CallbackURL      types.String  `tfsdk:"callback_url"`
	EmailSubject     types.String  `tfsdk:"email_subject"`
	RuleType         types.String  `tfsdk:"rule_type"`
	Value            types.Float64 `tfsdk:"value"`
	OrgLimit         types.Float64 `tfsdk:"organization_limit"`
	Threshold        types.Float64 `tfsdk:"threshold"`
}

// deliveryFromAPI leaves out the body and the addresses of the e-mail.
func deliveryFromAPI(d *losant.NotificationDelivery) deliveryModel {
	m := deliveryModel{
		ID:               types.StringValue(d.ID),
		SentAt:           base.OptionalString(d.SentAt),
		RequestedByID:    base.OptionalString(d.RequestedByID),
		RequestedByType:  base.OptionalString(d.RequestedByType),
		OrganizationID:   base.OptionalString(d.TargetID),
		OrganizationName: base.OptionalString(d.TargetName),
		CallbackURL:      base.OptionalString(d.CallbackURL),
	}
	if d.Email != nil {
		m.EmailSubject = types.StringValue(d.Email.Subject)
	}
	if e := d.Evaluation; e != nil {
		m.RuleType = base.OptionalString(e.RuleType)
		m.Value = types.Float64PointerValue(e.Value)
		m.OrgLimit = types.Float64PointerValue(e.Limit)
		m.Threshold = types.Float64PointerValue(e.Threshold)
	}
	return m
}

func (d *deliveriesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_notification_rule_deliveries"
}

func (d *deliveriesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	number := func(doc string) schema.Attribute {
		return schema.Float64Attribute{MarkdownDescription: doc, Computed: true}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the notifications that a notification rule has sent, newest first. Bodies and addresses of e-mails are left out. " +
			"The API token needs a scope that allows changes, such as `all.Instance.bounded` or `instanceNotificationRule.logs`: `all.Instance.read` is not enough.",
		Attributes: map[string]schema.Attribute{
			"instance_id": base.LookupInstanceID(),
			"notification_rule_id": schema.StringAttribute{
				MarkdownDescription: "ID of the notification rule.", Required: true, Validators: []validator.String{base.IsID()},
			},
			"since": schema.StringAttribute{
				MarkdownDescription: "Time of the oldest notification, as an RFC 3339 timestamp such as `2030-01-31T00:00:00Z`.",
				Optional:            true,
				Validators:          []validator.String{base.RFC3339()},
			},
			"limit": schema.NumberAttribute{
				MarkdownDescription: "Maximum number of notifications, up to 1000. Defaults to `100`.",
				Optional:            true,
				Validators:          []validator.Number{base.WholeNumber(1, maxDeliveries)},
			},
			"deliveries": schema.ListNestedAttribute{
				MarkdownDescription: "The notifications, newest first.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":                 base.ComputedString("ID of the notification."),
					"sent_at":            base.ComputedString("When it was sent, as an RFC 3339 timestamp."),
					"requested_by_id":    base.ComputedString("ID of the user or API token that started the evaluation of the rule."),
					"requested_by_type":  base.ComputedString("What started the evaluation: `user`, `apiToken` or `system`."),
					"organization_id":    base.ComputedString("ID of the organization that the notification is about."),
					"organization_name":  base.ComputedString("Name of the organization."),
					"callback_url":       base.ComputedString("URL that the notification was sent to."),
					"email_subject":      base.ComputedString("Subject of the e-mail. Null if no e-mail was sent."),
					"rule_type":          base.ComputedString("Type of usage: `payloadUsage` or `notebookMinuteUsage`."),
					"value":              number("Usage of the organization."),
					"organization_limit": number("Limit of the organization."),
					"threshold":          number("Threshold of the rule."),
				}},
			},
		},
	}
}

// Read always sends a limit, because the default of the API is 1.
func (d *deliveriesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data deliveriesModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	data.InstanceID = types.StringValue(d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	limit := base.Int64Or(data.Limit, defaultDeliveries)
	since, _ := base.Instant(data.Since)
	found, err := d.Client.NotificationRules.Deliveries(ctx, data.InstanceID.ValueString(), data.RuleID.ValueString(), int(limit), since)
	if err != nil {
		base.AddError(&resp.Diagnostics, "read the deliveries of notification rule "+data.RuleID.ValueString(), err)
		return
	}
	data.Deliveries = make([]deliveryModel, len(found))
	for i, delivery := range found {
		data.Deliveries[i] = deliveryFromAPI(delivery)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}
