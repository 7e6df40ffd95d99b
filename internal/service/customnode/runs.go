package customnode

import (
	"context"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// defaultRunsLength is the length of a range for which neither start nor last is
// set. It is the API's default.
const defaultRunsLength = 24 * time.Hour

const docRunsDelay = "Losant updates them about every 15 minutes."

// runsRequest holds the attributes of the data sources about the runs of a custom
// node.
type runsRequest struct {
	base.RangeRequest
	NodeID types.String `tfsdk:"custom_node_id"`
}

// runsAttributes returns the attributes of a runsRequest and the additional ones.
func runsAttributes(additional map[string]schema.Attribute) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"custom_node_id": schema.StringAttribute{
			MarkdownDescription: "ID of the custom node.", Required: true, Validators: []validator.String{base.IsID()},
		},
	}
	maps.Copy(attributes, additional)
	return base.RangeAttributes("one day", attributes)
}

// read reads the configuration into data, which contains the request, calls the API,
// and sets the state to data. Call fills in the response.
func (r *runsRequest) read(ctx context.Context, d *base.DataSource, data any, req datasource.ReadRequest, resp *datasource.ReadResponse,
	what string, call func(losant.Range) error,
) {
	r.Read(ctx, d, data, req, resp, defaultRunsLength, func(timeRange losant.Range) (string, error) {
		return "read the " + what + " of custom node " + r.NodeID.ValueString(), call(timeRange)
	})
}
