package token

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
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

func (m *model) identity() base.ObjectIdentity {
	return base.ObjectIdentity{InstanceID: m.InstanceID, ID: m.ID}
}

// fromAPI takes over what the API returned. The secret is not in it.
func (m *model) fromAPI(t *losant.Token) {
	m.ID = types.StringValue(t.ID)
	m.Name = types.StringValue(t.Name)
	m.Description = base.KeepEmpty(t.Description, m.Description)
	m.Scopes = base.StringSet(t.Scopes...)
	if !base.SameInstant(t.ExpirationDate, m.ExpiresAt.ValueString()) {
		m.ExpiresAt = base.OptionalString(t.ExpirationDate)
	}
	m.Status = base.OptionalString(t.Status)
	m.CreatedAt = base.OptionalString(t.CreationDate)
}

// fillFrom takes from the answer to a write what the plan left unknown.
func (m *model) fillFrom(answer *model) {
	base.FillUnknown(&m.ID, answer.ID)
	base.FillUnknown(&m.Status, answer.Status)
	base.FillUnknown(&m.CreatedAt, answer.CreatedAt)
}

func (m *model) toPost() losant.TokenPost {
	return losant.TokenPost{
		Name:           m.Name.ValueString(),
		Description:    m.Description.ValueString(),
		Scopes:         base.Strings(m.Scopes),
		ExpirationDate: m.ExpiresAt.ValueString(),
		Status:         m.Status.ValueString(),
	}
}

// toPatch is what the plan has otherwise than the prior state.
func (m *model) toPatch(prior *model) losant.TokenPatch {
	return losant.TokenPatch{
		Name:        base.ChangedText(m.Name, prior.Name),
		Description: base.ChangedText(m.Description, prior.Description),
		Status:      base.ChangedText(m.Status, prior.Status),
	}
}

// expired tells whether the token's time is over.
func (m *model) expired(now time.Time) bool {
	expires, err := time.Parse(time.RFC3339, m.ExpiresAt.ValueString())
	return err == nil && !now.Before(expires)
}

// displayName returns how messages name the token.
func (m *model) displayName() string {
	return base.DisplayName(m.Name.ValueString(), m.ID.ValueString())
}
