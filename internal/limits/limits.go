package limits

import (
	"context"
	"fmt"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// AttrTypes are the types of the object's attributes for a table.
func AttrTypes(table []Limit) map[string]attr.Type {
	attrTypes := make(map[string]attr.Type, len(table))
	for _, l := range table {
		attrTypes[l.Name] = types.Int64Type
	}
	return attrTypes
}

// One map for every value of an organization's limits: objects are made by the
// thousand, and the map is only ever read.
var organizationTypes = AttrTypes(Table)

// Attribute is the limits attribute of a resource. A limit that the
// configuration does not name is left as found.
func Attribute() schema.SingleNestedAttribute {
	attributes := make(map[string]schema.Attribute, len(Table))
	for _, l := range Table {
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
		MarkdownDescription: "What the organization may consume. A limit that is not named here is left as it is: a new organization gets the " +
			"defaults of the instance, and a later change made elsewhere is no drift. Removing a limit from the configuration keeps its value. " +
			"`0` allows none. Except for `system_interval`, no limit may exceed the instance's own.",
		Optional:      true,
		Computed:      true,
		Attributes:    attributes,
		PlanModifiers: []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
	}
}

// RequiredAttribute is the limits attribute of a resource that is about nothing
// else. At least one limit must be named.
func RequiredAttribute() schema.SingleNestedAttribute {
	attribute := Attribute()
	attribute.Required, attribute.Optional, attribute.Computed, attribute.PlanModifiers = true, false, false, nil
	attribute.Validators = []validator.Object{namesOne{}}
	attribute.MarkdownDescription = "The limits to manage, at least one. Those that are not named here follow the API without a difference, " +
		"so that others may manage them. `0` allows none. Except for `system_interval`, no limit may exceed the instance's own."
	return attribute
}

type namesOne struct{}

func (namesOne) Description(context.Context) string { return "at least one limit must be named" }

func (v namesOne) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v namesOne) ValidateObject(ctx context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	for _, limit := range req.ConfigValue.Attributes() {
		if !limit.IsNull() {
			return
		}
	}
	resp.Diagnostics.AddAttributeError(req.Path, "No limit named", fmt.Sprintf("In %s %s, for example device = 100.", req.Path, v.Description(ctx)))
}

// ComputedAttribute is the limits attribute of a data source.
func ComputedAttribute(table []Limit, doc string) datasource.SingleNestedAttribute {
	attributes := make(map[string]datasource.Attribute, len(table))
	for _, l := range table {
		attributes[l.Name] = datasource.Int64Attribute{MarkdownDescription: l.describe(), Computed: true}
	}
	return datasource.SingleNestedAttribute{MarkdownDescription: doc, Computed: true, Attributes: attributes}
}

// AddFields adds the fields of a request body that are limits: inside of an
// object, and the attributes inside of another.
func AddFields(fields base.Fields, object string, at path.Path) {
	fields[object] = at
	for _, l := range Table {
		fields[object+"."+l.Key] = at.AtName(l.Name)
	}
}

// FromAPI maps the limits that the API returned: null for a key that it left out.
func FromAPI(table []Limit, answer losant.Limits) types.Object {
	values := make(map[string]attr.Value, len(table))
	for _, l := range table {
		values[l.Name] = types.Int64Null()
		if v, ok := answer[l.Key]; ok {
			values[l.Name] = types.Int64Value(v)
		}
	}
	attrTypes := organizationTypes
	if len(table) != len(Table) {
		attrTypes = AttrTypes(table)
	}
	return types.ObjectValueMust(attrTypes, values)
}

// ToAPI returns the known limits of plan that differ from prior, by the API's
// keys: the limits to send. It is nil when there are none. For a creation,
// prior is a null object.
func ToAPI(plan, prior types.Object) losant.Limits {
	var changed losant.Limits
	planned, before := plan.Attributes(), prior.Attributes()
	for _, l := range Table {
		v, ok := known(planned[l.Name])
		if old, had := known(before[l.Name]); !ok || had && old == v {
			continue
		}
		if changed == nil {
			changed = losant.Limits{}
		}
		changed[l.Key] = v
	}
	return changed
}

// Known returns the limits that the table has: the API refuses any other.
func Known(all losant.Limits) losant.Limits {
	known := losant.Limits{}
	for _, l := range Table {
		if v, ok := all[l.Key]; ok {
			known[l.Key] = v
		}
	}
	return known
}

// Fill returns plan with each unknown limit taken from the answer.
func Fill(plan, answer types.Object) types.Object {
	if plan.IsUnknown() || plan.IsNull() {
		return answer
	}
	values := plan.Attributes()
	for name, v := range answer.Attributes() {
		if values[name].IsUnknown() {
			values[name] = v
		}
	}
	return types.ObjectValueMust(organizationTypes, values)
}

// known returns a limit's value, and false when it is missing, null or unknown.
func known(v attr.Value) (int64, bool) {
	n, ok := v.(types.Int64)
	return n.ValueInt64(), ok && !n.IsNull() && !n.IsUnknown()
}

func (l Limit) describe() string {
	doc := l.Doc
	if l.Unit != "" {
		doc += ", in " + l.Unit
	}
	switch {
	case l.Max != 0:
		doc += ", from " + strconv.FormatInt(l.Min, 10) + " to " + strconv.FormatInt(l.Max, 10)
	case l.Min != 0:
		doc += ", at least " + strconv.FormatInt(l.Min, 10)
	}
	return doc + "."
}
