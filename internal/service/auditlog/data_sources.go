package auditlog

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ datasource.DataSourceWithConfigure = (*auditLogsDataSource)(nil)

const (
	defaultLimit = 100
	maxLimit     = 10_000
	maxPageSize  = 1000
)

// auditLogsDataSource is the data source losant_audit_logs.
type auditLogsDataSource struct{ base.DataSource }

// NewListDataSource returns the data source, which the framework configures.
func NewListDataSource() datasource.DataSource { return &auditLogsDataSource{} }

func (d *auditLogsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_audit_logs"
}

func (d *auditLogsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	filter := func(doc string, validators ...validator.String) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: doc, Optional: true, Validators: validators}
	}
	isName := stringvalidator.UTF8LengthBetween(1, 1024)
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists entries of the audit log of the instance, newest first. They show who changed what. " +
			"Losant keeps entries for one year. An entry must match all filters.",
		Attributes: map[string]schema.Attribute{
			"instance_id":     base.LookupInstanceID(),
			"organization_id": filter("ID of the organization that was changed.", base.IsID()),
			"actor_id":        filter("ID of the actor that made the change: a user or an API token.", base.IsID()),
			"actor_name":      filter("Name of the actor that made the change: the e-mail address of a user, or the name of an API token.", isName),
			"actor_type":      filter("Type of the actor that made the change: `User` or `ApiToken`.", stringvalidator.OneOf("User", "ApiToken")),
			"resource":        filter("Type of the requested resource, as in `request_resource`, for example `organization`.", isName),
			"action":          filter("Requested action, as in `request_action`, for example `patch` or `delete`.", isName),
			"start":           filter("Time of the oldest change, as an RFC 3339 timestamp such as `2030-01-31T00:00:00Z`.", base.RFC3339()),
			"end":             filter("Time of the newest change, as an RFC 3339 timestamp.", base.RFC3339(), base.NotBeforeStart()),
			"last": filter("How far to look back from now, such as `7d` or `1w2d12h`: whole numbers of `w`, `d`, `h`, `m` and `s`, in this order. Conflicts with `start` and `end`.",
				base.Duration(), stringvalidator.ConflictsWith(path.MatchRoot("start"), path.MatchRoot("end"))),
			"limit": schema.NumberAttribute{
				MarkdownDescription: "Maximum number of entries, up to 10000. Defaults to `100`.",
				Optional:            true,
				Validators:          []validator.Number{base.WholeNumber(1, maxLimit)},
			},
			"entries": schema.ListNestedAttribute{
				MarkdownDescription: "The entries, newest first.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: entryAttributes()},
			},
		},
	}
}

func entryAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                    base.ComputedString("ID of the entry."),
		"created_at":            base.ComputedString("When the change was made, as an RFC 3339 timestamp."),
		"actor_id":              base.ComputedString("ID of the actor: a user or an API token."),
		"actor_type":            base.ComputedString("Type of the actor: `User` or `ApiToken`."),
		"actor_name":            base.ComputedString("Name of the actor: the e-mail address of the user, or the name of the API token."),
		"primary_target_id":     base.ComputedString("ID of the object that was changed."),
		"primary_target_type":   base.ComputedString("Type of the object that was changed: `Organization`, `ApiToken`, `User`, `InstanceCustomNode` or `NotificationRule`. Null for the instance itself."),
		"primary_target_name":   base.ComputedString("Name of the object at that time."),
		"secondary_target_id":   base.ComputedString("ID of the object that was changed within the primary target."),
		"secondary_target_type": base.ComputedString("Type of the object that was changed within the primary target: `OrgInvite` or `ApiToken`."),
		"secondary_target_name": base.ComputedString("Name of the secondary target at that time."),
		"request_resource":      base.ComputedString("Type of the requested resource."),
		"request_action":        base.ComputedString("Requested action."),
		"request_path_params":   base.ComputedString("IDs in the path of the request, as a JSON object."),
		"request_query_params":  base.ComputedString("Query parameters of the request, as a JSON object."),
		"request_body":          base.ComputedString("Body of the request, as a JSON object without secrets."),
		"response_status":       base.ComputedInt64("HTTP status of the response."),
		"response_body":         base.ComputedString("Body of the response, as a JSON object without secrets."),
	}
}

// Read reads as many pages as the limit requires.
func (d *auditLogsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data listModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	data.InstanceID = types.StringValue(d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	limit := int(base.Int64Or(data.Limit, defaultLimit))
	data.Entries = []entryModel{}
	for entry, err := range d.Client.AuditLogs.All(ctx, data.InstanceID.ValueString(), data.toFilter(d.Now()), losant.WithPageSize(min(limit, maxPageSize))) {
		if err != nil {
			base.AddError(&resp.Diagnostics, "read the audit log of instance "+data.InstanceID.ValueString(), err)
			return
		}
		var item entryModel
		item.fromAPI(entry)
		if data.Entries = append(data.Entries, item); len(data.Entries) == limit {
			break
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}
