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
		fields[field+"."+l.Key] = at.AtMapKey(l.Name)
	}
}

// FromAPI returns all limits of the table. A limit that the API did not return is
// null.
func (t Table) FromAPI(remote losant.Limits) types.Map {
	values := make(map[string]attr.Value, len(t.rows))
	for _, l := range t.rows {
		values[l.Name] = types.NumberNull()
		if v, ok := remote[l.Key]; ok {
			values[l.Name] = base.IntNumber(v)
		}
	}
	return types.MapValueMust(types.NumberType, values)
}

// Imported returns the limits of the state after an import: all that the API
// returned.
func Imported(remote losant.Limits) types.Map {
	values := make(map[string]attr.Value, len(remote))
	for _, l := range organizationTable.rows {
		if v, ok := remote[l.Key]; ok {
			values[l.Name] = base.IntNumber(v)
		}
	}
	return types.MapValueMust(types.NumberType, values)
}

// Refreshed returns the limits of the state after a refresh: those of the prior
// state, as the API returned them now. What was null stays null, and a limit that
// the API no longer returns becomes null.
func Refreshed(prior types.Map, remote losant.Limits) types.Map {
	if prior.IsNull() || prior.IsUnknown() {
		return prior
	}
	values := prior.Elements()
	for name, before := range values {
		values[name] = types.NumberNull()
		if i, ok := organizationTable.names[name]; ok && !before.IsNull() {
			if v, ok := remote[organizationTable.rows[i].Key]; ok {
				values[name] = base.IntNumber(v)
			}
		}
	}
	return types.MapValueMust(types.NumberType, values)
}

// ToAPI returns the limits to send, by the API's keys: the known limits of plan
// that prior lacks or that differ from it. It returns nil if there are none. For
// a creation, prior is null.
func ToAPI(plan, prior types.Map) losant.Limits {
	var changed losant.Limits
	before := prior.Elements()
	for name, planned := range plan.Elements() {
		i, ok := organizationTable.names[name]
		v, known := value(planned)
		if old, had := value(before[name]); !ok || !known || had && old == v {
			continue
		}
		if changed == nil {
			changed = losant.Limits{}
		}
		changed[organizationTable.rows[i].Key] = v
	}
	return changed
}

// Unreadable returns the names of the limits in the state whose values in a response
// are no whole numbers. They must not pass for limits that are not set.
func Unreadable(state types.Map, remote losant.RawLimits) []string {
	readable := remote.Limits()
	var names []string
	for _, l := range organizationTable.rows {
		_, known := readable[l.Key]
		raw, exists := remote[l.Key]
		if v := state.Elements()[l.Name]; v != nil && !v.IsNull() && exists && !known && string(raw) != "null" {
			names = append(names, l.Name)
		}
	}
	return names
}

// value returns a limit's value. It returns false if the limit is missing, null,
// unknown or not a whole number.
func value(v attr.Value) (int64, bool) {
	n, ok := v.(types.Number)
	if !ok {
		return 0, false
	}
	return base.Int64(n)
}
