package base

import (
	"context"
	"encoding/json"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// JSONObject accepts a JSON object.
func JSONObject() validator.String {
	return HasFormat("Invalid JSON", "value must be a JSON object", func(text string) bool {
		var object map[string]json.RawMessage
		return json.Unmarshal([]byte(text), &object) == nil && object != nil
	})
}

// SameJSON reports whether two texts have the same JSON content. The order of
// fields and the white space do not matter.
func SameJSON(a, b string) bool {
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}

// KeepSameJSON plans the prior text if the configured one has the same JSON
// content.
func KeepSameJSON() planmodifier.String { return keepSameJSON{} }

type keepSameJSON struct{}

func (keepSameJSON) Description(context.Context) string {
	return "Keeps the prior value if it has the same JSON content."
}

func (m keepSameJSON) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (keepSameJSON) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if SameJSON(req.StateValue.ValueString(), req.PlanValue.ValueString()) {
		resp.PlanValue = req.StateValue
	}
}
