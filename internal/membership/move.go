package membership

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// Moved is the state of a resource that a moved block gives to a resource of
// another type.
type Moved struct {
	ID, InstanceID, OrganizationID, Email, UserID, Role, Status, InvitationID types.String
	ResendExpired, Reinvite                                                   types.Bool
}

// IdentityPerson returns the person attribute of an identity. Resources that a moved
// block can exchange have the same identity attributes, because OpenTofu 1.12 keeps
// the identity of the former resource.
func IdentityPerson() identityschema.StringAttribute {
	return identityschema.StringAttribute{
		Description:       "What originally identified the person: the e-mail address in lower case, or the user ID.",
		RequiredForImport: true,
	}
}

// Identifier returns what identifies the person in the id of a resource.
func Identifier(id types.String) types.String {
	_, person, _ := strings.Cut(id.ValueString(), "/")
	return types.StringValue(person)
}

// MoveFrom returns a state mover from a resource type of this provider. Set stores
// the state; a refresh completes it.
func MoveFrom(sourceType string, set func(context.Context, Moved, *resource.MoveStateResponse)) resource.StateMover {
	return resource.StateMover{StateMover: func(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
		if req.SourceTypeName != sourceType || !strings.HasSuffix(req.SourceProviderAddress, "/losant/losant") || req.SourceRawState == nil {
			return
		}
		var source struct {
			ID             string `json:"id"`
			InstanceID     string `json:"instance_id"`
			OrganizationID string `json:"organization_id"`
			Email          string `json:"email"`
			UserID         string `json:"user_id"`
			Role           string `json:"role"`
			Status         string `json:"status"`
			InvitationID   string `json:"invitation_id"`
			ResendExpired  *bool  `json:"resend_expired"`
			Reinvite       *bool  `json:"reinvite"`
		}
		if err := json.Unmarshal(req.SourceRawState.JSON, &source); err != nil {
			resp.Diagnostics.AddError("Could not read the state of the moved "+sourceType, base.ErrorText(err))
			return
		}
		set(ctx, Moved{
			ID: base.OptionalString(source.ID), InstanceID: base.OptionalString(source.InstanceID), OrganizationID: base.OptionalString(source.OrganizationID),
			Email: base.OptionalString(source.Email), UserID: base.OptionalString(source.UserID), Role: base.OptionalString(source.Role),
			Status: base.OptionalString(source.Status), InvitationID: base.OptionalString(source.InvitationID),
			ResendExpired: types.BoolPointerValue(source.ResendExpired), Reinvite: types.BoolPointerValue(source.Reinvite),
		}, resp)
	}}
}
