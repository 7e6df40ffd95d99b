package limits

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ExactKey is the key of a marker in the private state. With it, the limits in the
// state are those that the configuration named. Without it, they are lenient: all
// that the API returned to an import, of which a configuration may name some.
const ExactKey = "limits_exact"

type privateWriter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// MarkExact stores the marker. Every create calls it, and every successful update
// that changes the limits in the state.
func MarkExact(ctx context.Context, private privateWriter) diag.Diagnostics {
	return private.SetKey(ctx, ExactKey, []byte("true"))
}

// planLimits plans limits, see PlannedValue.
type planLimits struct{}

func (planLimits) Description(context.Context) string {
	return "Limits that are not set keep their values."
}

func (m planLimits) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (planLimits) PlanModifyMap(ctx context.Context, req planmodifier.MapRequest, resp *planmodifier.MapResponse) {
	marker, diags := req.Private.GetKey(ctx, ExactKey)
	resp.Diagnostics.Append(diags...)
	resp.PlanValue = PlannedValue(req.ConfigValue, req.StateValue, marker != nil)
}

// PlannedValue returns the limits to plan for a configuration and a prior state. A
// null value in the configuration means that the limit is not managed.
func PlannedValue(config, prior types.Map, exact bool) types.Map {
	switch {
	case config.IsUnknown():
		return config
	case config.IsNull() && (!exact || !hasValues(prior)):
		return prior
	case config.IsNull():
		return types.MapNull(types.NumberType)
	case prior.IsNull():
		return config
	case isWhollyKnown(config) && agrees(config.Elements(), prior.Elements(), exact):
		return prior
	default:
		return config
	}
}

func hasValues(limits types.Map) bool {
	for _, v := range limits.Elements() {
		if !v.IsNull() {
			return true
		}
	}
	return false
}

func isWhollyKnown(limits types.Map) bool {
	for _, v := range limits.Elements() {
		if v.IsUnknown() {
			return false
		}
	}
	return true
}

// agrees reports whether each value of the configuration that is not null equals
// the prior one, and, if exact, whether there are no others.
func agrees(config, prior map[string]attr.Value, exact bool) bool {
	for name, v := range config {
		if !v.IsNull() && !v.Equal(prior[name]) {
			return false
		}
	}
	if !exact {
		return true
	}
	for name, v := range prior {
		if !v.IsNull() && (config[name] == nil || config[name].IsNull()) {
			return false
		}
	}
	return true
}

// PlansPrior reports whether PlannedValue is the prior value, for values that are
// decoded from MessagePack and wholly known.
func PlansPrior(config, prior any, exact bool) bool {
	configured, isSet := config.(map[string]any)
	before, existed := prior.(map[string]any)
	if !isSet {
		return !exact || !slices.ContainsFunc(slices.Collect(maps.Values(before)), func(v any) bool { return v != nil })
	}
	if !existed {
		return false
	}
	for name, v := range configured {
		if v != nil && !sameNumber(v, before[name]) {
			return false
		}
	}
	if exact {
		for name, v := range before {
			if v != nil && configured[name] == nil {
				return false
			}
		}
	}
	return true
}

// sameNumber compares numbers that MessagePack may encode in different ways.
func sameNumber(a, b any) bool {
	return a == b || a != nil && b != nil && fmt.Sprint(a) == fmt.Sprint(b)
}

// RemovalWarning warns of the limits that a plan no longer manages. They keep
// their values.
func RemovalWarning(at path.Path, planned, prior types.Map, object string) diag.Diagnostics {
	if planned.IsUnknown() {
		return nil
	}
	var kept []string
	after := planned.Elements()
	for _, name := range slices.Sorted(maps.Keys(prior.Elements())) {
		before, ok := value(prior.Elements()[name])
		if v := after[name]; ok && (v == nil || v.IsNull()) {
			kept = append(kept, fmt.Sprintf("%s stays %d", name, before))
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(at, "Limits of "+object+" are no longer managed",
		strings.Join(kept, ", ")+". Terraform sends nothing for these limits, and does not report changes to them any more. To manage one again, set it.")}
}
