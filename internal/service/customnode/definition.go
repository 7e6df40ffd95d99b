package customnode

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// parts are the fields of a definition, with the first character of their values.
var parts = map[string]string{"triggers": "[", "nodes": "[", "customNodeConfig": "{"}

// attributeOf holds the fields of a custom node that have an attribute of their own.
var attributeOf = map[string]string{
	"name": "name", "description": "description", "shortDescription": "short_description", "category": "category", "iconData": "icon_data",
	"docsUrl": "docs_url", "minimumAgentVersion": "minimum_agent_version", "customNodeSupports": "supports",
}

// parseDefinition returns the parts of a definition. A text that is not valid has
// none.
func parseDefinition(text string) losant.CustomNodeDefinition {
	var definition losant.CustomNodeDefinition
	_ = json.Unmarshal([]byte(text), &definition) // The validator reports it.
	return definition
}

// canonical returns the definition that the API returned as text whose form depends
// only on its content.
func canonical(definition losant.CustomNodeDefinition) string {
	if !definition.HasConfig() {
		definition.Config = nil
	}
	text, _ := json.Marshal(definition) //nolint:errchkjson // It was decoded from JSON.
	var value any
	_ = json.Unmarshal(text, &value)
	text, _ = json.Marshal(value) //nolint:errchkjson // It was decoded from JSON.
	return string(text)
}

// definitionKey is the key of the origin in the private state.
const definitionKey = "definition"

// origin says where the definition in the state comes from.
type origin struct {
	// Hash is that of the API's definition when the definition in the state was
	// written or read.
	Hash string `json:"hash"`
	// Imported reports that the definition in the state is the API's, and that the
	// configuration may lack what Losant has added.
	Imported bool `json:"imported,omitempty"`
}

type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

type privateWriter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

func hash(definition losant.CustomNodeDefinition) string {
	sum := sha256.Sum256([]byte(canonical(definition)))
	return hex.EncodeToString(sum[:])
}

func loadOrigin(ctx context.Context, private privateReader) (stored origin, diags diag.Diagnostics) {
	raw, diags := private.GetKey(ctx, definitionKey)
	_ = json.Unmarshal(raw, &stored) // There is none after an import.
	return stored, diags
}

func (o origin) store(ctx context.Context, private privateWriter) diag.Diagnostics {
	raw, _ := json.Marshal(o) //nolint:errchkjson // A string and a bool are always JSON.
	return private.SetKey(ctx, definitionKey, raw)
}

// readDefinition puts the API's definition into the state, unless it is as it was
// when the definition in the state was written: Losant may have completed it.
func (m *model) readDefinition(remote losant.CustomNodeDefinition, stored origin) origin {
	current := hash(remote)
	if m.Definition.IsNull() {
		m.Definition = types.StringValue(canonical(remote))
		return origin{Hash: current, Imported: true}
	}
	if stored.Hash == current {
		return stored
	}
	if text := canonical(remote); !base.SameJSON(text, m.Definition.ValueString()) {
		m.Definition = types.StringValue(text)
	}
	return origin{Hash: current}
}

// keepEqualDefinition plans the prior definition if the configured one has the same
// content, or if the prior one was imported and contains the configured one.
type keepEqualDefinition struct{}

func (keepEqualDefinition) Description(context.Context) string {
	return "Keeps the prior value if it has the same JSON content."
}

func (m keepEqualDefinition) MarkdownDescription(ctx context.Context) string {
	return m.Description(ctx)
}

