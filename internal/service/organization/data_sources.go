package organization

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/tags"
)

var _ datasource.DataSourceWithConfigure = (*organizationsDataSource)(nil)

// organizationsDataSource is the data source losant_organizations.
type organizationsDataSource struct{ base.DataSource }

// NewListDataSource returns the data source, to be configured by the framework.
func NewListDataSource() datasource.DataSource { return &organizationsDataSource{} }

// listModel is the data source losant_organizations.
type listModel struct {
	filters
	MFAMode       types.String `tfsdk:"mfa_mode"`
	ReadOnly      types.Bool   `tfsdk:"read_only"`
	ReferralID    types.String `tfsdk:"referral_id"`
	MemberID      types.String `tfsdk:"member_id"`
	Organizations []dataModel  `tfsdk:"organizations"`
}

func (d *organizationsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organizations"
}

func (d *organizationsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	filters := []path.Expression{
		path.MatchRoot("name"), path.MatchRoot("tags"), path.MatchRoot("mfa_mode"), path.MatchRoot("read_only"),
		path.MatchRoot("referral_id"), path.MatchRoot("member_id"),
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the organizations of an instance, sorted by name. An organization must match all filters. " +
			"Without a filter, all organizations are listed.",
		Attributes: map[string]schema.Attribute{
			"instance_id": base.LookupInstanceID(),
			"name": schema.StringAttribute{
				MarkdownDescription: docFilterName,
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"tags": schema.MapAttribute{
				MarkdownDescription: docFilterTags,
				Optional:            true,
				ElementType:         tags.ElementType(),
				Validators:          []validator.Map{mapvalidator.NoNullValues(), tags.KeyValidator()},
			},
			"mfa_mode": schema.StringAttribute{
				MarkdownDescription: "Multi-factor authentication mode that an organization must have: `notRequired`, `adminRequired` or `required`.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf(losant.MFAModes()...)},
			},
			"read_only":   schema.BoolAttribute{MarkdownDescription: "Whether an organization must be read-only (`true`) or must not be (`false`).", Optional: true},
			"referral_id": schema.StringAttribute{MarkdownDescription: "Referral ID that an organization must have.", Optional: true},
			"member_id": schema.StringAttribute{
				MarkdownDescription: "User ID of a person who must be a member.",
				Optional:            true,
				Validators:          []validator.String{base.IsID()},
			},
			"query": schema.StringAttribute{
				MarkdownDescription: docFilterQuery,
				Optional:            true,
				Validators:          []validator.String{base.JSONObject(), stringvalidator.ConflictsWith(filters...)},
			},
			"organizations": schema.ListNestedAttribute{
				MarkdownDescription: "The organizations that match the filters.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: computedAttributes()},
			},
		},
	}
}

// Read lists the organizations on all pages.
func (d *organizationsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data listModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	instanceID := d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	data.InstanceID = types.StringValue(instanceID)
	data.Organizations = []dataModel{}
	now := time.Now()
	for org, err := range data.find(ctx, d.Client, instanceID, data.equalityConditions()) {
		if err != nil {
			base.AddError(&resp.Diagnostics, "list organizations", err)
			return
		}
		var item dataModel
		item.fromAPI(org, instanceID, now)
		data.Organizations = append(data.Organizations, item)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}
