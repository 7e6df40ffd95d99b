package base_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// fields has an attribute with another name, an object whose fields have rows, and
// an object whose fields have none.
var fields = base.Fields{
	"name":                  path.Root("name"),
	"scope":                 path.Root("scopes"),
	"status":                path.Root("status"),
	"ruleConfig":            path.Root("rule"),
	"ruleConfig.threshold":  path.Root("rule").AtName("threshold"),
	"ruleConfig.thresholds": path.Root("rule").AtName("thresholds"),
	"banner":                path.Root("banner"),
}

func TestAttributeOfAField(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		field string
		want  path.Path
		ok    bool
	}{
		"field with a row":             {"scope", path.Root("scopes"), true},
		"nested field with a row":      {"ruleConfig.threshold", path.Root("rule").AtName("threshold"), true},
		"nested field without a row":   {"ruleConfig.type", path.Root("rule"), true},
		"deep field without a row":     {"banner.style.color", path.Root("banner"), true},
		"unknown field":                {"color", path.Empty(), false},
		"field that begins like a row": {"names", path.Empty(), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, ok := fields.Attribute(tc.field); ok != tc.ok || !got.Equal(tc.want) {
				t.Errorf("got %s, %t, want %s, %t", got, ok, tc.want, tc.ok)
			}
		})
	}
}

func TestAtAttributePointsAtTheOnlyCandidate(t *testing.T) {
	t.Parallel()
	badRequest := func(message string) error {
		return &losant.Error{StatusCode: http.StatusBadRequest, Message: message}
	}
	type body = map[string]any
	rule := body{"threshold": 1, "type": "x"}
	for name, tc := range map[string]struct {
		err  error
		body any
		want string // "" means no path
	}{
		"one sent field named":              {badRequest("scope is too wide"), body{"name": "a", "scope": "b"}, "scopes"},
		"one field named that was not sent": {badRequest("status is missing"), body{"name": "a", "scope": "b"}, "status"},
		"sent field takes precedence":       {badRequest("name needs a status"), body{"name": "a", "scope": "b"}, "name"},
		"several fields named":              {badRequest("name and scope conflict"), body{"name": "a", "scope": "b"}, ""},
		"object named":                      {badRequest("ruleConfig is invalid"), body{"name": "a", "ruleConfig": rule}, "rule"},
		"object and its field named":        {badRequest("ruleConfig.threshold is too high"), body{"name": "a", "ruleConfig": rule}, "rule.threshold"},
		"field of an object named":          {badRequest(`"threshold" is too high`), body{"name": "a", "ruleConfig": rule}, "rule.threshold"},
		"field named inside a longer word":  {badRequest("rename it"), body{"name": "a", "scope": "b"}, ""},
		"other letter case":                 {badRequest("Scope is too wide"), body{"name": "a", "scope": "b"}, ""},
		"no field named, one sent":          {badRequest("no"), body{"name": "a"}, "name"},
		"no field named, one object sent":   {badRequest("no"), body{"banner": body{"a": 1, "b": 2}}, "banner"},
		"no field named, several sent":      {badRequest("no"), body{"name": "a", "scope": "b"}, ""},
		"path of a field":                   {badRequest("apiToken.scope has more items than allowed"), body{"name": "a", "scope": "b"}, "scopes"},
		"path of an item":                   {badRequest("apiToken.scope.0 no (or more than one) schemas match"), body{"name": "a", "scope": "b"}, "scopes"},
		"path of a field of an object":      {badRequest("notificationRule.ruleConfig.threshold is less than minimum"), body{"name": "a", "ruleConfig": rule}, "rule.threshold"},
		"path of an object":                 {badRequest("notificationRule.ruleConfig has additional properties"), body{"name": "a", "ruleConfig": rule}, "rule"},
		"path of an unknown field":          {badRequest("notificationRule.ruleConfig.color is an additional property"), body{"name": "a", "ruleConfig": rule}, "rule"},
		"path of the whole body":            {badRequest("apiToken has additional properties"), body{"name": "a", "scope": "b"}, ""},
		"unknown field sent":                {badRequest("color is wrong"), body{"color": "red"}, ""},
		"unknown field sent with another":   {badRequest("no"), body{"color": "red", "name": "a"}, "name"},
		"not a bad request":                 {&losant.Error{StatusCode: http.StatusForbidden, Message: "scope"}, body{"scope": "b"}, ""},
		"not an error of the API":           {errors.New("scope"), body{"scope": "b"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plain := diag.NewErrorDiagnostic("summary", "detail")
			got := fields.AtAttribute(plain, tc.err, tc.body)
			if got.Summary() != plain.Summary() || got.Detail() != plain.Detail() {
				t.Errorf("the message is now %s: %s", got.Summary(), got.Detail())
			}
			at := ""
			if d, ok := got.(diag.DiagnosticWithPath); ok {
				at = d.Path().String()
			}
			if at != tc.want {
				t.Errorf("got path %q, want %q", at, tc.want)
			}
		})
	}
}

