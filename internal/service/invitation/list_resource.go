package invitation

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

var _ list.ListResourceWithConfigure = (*invitationListResource)(nil)

// invitationListResource lists losant_organization_invitation.
type invitationListResource struct{ base.ListResource }

// NewListResource returns the list resource, which the framework configures.
func NewListResource() list.ListResource { return &invitationListResource{} }

type listConfig struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
}

func (l *invitationListResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	(&invitationResource{}).Metadata(ctx, req, resp)
}

func (l *invitationListResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the pending and expired invitations to an organization, newest first, to import them with `terraform query`. Requires Terraform 1.14 or later." + base.DocListLimit,
		Attributes: map[string]schema.Attribute{
			"instance_id":     base.ListInstanceID(),
			"organization_id": base.ListOrganizationID(),
		},
	}
}

// List streams the invitations.
func (l *invitationListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listConfig
	diags := req.Config.Get(ctx, &config)
	config.InstanceID = types.StringValue(l.ResolveList(config.InstanceID, &diags))
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	action := "list the invitations to organization " + config.OrganizationID.ValueString()
	stream.Results = base.Stream(ctx, req, base.FoundInOrganization(l.find(ctx, config)), action, func(state model, result *list.ListResult) {
		result.DisplayName = fmt.Sprintf("%s %s (%s)", state.Email.ValueString(), state.Role.ValueString(), state.Status.ValueString())
		result.Diagnostics.Append(result.Identity.Set(ctx, state.identity())...)
		if req.IncludeResource {
			result.Diagnostics.Append(result.Resource.Set(ctx, &state)...)
		}
	})
}

// find returns the state of each invitation as after an import. If an address has
// several invitations, that is the one that the resource would manage.
func (l *invitationListResource) find(ctx context.Context, config listConfig) ([]model, error) {
	roster, err := membership.ReadRoster(ctx, l.Client, base.OrganizationRef(config.InstanceID, config.OrganizationID))
	if err != nil {
		return nil, err
	}
	var found []model
	for _, i := range roster.Invitations {
		if roster.Invitation(i.Email) != i {
			continue
		}
		state := model{
			InstanceID: config.InstanceID, OrganizationID: config.OrganizationID, Email: types.StringValue(strings.ToLower(i.Email)),
		}
		state.setID()
		state.fromRoster(roster) // The person may already be a member.
		found = append(found, state)
	}
	return found, nil
}
