package base_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
)

func TestIsURLAcceptsOnlyAbsoluteHTTPURLs(t *testing.T) {
	t.Parallel()
	const prefix = "https://acme.example/"
	long := prefix + strings.Repeat("é", 1024-len(prefix))
	for _, tc := range []struct {
		value types.String
		valid bool
	}{
		{types.StringNull(), true},
		{types.StringUnknown(), true},
		{types.StringValue("https://acme.example"), true},
		{types.StringValue("http://acme.example:8080/hook?a=b#c"), true},
		{types.StringValue("HTTPS://acme.example"), true},
		{types.StringValue("https://127.0.0.1/hook"), true},
		{types.StringValue(long), true},
		{types.StringValue(long + "x"), false},
		{types.StringValue(""), false},
		{types.StringValue("acme.example/hook"), false},
		{types.StringValue("/hook"), false},
		{types.StringValue("//acme.example/hook"), false},
		{types.StringValue("https:///hook"), false},
		{types.StringValue("https:acme.example"), false},
		{types.StringValue("mailto:ada@acme.example"), false},
		{types.StringValue("ftp://acme.example"), false},
		{types.StringValue("https://acme.example/%zz"), false},
		{types.StringValue(" https://acme.example"), false},
	} {
		var resp validator.StringResponse
		for _, v := range base.IsURL() {
			v.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("callback_url"), ConfigValue: tc.value}, &resp)
		}
		if valid := !resp.Diagnostics.HasError(); valid != tc.valid {
			t.Errorf("%s: valid is %t, want %t", tc.value, valid, tc.valid)
		}
	}
}