func TestFieldNamesAreSortedAndDotted(t *testing.T) {
	t.Parallel()
	type object = map[string]any
	for name, tc := range map[string]struct {
		body any
		want []string
	}{
		"values of all types": {object{"d": nil, "a": "", "c": []any{object{"x": 1}}, "b": 0}, []string{"a", "b", "c", "d"}},
		"nested objects":      {object{"b": object{"y": object{"z": 1}, "x": 2}, "a": 1}, []string{"a", "b.x", "b.y.z"}},
		"empty object":        {object{"a": object{}}, []string{"a"}},
		"struct":              {losant.NotificationRulePatch{Name: losant.Set("a"), CallbackURL: losant.Clear[string]()}, []string{"callbackUrl", "name"}},
		"no JSON":             {func() {}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := base.FieldNames(tc.body); !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// schemaOnly is a resource of which only the schema is used.
type schemaOnly struct {
	resource.Resource
	schema schema.Schema
}

func (r schemaOnly) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = r.schema
}

func TestKeepsCurrentValueIfOptionalAndComputedWithoutDefault(t *testing.T) {
	t.Parallel()
	attributes := func() map[string]schema.Attribute {
		return map[string]schema.Attribute{
			"kept":      schema.StringAttribute{Optional: true, Computed: true},
			"kept_list": schema.ListAttribute{Optional: true, Computed: true, ElementType: types.StringType},
			"defaulted": schema.StringAttribute{Optional: true, Computed: true, Default: stringdefault.StaticString("a")},
			"optional":  schema.StringAttribute{Optional: true},
			"computed":  schema.StringAttribute{Computed: true},
			"required":  schema.StringAttribute{Required: true},
		}
	}
	all := attributes()
	all["kept_map"] = schema.MapAttribute{Optional: true, Computed: true, ElementType: types.StringType}
	all["object"] = schema.SingleNestedAttribute{Optional: true, Attributes: attributes()}
	keeps := base.KeepsCurrentValue(t.Context(), schemaOnly{schema: schema.Schema{Attributes: all}})
	for name, want := range map[string]bool{
		"kept": true, "kept_list": true, "defaulted": false, "optional": false, "computed": false, "required": false, "missing": false,
	} {
		for _, at := range []path.Path{path.Root(name), path.Root("object").AtName(name)} {
			if got := keeps(at); got != want {
				t.Errorf("%s: got %t, want %t", at, got, want)
			}
		}
	}
	if keeps(path.Root("object")) {
		t.Error("an optional object keeps its current value")
	}
	if at := path.Root("kept_map").AtMapKey("a"); !keeps(at) {
		t.Errorf("%s does not keep its current value, but its map does", at)
	}
}

func TestChangedValuesAreSent(t *testing.T) {
	t.Parallel()
	null, empty, text, unknown := types.StringNull(), types.StringValue(""), types.StringValue("a"), types.StringUnknown()
	for _, tc := range []struct {
		plan, prior types.String
		want        losant.Optional[string]
	}{
		{text, text, losant.Optional[string]{}},
		{text, null, losant.Set("a")},
		{null, text, losant.Set("")},
		{null, empty, losant.Optional[string]{}},
		{empty, null, losant.Optional[string]{}},
		{unknown, text, losant.Optional[string]{}},
	} {
		if got := base.ChangedText(tc.plan, tc.prior); !sameJSON(t, got, tc.want) {
			t.Errorf("ChangedText(%s, %s) is %v, want %v", tc.plan, tc.prior, got, tc.want)
		}
	}
	for _, tc := range []struct {
		plan, prior types.Bool
		want        losant.Optional[bool]
	}{
		{types.BoolValue(true), types.BoolValue(true), losant.Optional[bool]{}},
		{types.BoolValue(false), types.BoolValue(true), losant.Set(false)},
		{types.BoolValue(false), types.BoolNull(), losant.Set(false)},
		{types.BoolNull(), types.BoolValue(true), losant.Optional[bool]{}},
		{types.BoolUnknown(), types.BoolValue(true), losant.Optional[bool]{}},
	} {
		if got := base.ChangedBool(tc.plan, tc.prior); !sameJSON(t, got, tc.want) {
			t.Errorf("ChangedBool(%s, %s) is %v, want %v", tc.plan, tc.prior, got, tc.want)
		}
	}
}

// sameJSON reports whether two optional fields are sent alike.
func sameJSON[T any](t *testing.T, a, b losant.Optional[T]) bool {
	t.Helper()
	x, errX := a.MarshalJSON()
	y, errY := b.MarshalJSON()
	if errX != nil || errY != nil {
		t.Fatal(errX, errY)
	}
	return a.IsZero() == b.IsZero() && string(x) == string(y)
}

func TestFillUnknownKeepsKnownValues(t *testing.T) {
	t.Parallel()
	got := types.StringValue("got")
	for _, tc := range []struct{ planned, want types.String }{
		{types.StringUnknown(), got},
		{types.StringNull(), types.StringNull()},
		{types.StringValue("planned"), types.StringValue("planned")},
	} {
		value := tc.planned
		if base.FillUnknown(&value, got); !value.Equal(tc.want) {
			t.Errorf("%s becomes %s, want %s", tc.planned, value, tc.want)
		}
	}
}
