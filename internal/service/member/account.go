package member

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// account is a person in a data source. Only the address and the role of an
// invited person are known.
type account struct {
	UserID               types.String `tfsdk:"user_id"`
	Email                types.String `tfsdk:"email"`
	FirstName            types.String `tfsdk:"first_name"`
	LastName             types.String `tfsdk:"last_name"`
	Role                 types.String `tfsdk:"role"`
	TwoFactorAuthEnabled types.Bool   `tfsdk:"two_factor_auth_enabled"`
	SSOLinked            types.Bool   `tfsdk:"sso_linked"`
}

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

func accountAttributes(roles string) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"user_id":                 base.ComputedString("ID of the person's Losant account."),
		"email":                   base.ComputedString("E-mail address."),
		"first_name":              base.ComputedString("First name."),
		"last_name":               base.ComputedString("Last name."),
		"role":                    base.ComputedString("Role: " + roles),
		"two_factor_auth_enabled": base.ComputedBool("Whether the account uses multi-factor authentication."),
		"sso_linked":              base.ComputedBool("Whether the person signs in by SSO, which counts as multi-factor authentication."),
	}
}