func (keepEqualDefinition) PlanModifyString(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	prior, planned := req.StateValue.ValueString(), req.PlanValue.ValueString()
	if prior == "" || planned == "" {
		return
	}
	stored, diags := loadOrigin(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if base.SameJSON(prior, planned) || stored.Imported && contains(decode(prior), decode(planned)) {
		resp.PlanValue = req.StateValue
	}
}

func decode(text string) (value any) {
	_ = json.Unmarshal([]byte(text), &value) // The validator reports it.
	return value
}

// contains reports whether a JSON value has everything that a part of it has. Lists
// must have equally many items, in the same order.
func contains(whole, part any) bool {
	switch part := part.(type) {
	case map[string]any:
		object, ok := whole.(map[string]any)
		for name, value := range part {
			field, has := object[name]
			ok = ok && has && contains(field, value)
		}
		return ok
	case []any:
		list, ok := whole.([]any)
		return ok && slices.EqualFunc(list, part, contains)
	}
	return whole == part
}

// changedJSON returns what an update sends for a part of a definition: nothing if
// the content is the same.
func changedJSON(planned, prior json.RawMessage) losant.Optional[json.RawMessage] {
	if base.SameJSON(string(planned), string(prior)) {
		return losant.Optional[json.RawMessage]{}
	}
	return losant.Set(planned)
}

// clearDescription adds an empty resultDescription to a planned customNodeConfig that
// has none while the prior one has. It is the only optional field, and the API may
// merge what it gets into what it has.
func clearDescription(planned, prior json.RawMessage) json.RawMessage {
	var before, after map[string]json.RawMessage
	if json.Unmarshal(prior, &before) != nil || json.Unmarshal(planned, &after) != nil {
		return planned
	}
	if description := string(before["resultDescription"]); description == "" || description == `""` || after["resultDescription"] != nil {
		return planned
	}
	after["resultDescription"] = json.RawMessage(`""`)
	text, _ := json.Marshal(after) //nolint:errchkjson // It was decoded from JSON.
	return text
}

// isDefinition accepts the definition of a custom node, without what has an
// attribute of its own and what Losant chooses.
type isDefinition struct{}

func (isDefinition) Description(context.Context) string {
	return "value must be a JSON object with triggers, nodes and customNodeConfig"
}

func (v isDefinition) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v isDefinition) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if problem := problemWith(req.ConfigValue.ValueString()); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid definition of a custom node", problem)
	}
}

// problemWith returns what is wrong with a definition, or "".
func problemWith(text string) string {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &fields); err != nil || fields == nil {
		return "The definition is not a JSON object. Set it with jsonencode, or read it from a file."
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		switch attribute := attributeOf[name]; {
		case parts[name] != "":
		case attribute != "":
			return fmt.Sprintf("The definition has the field %q. Remove it, and set the attribute %s instead.", name, attribute)
		default:
			return fmt.Sprintf("The definition has the field %q, which Losant does not accept: it chooses such values itself. "+
				"Remove it. A definition has the fields triggers, nodes and customNodeConfig.", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		value, ok := fields[name]
		switch {
		case !ok && name == "customNodeConfig":
		case !ok:
			return fmt.Sprintf("The definition lacks the field %q. Set it to a list, which may be empty.", name)
		case !strings.HasPrefix(string(value), parts[name]) && parts[name] == "[":
			return fmt.Sprintf("The field %q of the definition is not a list. Set it to a list, which may be empty.", name)
		case !strings.HasPrefix(string(value), parts[name]):
			return fmt.Sprintf("The field %q of the definition is not an object. Set it to an object, or remove it.", name)
		}
	}
	return problemInside(text)
}

// problemInside returns what is wrong with the parts of a definition, or "". An empty
// customNodeConfig is like none.
func problemInside(text string) string {
	var definition struct {
		Triggers []any          `json:"triggers"`
		Nodes    []any          `json:"nodes"`
		Config   map[string]any `json:"customNodeConfig"`
	}
	_ = json.Unmarshal([]byte(text), &definition) // The parts have these types.
	problem := triggerRules.problemIn("triggers", definition.Triggers)
	if problem == "" {
		problem = nodeRules.problemIn("nodes", definition.Nodes)
	}
	if problem == "" && len(definition.Config) > 0 {
		problem = configRules.problem("customNodeConfig", definition.Config)
	}
	return problem
}
