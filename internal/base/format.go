package base

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// HasFormat accepts the texts that isValid accepts. The description completes
// "Attribute x …", as in "value must be a JSON object". The summary is that of the
// error.
func HasFormat(summary, description string, isValid func(string) bool) validator.String {
	return format{summary, description, isValid}
}

type format struct {
	summary, description string
	isValid              func(string) bool
}

func (v format) Description(context.Context) string { return v.description }

func (v format) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v format) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	text := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || v.isValid(text) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, v.summary, fmt.Sprintf("Attribute %s %s, got: %q.", req.Path, v.description, text))
}
