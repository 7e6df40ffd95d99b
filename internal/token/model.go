package token

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/framework"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

type model struct {
	ID          types.String `tfsdk:"id"`
	InstanceID  types.String `tfsdk:"instance_id"`
	Name        types.String `tfsdk:"name"`
	Description types.String `tfsdk:"description"`
	Scopes      types.Set    `tfsdk:"scopes"`
	ExpiresAt   types.String `tfsdk:"expires_at"`
	Status      types.String `tfsdk:"status"`
	Rotate      types.Map    `tfsdk:"rotate"`
	Token       types.String `tfsdk:"token"`
	CreatedAt   types.String `tfsdk:"created_at"`
}

func (m *model) identity() framework.ObjectIdentity {
	return framework.ObjectIdentity{InstanceID: m.InstanceID, ID: m.ID}
}

// fromAPI takes over what the API returned. The secret is not in it.
func (m *model) fromAPI(t *losant.Token) {
	m.ID = types.StringValue(t.ID)
	m.Name = types.StringValue(t.Name)
	m.Description = framework.Authored(t.Description, m.Description)
	m.Scopes = framework.StringSet(t.Scopes...)
	if !framework.SameInstant(t.ExpirationDate, m.ExpiresAt.ValueString()) {
		m.ExpiresAt = framework.OptionalString(t.ExpirationDate)
	}
	m.Status = framework.OptionalString(t.Status)
	m.CreatedAt = framework.OptionalString(t.CreationDate)
}

// fillFrom takes from the answer to a write what the plan left unknown.
func (m *model) fillFrom(answer *model) {
	framework.Fill(&m.ID, answer.ID)
	framework.Fill(&m.Status, answer.Status)
	framework.Fill(&m.CreatedAt, answer.CreatedAt)
}

func (m *model) toPost() losant.TokenPost {
	return losant.TokenPost{
		Name:           m.Name.ValueString(),
		Description:    m.Description.ValueString(),
		Scopes:         framework.Strings(m.Scopes),
		ExpirationDate: m.ExpiresAt.ValueString(),
		Status:         m.Status.ValueString(),
	}
}

// toPatch is what the plan has otherwise than the prior state.
func (m *model) toPatch(prior *model) losant.TokenPatch {
	return losant.TokenPatch{
		Name:        framework.ChangedText(m.Name, prior.Name),
		Description: framework.ChangedText(m.Description, prior.Description),
		Status:      framework.ChangedText(m.Status, prior.Status),
	}
}

// expired tells whether the token's time is over.
func (m *model) expired(now time.Time) bool {
	expires, err := time.Parse(time.RFC3339, m.ExpiresAt.ValueString())
	return err == nil && !now.Before(expires)
}

// quote names the token in messages.
func (m *model) quote() string { return framework.Quote(m.Name.ValueString(), m.ID.ValueString()) }
