package base

import (
	"context"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Numbers that a user sets are number attributes, never int64 or float64: the
// framework cannot convert a fraction or a huge number to those, and its error
// claims to be a bug of the provider. It comes before any validator.

// WholeNumber accepts whole numbers in a range.
func WholeNumber(least, most int64) validator.Number {
	return numberValidator{
		description: fmt.Sprintf("value must be a whole number from %d to %d", least, most),
		problem:     func(n *big.Float) string { return WholeNumberProblem(n, least, most) },
	}
}

// NumberBetween accepts numbers in a range.
func NumberBetween(least, most float64) validator.Number {
	text := fmt.Sprintf("must be from %s to %s", formatFloat(least), formatFloat(most))
	return numberValidator{"value " + text, func(n *big.Float) string {
		if n.Cmp(big.NewFloat(least)) < 0 || n.Cmp(big.NewFloat(most)) > 0 {
			return text + ", got " + formatNumber(n)
		}
		return ""
	}}
}

// WholeNumberProblem returns what is wrong with a number that must be whole and in a
// range, without its name. It returns "" if nothing is.
func WholeNumberProblem(n *big.Float, least, most int64) string {
	whole, accuracy := n.Int64()
	switch {
	case !n.IsInt():
		return "must be a whole number, got " + formatNumber(n) + "; use floor() or ceil()"
	case accuracy != big.Exact || whole < least || whole > most:
		return fmt.Sprintf("must be from %d to %d, got %s", least, most, formatNumber(n))
	}
	return ""
}

// formatNumber returns a number for messages: 166.67 for a third of 500.
func formatNumber(n *big.Float) string {
	const maxDigits = 20
	rounded := n.Text('f', 2)
	switch {
	case len(rounded) > maxDigits+len(".00"):
		return n.Text('g', 6)
	case n.IsInt():
		return n.Text('f', 0)
	case strings.HasSuffix(rounded, ".00"): // Rounding would hide the fraction.
		return n.Text('g', -1)
	}
	return strings.TrimRight(rounded, "0")
}

func formatFloat(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

type numberValidator struct {
	description string
	problem     func(*big.Float) string
}

func (v numberValidator) Description(context.Context) string { return v.description }

func (v numberValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v numberValidator) ValidateNumber(_ context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if problem := v.problem(req.ConfigValue.ValueBigFloat()); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid number", fmt.Sprintf("%s %s.", req.Path, problem))
	}
}

// IntNumber returns a whole number as a value.
func IntNumber(n int64) types.Number { return types.NumberValue(new(big.Float).SetInt64(n)) }

// FloatNumber returns a number of the API as a value. It equals the number that a
// configuration writes with the same digits, such as 0.8, of which a float64 is only
// an approximation.
func FloatNumber(f float64) types.Number {
	const precision = 512                                                       // As Terraform reads numbers.
	n, _, _ := big.ParseFloat(formatFloat(f), 10, precision, big.ToNearestEven) // A formatted number can be parsed.
	return types.NumberValue(n)
}

// KeepFloat returns a number of the API as a value. If the prior value differs only in
// digits that the API does not store, as 100/3 does, it is kept.
func KeepFloat(f float64, prior types.Number) types.Number {
	if !prior.IsNull() && !prior.IsUnknown() && Float64(prior) == f {
		return prior
	}
	return FloatNumber(f)
}

// Int64 returns the value of a whole number. It returns false for null, unknown and
// what is not an int64.
func Int64(v types.Number) (int64, bool) {
	if v.IsNull() || v.IsUnknown() {
		return 0, false
	}
	n, accuracy := v.ValueBigFloat().Int64()
	return n, accuracy == big.Exact
}

// Int64Or returns the value of a whole number, or a default for anything else.
func Int64Or(v types.Number, byDefault int64) int64 {
	if n, ok := Int64(v); ok {
		return n
	}
	return byDefault
}

// Float64 returns the value of a number, 0 for null and unknown.
func Float64(v types.Number) float64 {
	if v.IsNull() || v.IsUnknown() {
		return 0
	}
	f, _ := v.ValueBigFloat().Float64()
	return f
}
