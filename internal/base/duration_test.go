package base_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
)

func TestDurationValidatorRejectsZeroAndOverflow(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		value types.String
		want  string // "" means no error
	}{
		{types.StringNull(), ""},
		{types.StringUnknown(), ""},
		{types.StringValue("1w2d12h"), ""},
		{types.StringValue("0w0s"), `Attribute last must be longer than zero, got: "0w0s".`},
		{types.StringValue("106751991167301d"), `Attribute last must be less than 2^63 seconds, got: "106751991167301d".`},
	} {
		var resp validator.StringResponse
		base.Duration().ValidateString(t.Context(), validator.StringRequest{Path: path.Root("last"), ConfigValue: tc.value}, &resp)
		got := ""
		if resp.Diagnostics.HasError() {
			got = resp.Diagnostics[0].Detail()
		}
		if got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.value, got, tc.want)
		}
	}
}

func TestNowIsTheSameDuringARun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		run, next := base.NewProviderData(), base.NewProviderData()
		time.Sleep(time.Hour)
		now := time.Now()
		if got := run.Now(); !got.Equal(now) {
			t.Errorf("got %s, want %s", got, now)
		}
		time.Sleep(time.Hour)
		if got := run.Now(); !got.Equal(now) {
			t.Errorf("got %s an hour later, want %s", got, now)
		}
		if got := next.Now(); !got.Equal(now.Add(time.Hour)) {
			t.Errorf("got %s in the next run", got)
		}
	})
}
