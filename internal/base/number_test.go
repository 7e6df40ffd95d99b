package base_test

import (
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// parsed returns a number as Terraform reads it.
func parsed(t *testing.T, text string) types.Number {
	t.Helper()
	n, _, err := big.ParseFloat(text, 10, 512, big.ToNearestEven)
	if err != nil {
		t.Fatal(err)
	}
	return types.NumberValue(n)
}

func TestNumberValidatorsExplain(t *testing.T) {
	t.Parallel()
	whole, fraction := base.WholeNumber(1, 90), base.NumberBetween(0.01, 1)
	third := types.NumberValue(new(big.Float).Quo(big.NewFloat(500), big.NewFloat(3)))
	for name, tc := range map[string]struct {
		validator validator.Number
		value     types.Number
		want      string
	}{
		"whole":                {whole, parsed(t, "12"), ""},
		"null":                 {whole, types.NumberNull(), ""},
		"unknown":              {whole, types.NumberUnknown(), ""},
		"a third of 500":       {whole, third, "n must be a whole number, got 166.67; use floor() or ceil()."},
		"a half":               {whole, parsed(t, "1.5"), "n must be a whole number, got 1.5; use floor() or ceil()."},
		"a tiny part":          {whole, parsed(t, "1.0000000000000001"), "n must be a whole number, got 1.0000000000000001; use floor() or ceil()."},
		"a very small part":    {whole, parsed(t, "5.0000001"), "n must be a whole number, got 5.0000001; use floor() or ceil()."},
		"huge":                 {whole, parsed(t, "1e400"), "n must be from 1 to 90, got 1e+400."},
		"beyond 64 bits":       {whole, parsed(t, "99999999999999999999"), "n must be from 1 to 90, got 99999999999999999999."},
		"negative":             {whole, parsed(t, "-1"), "n must be from 1 to 90, got -1."},
		"part of one":          {fraction, parsed(t, "0.8"), ""},
		"huge instead of part": {fraction, parsed(t, "1e400"), "n must be from 0.01 to 1, got 1e+400."},
		"tiny instead of part": {fraction, parsed(t, "1e-400"), "n must be from 0.01 to 1, got 1e-400."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var resp validator.NumberResponse
			tc.validator.ValidateNumber(t.Context(), validator.NumberRequest{Path: path.Root("n"), ConfigValue: tc.value}, &resp)
			got := ""
			if len(resp.Diagnostics) > 0 {
				got = resp.Diagnostics[0].Detail()
			}
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// A float64 is an approximation. The state must equal what the configuration writes.
func TestFloatNumberEqualsTheWrittenNumber(t *testing.T) {
	t.Parallel()
	for text, f := range map[string]float64{"0.8": 0.8, "80.1": 80.1, "1000": 1000, "0": 0, "1e-7": 1e-7} {
		if got := base.FloatNumber(f); !got.Equal(parsed(t, text)) {
			t.Errorf("%s: got %s", text, got)
		}
		if got := base.Float64(base.FloatNumber(f)); got != f {
			t.Errorf("%s: got %v back", text, got)
		}
	}
}

func TestInt64TakesOnlyWholeNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"5": true, "5.5": false, "1e400": false, "-5": true} {
		if _, ok := base.Int64(parsed(t, text)); ok != want {
			t.Errorf("%s: got %t", text, ok)
		}
	}
	if n, ok := base.Int64(types.NumberUnknown()); ok || n != 0 {
		t.Error("an unknown number has a value")
	}
	if n, ok := base.Int64(base.IntNumber(-7)); !ok || n != -7 {
		t.Errorf("got %d, %t", n, ok)
	}
}
