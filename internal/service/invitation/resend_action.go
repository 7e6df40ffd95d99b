package invitation

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/actionvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

var (
	_ action.ActionWithConfigure        = (*resendAction)(nil)
	_ action.ActionWithConfigValidators = (*resendAction)(nil)
	_ action.ActionWithModifyPlan       = (*resendAction)(nil)
)

// resendAction is the action losant_resend_invitation.
type resendAction struct{ base.Action }

// NewResendAction returns the action, which the framework configures.
func NewResendAction() action.Action { return &resendAction{} }

type resendConfig struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	InvitationID   types.String `tfsdk:"invitation_id"`
	Email          types.String `tfsdk:"email"`
}

func (a *resendAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_resend_invitation"
}

func (a *resendAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Sends an invitation to an organization again by e-mail. The person can then accept it for seven days, even if it had expired. The role does not change. Actions require Terraform 1.14 or later.",
		Attributes: map[string]schema.Attribute{
			"instance_id":     base.ActionInstanceID(),
			"organization_id": base.ActionOrganizationID(),
			"invitation_id": schema.StringAttribute{
				MarkdownDescription: "ID of the invitation. Set either this or `email`.",
				Optional:            true,
				Validators:          []validator.String{base.IsID()},
			},
			"email": schema.StringAttribute{
				MarkdownDescription: "E-mail address that the invitation was sent to. Case-insensitive. Set either this or `invitation_id`.",
				Optional:            true,
				Validators:          email.Validators(),
			},
		},
	}
}

// ConfigValidators requires exactly one of the attributes that identify an
// invitation.
func (a *resendAction) ConfigValidators(context.Context) []action.ConfigValidator {
	return []action.ConfigValidator{actionvalidator.ExactlyOneOf(path.MatchRoot("invitation_id"), path.MatchRoot("email"))}
}

// ModifyPlan checks that the invitation exists. It checks only an id, because the
// same apply may invite an e-mail address.
func (a *resendAction) ModifyPlan(ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	var config resendConfig
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || !a.HasClient() || config.InvitationID.IsUnknown() || config.InvitationID.IsNull() ||
		config.OrganizationID.IsUnknown() || config.InstanceID.IsUnknown() || a.DefaultInstanceID.IsUnknown() {
		return
	}
	instanceID := a.ResolveInstanceID(config.InstanceID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	invitations, err := losant.Collect(a.Client.Invitations.All(ctx, losant.OrganizationRef{InstanceID: instanceID, ID: config.OrganizationID.ValueString()}))
	if err != nil {
		resp.Diagnostics.Append(base.CheckError("read the invitations to organization "+config.OrganizationID.ValueString(), err)...)
		return
	}
	config.find(invitations, &resp.Diagnostics)
}

// Invoke sends the invitation.
func (a *resendAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config resendConfig
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() || !a.RequireClient(&resp.Diagnostics) {
		return
	}
	organization := losant.OrganizationRef{InstanceID: a.ResolveInstanceID(config.InstanceID, &resp.Diagnostics), ID: config.OrganizationID.ValueString()}
	if resp.Diagnostics.HasError() {
		return
	}
	invitations, err := losant.Collect(a.Client.Invitations.All(ctx, organization))
	if err != nil {
		base.AddError(&resp.Diagnostics, "read the invitations to organization "+organization.ID, err)
		return
	}
	invitation := config.find(invitations, &resp.Diagnostics)
	if invitation == nil {
		return
	}
	resp.SendProgress(action.InvokeProgressEvent{
		Message: fmt.Sprintf("Sending the invitation of %s to organization %s again", invitation.Email, organization.ID),
	})
	if _, err := a.Client.Invitations.Resend(ctx, organization, invitation.ID, ""); err != nil {
		base.AddError(&resp.Diagnostics, fmt.Sprintf("send the invitation of %s to organization %s again", invitation.Email, organization.ID), err)
	}
}

// find returns the configured invitation. It adds an error if there is none.
func (c *resendConfig) find(invitations []*losant.Invitation, diags *diag.Diagnostics) *losant.Invitation {
	attribute, name := "email", "of "+c.Email.ValueString()
	invitation := (&membership.Roster{Invitations: invitations}).Invitation(c.Email.ValueString())
	if id := c.InvitationID.ValueString(); id != "" {
		attribute, name = "invitation_id", id
		if i := slices.IndexFunc(invitations, func(i *losant.Invitation) bool { return i.ID == id }); i >= 0 {
			invitation = invitations[i]
		}
	}
	if invitation != nil {
		return invitation
	}
	diags.AddAttributeError(path.Root(attribute), "Invitation not found", fmt.Sprintf(
		"There is no invitation %s to organization %s. It may have been accepted, rejected or revoked.", name, c.OrganizationID.ValueString()))
	return nil
}
