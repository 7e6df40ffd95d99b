package token

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/guard"
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

// guarded returns what the guard needs to know about the token.
func (m *model) guarded() guard.Object {
	return guard.Object{Type: typeName, Noun: "API token", InstanceID: m.InstanceID.ValueString(), ID: m.ID.ValueString(), Name: m.Name.ValueString()}
}

// fromAPI takes over what the API returned. The secret is not part of it.
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

// fillFrom fills what the plan left unknown with values of the response to a write.
func (m *model) fillFrom(remote *model) {
	base.FillUnknown(&m.ID, remote.ID)
	base.FillUnknown(&m.Status, remote.Status)
	base.FillUnknown(&m.CreatedAt, remote.CreatedAt)
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

// toPatch returns the difference between the prior state and the plan.
func (m *model) toPatch(prior *model) losant.TokenPatch {
	return losant.TokenPatch{
		Name:        base.ChangedText(m.Name, prior.Name),
		Description: base.ChangedText(m.Description, prior.Description),
		Status:      base.ChangedText(m.Status, prior.Status),
	}
}

// isExpired reports whether the token has expired.
func (m *model) isExpired(now time.Time) bool {
	expires, ok := base.Instant(m.ExpiresAt)
	return ok && !now.Before(expires)
}

// displayName returns the token for messages.
func (m *model) displayName() string {
	return base.DisplayName(m.Name.ValueString(), m.ID.ValueString())
}
