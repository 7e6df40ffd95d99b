package limits

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// AddFields connects the limits in a field of a request body to the attributes
// at a path.
func AddFields(fields base.Fields, field string, at path.Path) {
	fields[field] = at
	for _, l := range organizationTable.rows {
		fields[field+"."+l.Key] = at.AtName(l.Name)
	}
}

// FromAPI returns the object of the limits that the API returned. A limit that is
// missing there is null.
func (t Table) FromAPI(remote losant.Limits) types.Object {
	values := make(map[string]attr.Value, len(t.rows))
	for _, l := range t.rows {
		values[l.Name] = types.Int64Null()
		if v, ok := remote[l.Key]; ok {
			values[l.Name] = types.Int64Value(v)
		}
	}
	return types.ObjectValueMust(t.attrTypes, values)
}

// ToAPI returns the limits to send, by the API's keys: the known limits of plan
// that differ from prior. It returns nil if there are none. For a creation, prior
// is a null object.
func ToAPI(plan, prior types.Object) losant.Limits {
	var changed losant.Limits
	planned, before := plan.Attributes(), prior.Attributes()
	for _, l := range organizationTable.rows {
		v, ok := int64Value(planned[l.Name])
		if old, had := int64Value(before[l.Name]); !ok || had && old == v {
			continue
		}
		if changed == nil {
			changed = losant.Limits{}
		}
		changed[l.Key] = v
	}
	return changed
}

// WithoutUnknownKeys returns the limits that an organization can have. The API
// rejects all others.
func WithoutUnknownKeys(all losant.Limits) losant.Limits {
	known := losant.Limits{}
	for _, l := range organizationTable.rows {
		if v, ok := all[l.Key]; ok {
			known[l.Key] = v
		}
	}
	return known
}

// FillUnknown returns plan with each unknown limit replaced by that of a
// response.
func FillUnknown(plan, remote types.Object) types.Object {
	if plan.IsUnknown() || plan.IsNull() {
		return remote
	}
	values := plan.Attributes()
	for name, v := range remote.Attributes() {
		if values[name].IsUnknown() {
			values[name] = v
		}
	}
	return types.ObjectValueMust(organizationTable.attrTypes, values)
}

// int64Value returns a limit's value. It returns false if the limit is missing,
// null or unknown.
func int64Value(v attr.Value) (int64, bool) {
	n, ok := v.(types.Int64)
	return n.ValueInt64(), ok && !n.IsNull() && !n.IsUnknown()
}
