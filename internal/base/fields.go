package base

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Fields maps the fields of a resource's request bodies to the attributes that
// they come from. A key is the JSON name of a field. A field of an object has a
// dotted name, such as ruleConfig.threshold; without a row of its own it belongs to
// the attribute of the object.
type Fields map[string]path.Path

// Attribute returns the attribute that a field comes from, if there is one.
func (f Fields) Attribute(field string) (path.Path, bool) {
	for {
		if at, ok := f[field]; ok {
			return at, true
		}
		end := strings.LastIndexByte(field, '.')
		if end < 0 {
			return path.Empty(), false
		}
		field = field[:end]
	}
}

// AtAttribute adds a path to the diagnostic of a request that the API rejected
// with 400: the attribute that Named returns, or else the only attribute in the body.
func (f Fields) AtAttribute(d diag.Diagnostic, err error, body any) diag.Diagnostic {
	if losant.StatusCode(err) != http.StatusBadRequest {
		return d
	}
	if at, ok := f.Named(err, body); ok {
		return diag.WithPath(at, d)
	}
	if sent := f.attributes(FieldNames(body)); len(sent) == 1 {
		return diag.WithPath(sent[0], d)
	}
	return d
}

// Named returns the only attribute whose field the server's message names, or whose
// text it repeats. Fields in the body take precedence over others.
func (f Fields) Named(err error, body any) (path.Path, bool) {
	api, ok := errors.AsType[*losant.Error](err)
	if !ok {
		return path.Empty(), false
	}
	words := strings.FieldsFunc(api.Message, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, candidates := range [][]path.Path{
		f.named(words, FieldNames(body)), f.named(words, slices.Collect(maps.Keys(f))), f.attributes(repeatedFields(api.Message, body)),
	} {
		if len(candidates) == 1 {
			return candidates[0], true
		}
	}
	return path.Empty(), false
}

// AddError adds the error of a request as the function AddError does, at the
// attribute that AtAttribute finds.
func (f Fields) AddError(diags *diag.Diagnostics, action string, err error, body any) {
	diags.Append(f.AtAttribute(ErrorDiagnostic(action, err), err, body))
}

// MismatchWarnings warns if the API accepted a request for an object but stored other
// values than were sent. Remaining is the request that would change the stored values
// to the planned ones. The state keeps the planned values, because Terraform requires
// that. The next refresh reads the stored values, and the plan shows the difference.
func (f Fields) MismatchWarnings(object string, sent, remaining any) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, at := range f.attributes(Mismatches(sent, remaining)) {
		diags.Append(MismatchWarning(at, object))
	}
	return diags
}

// Mismatches returns the fields that MismatchWarnings is about.
func Mismatches(sent, remaining any) []string {
	differ := FieldNames(remaining)
	return slices.DeleteFunc(FieldNames(sent), func(field string) bool { return !slices.Contains(differ, field) })
}

// MismatchWarning returns the warning of MismatchWarnings about an attribute.
func MismatchWarning(at path.Path, object string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(at, fmt.Sprintf("Losant stored a different %s for %s", at, object),
		"Losant accepted the value that was sent, but responded with another one. The next plan shows the difference. Change the configuration to match, or apply again.")
}

// attributes returns the attributes that fields come from.
func (f Fields) attributes(fields []string) []path.Path {
	var attributes []path.Path
	for _, field := range fields {
		if at, ok := f.Attribute(field); ok {
			attributes = addPath(attributes, at)
		}
	}
	return attributes
}

// named returns the attributes of the fields whose name, or the name of an object
// that holds them, is among words.
func (f Fields) named(words, fields []string) []path.Path {
	var named []string
	for _, field := range fields {
		prefix := ""
		for segment := range strings.SplitSeq(field, ".") {
			prefix = strings.TrimPrefix(prefix+"."+segment, ".")
			if slices.Contains(words, segment) {
				named = append(named, prefix)
			}
		}
	}
	return f.attributes(named)
}

// repeatedFields returns the fields of a body whose text a message repeats, such as an
// address.
func repeatedFields(message string, body any) []string {
	const minLength = 4 // Shorter texts may be words of the message.
	var values map[string]any
	raw, err := json.Marshal(body)
	if err != nil || json.Unmarshal(raw, &values) != nil {
		return nil
	}
	var repeated []string
	for name, value := range values {
		if text, ok := value.(string); ok && len(text) >= minLength && strings.Contains(message, text) {
			repeated = append(repeated, name)
		}
	}
	return repeated
}

// addPath adds a path and keeps only the most specific ones: rule.threshold
// replaces rule.
func addPath(paths []path.Path, added path.Path) []path.Path {
	contains := func(outer, inner path.Path) bool {
		steps := outer.Steps()
		return len(steps) <= len(inner.Steps()) && steps.Equal(inner.Steps()[:len(steps)])
	}
	if slices.ContainsFunc(paths, func(p path.Path) bool { return contains(added, p) }) {
		return paths
	}
	return append(slices.DeleteFunc(paths, func(p path.Path) bool { return contains(p, added) }), added)
}

// FieldNames returns the names of the fields of a request body, sorted. A field of
// an object has a dotted name.
func FieldNames(body any) []string {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil
	}
	names := fieldNames("", raw)
	slices.Sort(names)
	return names
}

func fieldNames(prefix string, raw json.RawMessage) []string {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil || len(fields) == 0 {
		return []string{prefix}
	}
	var names []string
	for name, value := range fields {
		names = append(names, fieldNames(strings.TrimPrefix(prefix+"."+name, "."), value)...)
	}
	return names
}

// KeepsCurrentValue returns a function that reports whether an attribute of a
// resource keeps the server's value while the configuration does not set it: an
// attribute that is Optional and Computed, without a default.
func KeepsCurrentValue(ctx context.Context, r resource.Resource) func(path.Path) bool {
	var described resource.SchemaResponse
	r.Schema(ctx, resource.SchemaRequest{}, &described)
	return func(at path.Path) bool {
		// The elements of a map are no attributes: they are like the map.
		attribute, diags := described.Schema.AttributeAtPath(ctx, at)
		for len(at.Steps()) > 1 && diags.HasError() {
			at = at.ParentPath()
			attribute, diags = described.Schema.AttributeAtPath(ctx, at)
		}
		if diags.HasError() || !attribute.IsOptional() || !attribute.IsComputed() {
			return false
		}
		value := reflect.ValueOf(attribute).FieldByName("Default")
		return !value.IsValid() || value.IsNil()
	}
}

// ChangedText returns what an update sends for a string: nothing if it equals the
// prior value. Null and "" are equal.
func ChangedText(plan, prior types.String) losant.Optional[string] {
	if plan.IsUnknown() || plan.ValueString() == prior.ValueString() {
		return losant.Optional[string]{}
	}
	return losant.Set(plan.ValueString())
}

// ChangedBool returns what an update sends for a bool: nothing if it is null or
// equals the prior value.
func ChangedBool(plan, prior types.Bool) losant.Optional[bool] {
	if plan.IsUnknown() || plan.IsNull() || plan.Equal(prior) {
		return losant.Optional[bool]{}
	}
	return losant.Set(plan.ValueBool())
}

// FillUnknown replaces a planned value that is unknown with the value that a
// response contains.
func FillUnknown[T attr.Value](planned *T, got T) {
	if (*planned).IsUnknown() {
		*planned = got
	}
}
