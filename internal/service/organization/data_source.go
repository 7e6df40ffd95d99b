package organization

import (
	"context"
	"fmt"
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

// dataModel is one organization in a data source, with the facts that change by
// themselves and so have no place in a resource.
type dataModel struct {
	attributes
	LastUpdated        types.String `tfsdk:"last_updated"`
	CurrentPeriodStart types.String `tfsdk:"current_period_start"`
	CurrentPeriodEnd   types.String `tfsdk:"current_period_end"`
}

// fromAPI fills a data source's organization. Collections are empty, not null,
// so that expressions can go over them.
func (m *dataModel) fromAPI(org *losant.Organization, instanceID string, now time.Time) {
	m.attributes.fromAPI(org, now)
	m.InstanceID = types.StringValue(instanceID)
	m.Tags = tags.FromAPI(org.Tags)
	m.AllowedInvitationDomains = base.StringSet(org.AllowedInvitationDomains...)
	m.LastUpdated = base.OptionalString(org.LastUpdated)
	m.CurrentPeriodStart = base.OptionalString(org.CurrentPeriodStart)
	m.CurrentPeriodEnd = base.OptionalString(org.CurrentPeriodEnd)
}

func (d *organizationDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organization"
}

func (d *organizationDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attrs := computed()
	attrs["instance_id"] = base.LookupInstanceID()
	attrs["id"] = schema.StringAttribute{
		MarkdownDescription: "ID of the organization. Give this or `name`.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{base.IsID()},
	}
	attrs["name"] = schema.StringAttribute{
		MarkdownDescription: "Exact name of the organization. Give this or `id`. It is an error if several organizations have the name.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 255)},
	}
	resp.Schema = schema.Schema{MarkdownDescription: "Reads one organization, by its id or by its name.", Attributes: attrs}
}

// ConfigValidators has exactly one of id and name given.
func (d *organizationDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("name"))}
}

// Read looks the organization up.
func (d *organizationDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data dataModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	instanceID := d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	org, failed := find(ctx, d.Client, instanceID, data.ID.ValueString(), data.Name.ValueString())
	if failed != nil {
		resp.Diagnostics.Append(failed)
		return
	}
	data.fromAPI(org, instanceID, time.Now())
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}

// find returns the organization with the id, or the only one with the name.
func find(ctx context.Context, client *losant.Client, instanceID, id, name string) (*losant.Organization, diag.Diagnostic) {
	if id == "" {
		return oneNamed(ctx, client, instanceID, name)
	}
	org, err := client.Organizations.Get(ctx, losant.OrganizationRef{InstanceID: instanceID, ID: id})
	if err != nil {
		return nil, base.ErrorDiagnostic("read organization "+id, err)
	}
	return org, nil
}

// oneNamed returns the only organization with exactly that name.
func oneNamed(ctx context.Context, client *losant.Client, instanceID, name string) (*losant.Organization, diag.Diagnostic) {
	same, err := client.Organizations.Named(ctx, instanceID, name)
	switch {
	case err != nil:
		return nil, base.ErrorDiagnostic(fmt.Sprintf("look up organization %q", name), err)
	case len(same) == 0:
		return nil, diag.NewErrorDiagnostic("No such organization",
			fmt.Sprintf("No organization of instance %s is named %q. Letter case counts.", instanceID, name))
	case len(same) > 1:
		return nil, diag.NewErrorDiagnostic("Several organizations have this name",
			fmt.Sprintf("The organizations %s are all named %q. Use the id of the one you mean.", idsOf(same), name))
	}
	return same[0], nil
}

// computed are the attributes of one organization in a data source.
func computed() map[string]schema.Attribute {
	text := func(doc string) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: doc, Computed: true}
	}
	flag := func(doc string) schema.Attribute {
		return schema.BoolAttribute{MarkdownDescription: doc, Computed: true}
	}
	return map[string]schema.Attribute{
		"id":                         text("ID of the organization."),
		"instance_id":                text("ID of the Losant instance."),
		"name":                       text(docName),
		"description":                text(docDescription),
		"icon_color":                 text(docIconColor),
		"referral_id":                text(docReferralID),
		"limits":                     limits.OrganizationTable().ComputedAttribute("What the organization may consume."),
		"tags":                       schema.MapAttribute{MarkdownDescription: docTags, Computed: true, ElementType: tags.ElementType()},
		"allowed_invitation_domains": schema.SetAttribute{MarkdownDescription: docDomains, Computed: true, ElementType: types.StringType},
		"audit_log_enabled":          flag(docAuditLog),
		"read_only":                  flag(docReadOnly),
		"mfa_mode":                   text(docMFAMode),
		"payloads_enabled":           flag(docPayloads),
		"payloads_enabled_until":     text(docUntil + " Null once it has passed: then `payloads_enabled` is `false`."),
		"banner": schema.SingleNestedAttribute{
			MarkdownDescription: docBanner,
			Computed:            true,
			Attributes:          map[string]schema.Attribute{"level": text(docLevel), "message": text(docMessage)},
		},
		"created_at":           text("When the organization was created, as an RFC 3339 timestamp."),
		"last_updated":         text("When the organization was changed last, as an RFC 3339 timestamp."),
		"current_period_start": text("Start of the current usage period, as an RFC 3339 timestamp."),
		"current_period_end":   text("End of the current usage period, as an RFC 3339 timestamp."),
	}
}
