package base

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func FuzzParseDuration(f *testing.F) {
	for _, seed := range []string{"90d", "1w2d12h", "", "d", "1d1w", "-1s", "9223372036854775807s", "15250284452472w", "99999999999999999999s", "٣d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		seconds, err := ParseDuration(text)
		if err == nil && seconds < 0 || err != nil && seconds != 0 {
			t.Errorf("%q: %d, %v", text, seconds, err)
		}
		// Go parses the units up to hours in the same way.
		if d, errGo := time.ParseDuration(text); err == nil && errGo == nil && !strings.ContainsAny(text, "wd") && int64(d.Seconds()) != seconds && d < 1<<62 {
			t.Errorf("%q: %d seconds, not %s", text, seconds, d)
		}
	})
}

// Validators never panic, and give the same result for the same text.
func FuzzValidators(f *testing.F) {
	for _, seed := range []string{"", "60106426dc03c6aad06540bb", "2030-01-31T00:00:00Z", `{"a":1}`, "{", "null", "90d", "\xff", strings.Repeat("[", 100)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, v := range []validator.String{IsID(), RFC3339(), JSONObject(), Duration()} {
			var resp validator.StringResponse
			v.ValidateString(t.Context(), validator.StringRequest{ConfigValue: types.StringValue(text)}, &resp)
			if again := (validator.StringResponse{}); !resp.Diagnostics.HasError() {
				v.ValidateString(t.Context(), validator.StringRequest{ConfigValue: types.StringValue(text)}, &again)
				if again.Diagnostics.HasError() {
					t.Errorf("%q is valid at first, then invalid", text)
				}
			}
		}
		if LooksLikeID(text) != (len(text) == 24 && strings.Trim(text, "0123456789abcdef") == "") {
			t.Errorf("LooksLikeID(%q) is %t", text, LooksLikeID(text))
		}
		if _, err := time.Parse(time.RFC3339, text); SameInstant(text, text) != (err == nil) {
			t.Errorf("SameInstant is wrong about %q", text)
		}
	})
}
