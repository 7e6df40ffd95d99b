package limits

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

const docRange = " `0` allows none. A limit must not exceed the instance's limit of the same name, except for `system_interval`."

// Attribute is the limits attribute of a resource. A limit that is not set keeps
// its current value.
func Attribute() schema.SingleNestedAttribute {
	attributes := make(map[string]schema.Attribute, len(organizationTable.rows))
	for _, l := range organizationTable.rows {
		validators := []validator.Int64{int64validator.AtLeast(l.Min)}
		if l.Max != 0 {
			validators = []validator.Int64{int64validator.Between(l.Min, l.Max)}
		}
		attributes[l.Name] = schema.Int64Attribute{
			MarkdownDescription: l.describe(),
			Optional:            true,
			Computed:            true,
			Validators:          validators,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		}
	}
	return schema.SingleNestedAttribute{
		MarkdownDescription: "What the organization may consume. If a limit is not set, or removed from the configuration, its current value is kept, " +
			"and a change outside Terraform is not drift. A new organization gets the defaults of the instance." + docRange,
		Optional:      true,
		Computed:      true,
		Attributes:    attributes,
		PlanModifiers: []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
	}
}

// RequiredAttribute is the limits attribute of a resource that manages nothing
// else.
func RequiredAttribute() schema.SingleNestedAttribute {
	attribute := Attribute()
	attribute.Required, attribute.Optional, attribute.Computed, attribute.PlanModifiers = true, false, false, nil
	attribute.Validators = []validator.Object{atLeastOneLimit{}}
	attribute.MarkdownDescription = "The limits to manage, at least one. If a limit is not set, its current value is kept, and it can be managed elsewhere." + docRange
	return attribute
}

type atLeastOneLimit struct{}

func (atLeastOneLimit) Description(context.Context) string { return "at least one limit must be set" }

func (v atLeastOneLimit) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v atLeastOneLimit) ValidateObject(_ context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	for _, limit := range req.ConfigValue.Attributes() {
		if !limit.IsNull() {
			return
		}
	}
	resp.Diagnostics.AddAttributeError(req.Path, "No limit is set",
		fmt.Sprintf("Set at least one limit in %s, for example device = 100.", req.Path))
}

// ComputedAttribute is the limits attribute of a data source.
func (t Table) ComputedAttribute(doc string) datasource.SingleNestedAttribute {
	attributes := make(map[string]datasource.Attribute, len(t.rows))
	for _, l := range t.rows {
		attributes[l.Name] = datasource.Int64Attribute{MarkdownDescription: l.describe(), Computed: true}
	}
	return datasource.SingleNestedAttribute{MarkdownDescription: doc, Computed: true, Attributes: attributes}
}
