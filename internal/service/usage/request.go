// Package usage holds the data sources that read what an organization, a
// sandbox or the instance consumes, and how the limits of the instance are allocated. These
// figures change without Terraform, so no resource has them.
package usage

import (
	"context"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// defaultLength is the length of a range for which neither start nor last is set.
const defaultLength = 30 * 24 * time.Hour

// Descriptions of attributes that are in several schemas.
const (
	docDelay        = "The figures are up to 15 minutes old."
	docPayloadValue = "Number of payloads, or of bytes if `as_bytes` is `true`."
)

// request holds the attributes that all data sources of counts over time have.
type request struct {
	base.RangeRequest
	OrganizationID types.String `tfsdk:"organization_id"`
	SandboxID      types.String `tfsdk:"sandbox_id"`
}

// requestAttributes returns the attributes of a request and the additional ones.
func requestAttributes(additional map[string]schema.Attribute) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"organization_id": schema.StringAttribute{
			MarkdownDescription: "ID of the organization. If neither this nor `sandbox_id` is set, the whole instance is counted, without its sandboxes.",
			Optional:            true,
			Validators:          []validator.String{base.IsID()},
		},
		"sandbox_id": schema.StringAttribute{
			MarkdownDescription: "ID of the sandbox, which is the personal account of a user, as in `losant_instance_sandboxes`. Conflicts with `organization_id`.",
			Optional:            true,
			Validators:          []validator.String{base.IsID(), stringvalidator.ConflictsWith(path.MatchRoot("organization_id"))},
		},
	}
	maps.Copy(attributes, additional)
	return base.RangeAttributes("30 days", attributes)
}

// read reads the configuration into data, which contains the request, calls the
// API, and sets the state to data. Call fills in the counts.
func (r *request) read(ctx context.Context, d *base.DataSource, data any, req datasource.ReadRequest, resp *datasource.ReadResponse,
	call func(losant.UsageOwner, losant.Range) error,
) {
	r.Read(ctx, d, data, req, resp, defaultLength, func(timeRange losant.Range) (string, error) {
		return "read the usage of " + r.ownerName(), call(r.owner(), timeRange)
	})
}

// owner returns whose usage is counted.
func (r *request) owner() losant.UsageOwner {
	return losant.UsageOwner{
		InstanceID:     r.InstanceID.ValueString(),
		OrganizationID: r.OrganizationID.ValueString(),
		SandboxID:      r.SandboxID.ValueString(),
	}
}

// ownerName returns how messages name the owner.
func (r *request) ownerName() string {
	switch {
	case !r.OrganizationID.IsNull():
		return "organization " + r.OrganizationID.ValueString()
	case !r.SandboxID.IsNull():
		return "sandbox " + r.SandboxID.ValueString()
	}
	return "instance " + r.InstanceID.ValueString()
}

// asBytesAttribute returns the attribute that selects the unit of payload counts.
func asBytesAttribute() schema.BoolAttribute {
	return schema.BoolAttribute{
		MarkdownDescription: "Whether to count bytes instead of payloads. Defaults to `false`.",
		Optional:            true,
	}
}

// dailyCountsAttribute returns a list with an entry for each day. The numbers of an
// entry are given as a map from name to description.
func dailyCountsAttribute(numbers map[string]string) schema.Attribute {
	return countsAttribute("The days of the range, in order.", "The day, as an RFC 3339 timestamp.", numbers)
}

// countsAttribute returns a list of entries with a date. The numbers of an entry
// are given as a map from name to description.
func countsAttribute(doc, docDate string, numbers map[string]string) schema.Attribute {
	attributes := map[string]schema.Attribute{
		"date": base.ComputedString(docDate),
	}
	for name, doc := range numbers {
		attributes[name] = base.ComputedInt64(doc)
	}
	return schema.ListNestedAttribute{
		MarkdownDescription: doc,
		Computed:            true,
		NestedObject:        schema.NestedAttributeObject{Attributes: attributes},
	}
}
