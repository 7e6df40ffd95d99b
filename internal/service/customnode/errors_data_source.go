package customnode

import (
	"cmp"
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ datasource.DataSourceWithConfigure = (*errorsDataSource)(nil)

const (
	defaultErrors = 25 // Also the API's default.
	maxErrors     = 1000
)

// errorsDataSource is the data source losant_instance_custom_node_errors.
type errorsDataSource struct{ base.DataSource }

// NewErrorsDataSource returns the data source, which the framework configures.
func NewErrorsDataSource() datasource.DataSource { return &errorsDataSource{} }

type errorsModel struct {
	runsRequest
	Limit  types.Number `tfsdk:"limit"`
	Errors []errorModel `tfsdk:"errors"`
}

type errorModel struct {
	Date       string       `tfsdk:"date"`
	Name       types.String `tfsdk:"name"`
	Message    types.String `tfsdk:"message"`
	NodeID     types.String `tfsdk:"node_id"`
	NodeLabel  types.String `tfsdk:"node_label"`
	DeviceID   types.String `tfsdk:"device_id"`
	DeviceName types.String `tfsdk:"device_name"`
	Version    types.String `tfsdk:"version"`
	VersionID  types.String `tfsdk:"version_id"`
}

// fromAPI sorts the errors, the newest first.
func (m *errorsModel) fromAPI(found []losant.CustomNodeError) {
	m.Errors = base.Sorted(found, newErrorModel, func(a, b errorModel) int { return cmp.Compare(b.Date, a.Date) })
}

func newErrorModel(e losant.CustomNodeError) errorModel {
	return errorModel{
		Date:       e.Time,
		Name:       base.OptionalString(e.Error.Name),
		Message:    base.OptionalString(e.Error.Message),
		NodeID:     base.OptionalString(e.NodeID),
		NodeLabel:  base.OptionalString(e.NodeLabel),
		DeviceID:   base.OptionalString(e.DeviceID),
		DeviceName: base.OptionalString(e.DeviceName),
		Version:    base.OptionalString(e.Version),
		VersionID:  base.OptionalString(e.VersionID),
	}
}

func (d *errorsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_custom_node_errors"
}

func (d *errorsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists errors of the runs of a custom node, newest first. Their messages can contain data of the workflow that failed, and are stored in the state.",
		Attributes: runsAttributes(map[string]schema.Attribute{
			"limit": schema.NumberAttribute{
				MarkdownDescription: "Maximum number of errors, up to 1000. Losant may return fewer. Defaults to `25`.",
				Optional:            true,
				Validators:          []validator.Number{base.WholeNumber(1, maxErrors)},
			},
			"errors": schema.ListNestedAttribute{
				MarkdownDescription: "The errors, newest first. " + docRunsDelay,
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"date":        base.ComputedString("When the error occurred, as an RFC 3339 timestamp."),
					"name":        base.ComputedString("Name of the error, such as `TypeError`."),
					"message":     base.ComputedString("Message of the error."),
					"node_id":     base.ComputedString("ID of the node in `definition` that failed."),
					"node_label":  base.ComputedString("Label of that node."),
					"device_id":   base.ComputedString("ID of the edge device on which the custom node ran."),
					"device_name": base.ComputedString("Name of that device."),
					"version":     base.ComputedString("Name of the version of the workflow."),
					"version_id":  base.ComputedString("ID of the version of the workflow."),
				}},
			},
		}),
	}
}

func (d *errorsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data errorsModel
	data.read(ctx, &d.DataSource, &data, req, resp, "errors", func(timeRange losant.Range) error {
		limit := int(base.Int64Or(data.Limit, defaultErrors))
		found, err := d.Client.CustomNodes.Errors(ctx, data.InstanceID.ValueString(), data.NodeID.ValueString(), timeRange, limit)
		if err == nil {
			data.fromAPI(found)
		}
		return err
	})
}
