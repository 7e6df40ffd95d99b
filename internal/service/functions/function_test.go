package functions

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestDurationSecondsParsesEveryUnit(t *testing.T) {
	t.Parallel()
	expectResults(t, NewDurationSeconds(), map[string]int64{
		"0s":                   0,
		"1s":                   1,
		"90m":                  5400,
		"36h":                  129600,
		"90d":                  7776000,
		"2w":                   1209600,
		"1w2d12h":              820800,
		"1w1d1h1m1s":           694861,
		"007d":                 604800,
		"9223372036854775807s": 9223372036854775807,
	})
	const allowed, overflow = "must be a duration such as 90d or 1w2d12h", "must be less than 2^63 seconds"
	expectErrors(t, NewDurationSeconds(), map[string]string{
		"":                                allowed,
		"90":                              allowed,
		"d":                               allowed,
		"90 d":                            allowed,
		" 90d":                            allowed,
		"90d\n":                           allowed,
		"-1d":                             allowed,
		"1.5d":                            allowed,
		"90D":                             allowed,
		"1y":                              allowed,
		"1h1d":                            allowed,
		"1d1d":                            allowed,
		"٣d":                              allowed,
		"9223372036854775808s":            overflow,
		"99999999999999999999s":           overflow,
		"15250284452472w":                 overflow,
		"30500568904944w":                 overflow, // It exceeds 64 bits.
		"15250284452471w213503982334601d": overflow, // The sum exceeds 64 bits.
		"15250284452471w4d":               overflow,
	})
}

func TestByteSizeParsesEveryUnit(t *testing.T) {
	t.Parallel()
	expectResults(t, NewByteSize(), map[string]int64{
		"0B":                   0,
		"17B":                  17,
		"1kB":                  1000,
		"2MB":                  2000000,
		"3GB":                  3000000000,
		"4TB":                  4000000000000,
		"1KiB":                 1024,
		"2MiB":                 2097152,
		"5GiB":                 5368709120,
		"3TiB":                 3298534883328,
		"1.5GiB":               1610612736,
		"0.001kB":              1,
		"2.0B":                 2,
		"9223372036854775807B": 9223372036854775807,
		"8388607.5TiB":         9223371487098961920,
	})
	const allowed, overflow, fraction = "must be a size such as 5GiB or 1.5GiB", "must be less than 2^63 bytes", "must be a whole number of bytes"
	expectErrors(t, NewByteSize(), map[string]string{
		"":                     allowed,
		"1024":                 allowed,
		"GiB":                  allowed,
		"5 GiB":                allowed,
		"5gib":                 allowed,
		"5KB":                  allowed,
		"5PiB":                 allowed,
		"-5GiB":                allowed,
		".5GiB":                allowed,
		"5.GiB":                allowed,
		"1e3B":                 allowed,
		"1/2GiB":               allowed,
		"1,5GiB":               allowed,
		"0.5B":                 fraction,
		"1.0001kB":             fraction,
		"0.1KiB":               fraction,
		"9223372036854775808B": overflow,
		"8388608TiB":           overflow,
	})
}

// expectResults compares the results of a function.
func expectResults(t *testing.T, f function.Function, want map[string]int64) {
	t.Helper()
	for text, want := range want {
		got, err := call(t, f, text)
		if err != nil || !got.Equal(types.Int64Value(want)) {
			t.Errorf("%q: got %s, %v, want %d", text, got, err, want)
		}
	}
}

// expectErrors compares the errors of a function. Each must name the argument.
func expectErrors(t *testing.T, f function.Function, want map[string]string) {
	t.Helper()
	for text, want := range want {
		got, err := call(t, f, text)
		switch {
		case err == nil:
			t.Errorf("%q: got %s, want an error", text, got)
		case err.FunctionArgument == nil || *err.FunctionArgument != 0:
			t.Errorf("%q: the error does not name the argument: %v", text, err)
		case !strings.Contains(err.Text, want) || strings.HasSuffix(err.Text, "."): // Terraform adds the full stop.
			t.Errorf("%q: got %q, want %q", text, err.Text, want)
		}
	}
}

func TestNullReturnsNull(t *testing.T) {
	t.Parallel()
	for _, f := range []function.Function{NewByteSize(), NewDurationSeconds()} {
		var definition function.DefinitionResponse
		f.Definition(t.Context(), function.DefinitionRequest{}, &definition)
		if !definition.Definition.Parameters[0].GetAllowNullValue() {
			t.Errorf("%T refuses null", f)
		}
		if got, err := callWith(t, f, types.StringNull()); err != nil || !got.IsNull() {
			t.Errorf("%T: got %s, %v", f, got, err)
		}
	}
}

func call(t *testing.T, f function.Function, text string) (attr.Value, *function.FuncError) {
	t.Helper()
	return callWith(t, f, types.StringValue(text))
}

func callWith(t *testing.T, f function.Function, argument types.String) (attr.Value, *function.FuncError) {
	t.Helper()
	resp := function.RunResponse{Result: function.NewResultData(types.Int64Unknown())}
	f.Run(t.Context(), function.RunRequest{Arguments: function.NewArgumentsData([]attr.Value{argument})}, &resp)
	return resp.Result.Value(), resp.Error
}
