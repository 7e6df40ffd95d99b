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

// NewResendAction returns the action, to be configured by the framework.
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
		MarkdownDescription: "Sends an invitation to an organization again, by e-mail. It can be accepted for another seven days then, even if it had expired. Its role stays. Actions need Terraform 1.14 or later.",
		Attributes: map[string]schema.Attribute{
			"instance_id": base.ActionInstanceID(),
			"organization_id": schema.StringAttribute{
				MarkdownDescription: "ID of the organization.",
				Required:            true,
				Validators:          []validator.String{base.IsID()},
			},
			"invitation_id": schema.StringAttribute{
				MarkdownDescription: "ID of the invitation. Give this or `email`.",
				Optional:            true,
				Validators:          []validator.String{base.IsID()},
			},
			"email": schema.StringAttribute{
				MarkdownDescription: "E-mail address that the invitation went to. Letter case does not count. Give this or `invitation_id`.",
				Optional:            true,
				Validators:          email.Validators(),
			},
		},
	}
}

// ConfigValidators has the invitation named in one way.
func (a *resendAction) ConfigValidators(context.Context) []action.ConfigValidator {
	return []action.ConfigValidator{actionvalidator.ExactlyOneOf(path.MatchRoot("invitation_id"), path.MatchRoot("email"))}
}

// ModifyPlan tells early that there is no such invitation. Only an id can prove
// that: an address may be invited by the same apply.
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

// find returns the invitation that is meant. It adds an error when there is none.
func (c *resendConfig) find(invitations []*losant.Invitation, diags *diag.Diagnostics) *losant.Invitation {
	attribute, which := "email", "of "+c.Email.ValueString()
	invitation := (&membership.Roster{Invitations: invitations}).Invitation(c.Email.ValueString())
	if id := c.InvitationID.ValueString(); id != "" {
		attribute, which = "invitation_id", id
		if i := slices.IndexFunc(invitations, func(i *losant.Invitation) bool { return i.ID == id }); i >= 0 {
			invitation = invitations[i]
		}
	}
	if invitation != nil {
		return invitation
	}
	diags.AddAttributeError(path.Root(attribute), "No such invitation", fmt.Sprintf(
		"There is no invitation %s to organization %s. It may have been accepted, rejected or revoked.", which, c.OrganizationID.ValueString()))
	return nil
}
