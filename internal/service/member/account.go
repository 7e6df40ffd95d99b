package member

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// account is a person in a data source. Of somebody who is only invited no more
// than the address and the role are known.
type account struct {
	UserID               types.String `tfsdk:"user_id"`
	Email                types.String `tfsdk:"email"`
	FirstName            types.String `tfsdk:"first_name"`
	LastName             types.String `tfsdk:"last_name"`
	Role                 types.String `tfsdk:"role"`
	TwoFactorAuthEnabled types.Bool   `tfsdk:"two_factor_auth_enabled"`
	SSOLinked            types.Bool   `tfsdk:"sso_linked"`
}

// accountOf returns a member.
func accountOf(m *losant.Member) account {
	return account{
		UserID:               types.StringValue(m.UserID),
		Email:                base.OptionalString(m.Email),
		FirstName:            base.OptionalString(m.FirstName),
		LastName:             base.OptionalString(m.LastName),
		Role:                 types.StringValue(m.Role),
		TwoFactorAuthEnabled: types.BoolValue(m.TwoFactorAuthEnabled),
		SSOLinked:            types.BoolValue(m.SSOLinked),
	}
}

// accountAttributes are the attributes of an account.
func accountAttributes(roles string) map[string]schema.Attribute {
	text := func(doc string) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: doc, Computed: true}
	}
	flag := func(doc string) schema.Attribute {
		return schema.BoolAttribute{MarkdownDescription: doc, Computed: true}
	}
	return map[string]schema.Attribute{
		"user_id":                 text("ID of the person's Losant account."),
		"email":                   text("E-mail address."),
		"first_name":              text("First name."),
		"last_name":               text("Last name."),
		"role":                    text("Role: " + roles),
		"two_factor_auth_enabled": flag("Whether the account has multi-factor authentication."),
		"sso_linked":              flag("Whether the account signs in by SSO, which counts as multi-factor authentication."),
	}
}

// SortByEmail sorts what has an address, without regard to letter case.
func SortByEmail[T any](all []T, email func(T) types.String) {
	slices.SortStableFunc(all, func(a, b T) int {
		return cmp.Compare(strings.ToLower(email(a).ValueString()), strings.ToLower(email(b).ValueString()))
	})
}
