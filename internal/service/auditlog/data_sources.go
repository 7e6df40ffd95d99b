package auditlog

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
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
	maxPage      = 1000
)

// auditLogsDataSource is the data source losant_audit_logs.
type auditLogsDataSource struct{ base.DataSource }

// NewListDataSource returns the data source, to be configured by the framework.
func NewListDataSource() datasource.DataSource { return &auditLogsDataSource{} }

func (d *auditLogsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_audit_logs"
}

func (d *auditLogsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	filter := func(doc string, validators ...validator.String) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: doc, Optional: true, Validators: validators}
	}
	named := stringvalidator.UTF8LengthBetween(1, 1024)
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists who has changed what, from the audit log of the instance, the newest first. " +
			"Losant keeps entries for one year. Filters are combined: an entry must match all of them.",
		Attributes: map[string]schema.Attribute{
			"instance_id":     base.LookupInstanceID(),
			"organization_id": filter("ID of the organization that was changed.", base.IsID()),
			"actor_id":        filter("ID of the user or API token that made the change.", base.IsID()),
			"actor_name":      filter("Name of whoever made the change: the e-mail address of a user, or the name of an API token.", named),
			"actor_type":      filter("What made the change: `User` or `ApiToken`.", stringvalidator.OneOf("User", "ApiToken")),
			"resource":        filter("Kind of what was asked for, as `request_resource` tells it, for example `organization`.", named),
			"action":          filter("What was done, as `request_action` tells it, for example `patch` or `delete`.", named),
			"start":           filter("Time of the oldest change, as an RFC 3339 timestamp such as `2030-01-31T00:00:00Z`.", base.RFC3339()),
			"end":             filter("Time of the newest change, as an RFC 3339 timestamp.", base.RFC3339(), base.NotBeforeStart()),
			"last": filter("How far to look back from now, such as `7d` or `1w2d12h`, instead of `start` and `end`: whole numbers of `w`, `d`, `h`, `m` and `s`, in this order.",
				base.Duration(), stringvalidator.ConflictsWith(path.MatchRoot("start"), path.MatchRoot("end"))),
			"limit": schema.Int64Attribute{
				MarkdownDescription: "Most entries to list, up to 10000; 100 unless set.",
				Optional:            true,
				Validators:          []validator.Int64{int64validator.Between(1, maxLimit)},
			},
			"entries": schema.ListNestedAttribute{
				MarkdownDescription: "The entries found, the newest first.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: entryAttributes()},
			},
		},
	}
}

func entryAttributes() map[string]schema.Attribute {
	text := func(doc string) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: doc, Computed: true}
	}
	return map[string]schema.Attribute{
		"id":                    text("ID of the entry."),
		"created_at":            text("When the change was made, as an RFC 3339 timestamp."),
		"actor_id":              text("ID of whoever made it."),
		"actor_type":            text("What made it: `User` or `ApiToken`."),
		"actor_name":            text("E-mail address of the user, or name of the API token."),
		"primary_target_id":     text("ID of what was changed."),
		"primary_target_type":   text("Kind of what was changed: `Organization`, `ApiToken`, `User`, `InstanceCustomNode` or `NotificationRule`. Null for the instance itself."),
		"primary_target_name":   text("Name that it had."),
		"secondary_target_id":   text("ID of what was changed in it."),
		"secondary_target_type": text("Kind of what was changed in it: `OrgInvite` or `ApiToken`."),
		"secondary_target_name": text("Name that this had."),
		"request_resource":      text("Kind of what was asked for."),
		"request_action":        text("What was to be done with it."),
		"request_path_params":   text("IDs in the path of the request, as a JSON object."),
		"request_query_params":  text("Query parameters of the request, as a JSON object."),
		"request_body":          text("Body of the request, as a JSON object. Secrets are left out."),
		"response_status":       schema.Int64Attribute{MarkdownDescription: "HTTP status of the answer.", Computed: true},
		"response_body":         text("Body of the answer, as a JSON object. Secrets are left out."),
	}
}

// Read lists the entries, over as many pages as the limit needs.
func (d *auditLogsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data listModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	data.InstanceID = types.StringValue(d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	limit := defaultLimit
	if !data.Limit.IsNull() {
		limit = int(data.Limit.ValueInt64())
	}
	data.Entries = []entryModel{}
	for entry, err := range d.Client.AuditLogs.All(ctx, data.InstanceID.ValueString(), data.toFilter(d.Now()), losant.WithPageSize(min(limit, maxPage))) {
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
