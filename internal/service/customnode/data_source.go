package customnode

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var (
	_ datasource.DataSourceWithConfigure        = (*nodeDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*nodeDataSource)(nil)
)

// nodeDataSource is the data source losant_instance_custom_node.
type nodeDataSource struct{ base.DataSource }

// NewDataSource returns the data source, which the framework configures.
func NewDataSource() datasource.DataSource { return &nodeDataSource{} }

func (d *nodeDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_custom_node"
}

func (d *nodeDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	lookup := func(doc string, v validator.String) schema.StringAttribute {
		return schema.StringAttribute{MarkdownDescription: doc, Optional: true, Computed: true, Validators: []validator.String{v}}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads one custom node of the instance, by its ID or its name.",
		Attributes: map[string]schema.Attribute{
			"instance_id": base.LookupInstanceID(),
			"id":          lookup("ID of the custom node. Set this or `name`.", base.IsID()),
			"name": lookup("Exact name of the custom node. Case-sensitive. Set this or `id`. It is an error if several custom nodes have this name.",
				stringvalidator.UTF8LengthBetween(1, 255)),
			"description":           base.ComputedString(docDescription),
			"short_description":     base.ComputedString(docShortDescription),
			"category":              base.ComputedString(docCategory),
			"icon_data":             base.ComputedString(docIconData),
			"docs_url":              base.ComputedString(docDocsURL),
			"minimum_agent_version": base.ComputedString(docMinimumAgent),
			"supports":              schema.SetAttribute{MarkdownDescription: docSupports, Computed: true, ElementType: types.StringType},
			"definition":            base.ComputedString(docDefinition + " The resource of the same name accepts it as it is."),
			"created_at":            base.ComputedString("When the custom node was created, as an RFC 3339 timestamp."),
		},
	}
}

// ConfigValidators requires exactly one of id and name.
func (d *nodeDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("name"))}
}

// Read reads the custom node by its id, or looks it up by its name.
func (d *nodeDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data model
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	instanceID := d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	node, problem := find(ctx, d.Client, instanceID, data.ID.ValueString(), data.Name.ValueString())
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	data = listedModel(node, instanceID)
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}

// find returns the custom node with the id, or the only one with the name.
func find(ctx context.Context, client *losant.Client, instanceID, id, name string) (*losant.CustomNode, diag.Diagnostic) {
	if id == "" {
		return findByName(ctx, client, instanceID, name)
	}
	node, err := client.CustomNodes.Get(ctx, instanceID, id)
	if err != nil {
		return nil, base.ErrorDiagnostic("read custom node "+id, err)
	}
	return node, nil
}
