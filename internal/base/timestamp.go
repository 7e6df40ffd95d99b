package base

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// SameInstant reports whether two RFC 3339 timestamps are the same instant. The
// API stores milliseconds, so smaller differences do not count.
func SameInstant(a, b string) bool {
	s, errS := time.Parse(time.RFC3339, a)
	t, errT := time.Parse(time.RFC3339, b)
	return errS == nil && errT == nil && s.UnixMilli() == t.UnixMilli()
}

// RFC3339 accepts timestamps such as 2030-01-31T00:00:00Z.
func RFC3339() validator.String {
	return HasFormat("Invalid timestamp", "value must be an RFC 3339 timestamp such as 2030-01-31T00:00:00Z", func(text string) bool {
		_, err := time.Parse(time.RFC3339, text)
		return err == nil
	})
}

// KeepSameInstant plans the prior timestamp if the configured one is the same
// instant. The type timetypes.RFC3339 cannot do this: its semantic equality drops
// fractions of a second and treats zones as different.
func KeepSameInstant() planmodifier.String { return keepSameInstant{} }

type keepSameInstant struct{}

func (keepSameInstant) Description(context.Context) string {
	return "Keeps the prior value if it is the same instant."
}

func (m keepSameInstant) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (keepSameInstant) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if SameInstant(req.StateValue.ValueString(), req.PlanValue.ValueString()) {
		resp.PlanValue = req.StateValue
	}
}

// Instant parses a timestamp. It returns false if the value is not one.
func Instant(v types.String) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, v.ValueString())
	return t, err == nil
}

// NotBeforeStart rejects an end that is before the attribute start. It compares
// only known values.
func NotBeforeStart() validator.String { return notBeforeStart{} }

type notBeforeStart struct{}

func (notBeforeStart) Description(context.Context) string { return "value must not be before start" }

func (v notBeforeStart) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v notBeforeStart) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	var start types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("start"), &start)...)
	from, hasStart := Instant(start)
	to, hasEnd := Instant(req.ConfigValue)
	if hasStart && hasEnd && to.Before(from) {
		resp.Diagnostics.AddAttributeError(req.Path, "Range ends before it starts",
			fmt.Sprintf("Attribute end %s, which is %q, got: %q.", v.Description(ctx), start.ValueString(), req.ConfigValue.ValueString()))
	}
}
