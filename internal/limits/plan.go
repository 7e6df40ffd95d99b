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
	elements := func(limits types.Map) map[string]attr.Value {
		if limits.IsNull() {
			return nil
		}
		return limits.Elements()
	}
	isNull := func(v attr.Value) bool { return v == nil || v.IsNull() }
	switch {
	case config.IsUnknown():
		return config
	case plansPrior(elements(config), elements(prior), exact, isNull, attr.Value.Equal):
		return prior
	case config.IsNull():
		return types.MapNull(types.NumberType)
	default:
		return config
	}
}

// PlansPrior reports whether PlannedValue is the prior value, for values that are
// decoded from MessagePack and wholly known.
func PlansPrior(config, prior any, exact bool) bool {
	configured, _ := config.(map[string]any)
	before, _ := prior.(map[string]any)
	return plansPrior(configured, before, exact, func(v any) bool { return v == nil }, sameNumber)
}

// plansPrior reports whether a configuration plans the prior limits: each of its
// values equals the prior one, and, if exact, there are no others. Both maps are nil
// if the attribute is null. An unknown value equals none.
func plansPrior[V any](config, prior map[string]V, exact bool, isNull func(V) bool, equal func(V, V) bool) bool {
	if config != nil && prior == nil {
		return false
	}
	for name, v := range config {
		if !isNull(v) && !equal(v, prior[name]) {
			return false
		}
	}
	for name, v := range prior {
		if exact && !isNull(v) && isNull(config[name]) {
			return false
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
		strings.Join(kept, ", ")+". Terraform sends nothing for these limits, and no longer reports changes to them. To manage a limit again, set it.")}
}
