package invitation

import (
	"context"
	"iter"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/people"
)

var _ list.ListResourceWithConfigure = (*ListResource)(nil)

// ListResource lists losant_organization_invitation.
type ListResource struct{ base.ListResource }

// NewListResource returns the list resource, to be configured by the framework.
func NewListResource() list.ListResource { return &ListResource{} }

type listConfig struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
}

// Metadata names the type, which is that of the resource.
func (l *ListResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	(&Resource{}).Metadata(ctx, req, resp)
}

// ListResourceConfigSchema describes the list block.
func (l *ListResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the invitations to an organization that are not accepted, the newest first, to import them with `terraform query` (Terraform 1.14 or later).",
		Attributes: map[string]schema.Attribute{
			"instance_id":     base.ListInstanceID(),
			"organization_id": base.ListOrganizationID(),
		},
	}
}

// List streams the invitations.
func (l *ListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listConfig
	diags := req.Config.Get(ctx, &config)
	config.InstanceID = types.StringValue(l.Listing(config.InstanceID, &diags))
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	action := "list the invitations to organization " + config.OrganizationID.ValueString()
	stream.Results = base.Stream(ctx, req, l.find(ctx, config), action, scopeList, func(state model, result *list.ListResult) {
		result.DisplayName = strings.TrimSpace(state.Email.ValueString() + " " + state.Role.ValueString())
		result.Diagnostics.Append(result.Identity.Set(ctx, state.identity())...)
		if req.IncludeResource {
			result.Diagnostics.Append(result.Resource.Set(ctx, &state)...)
		}
	})
}

// find yields invitations as they are after an import by their identity. Of
// several to one address the one that counts is found.
func (l *ListResource) find(ctx context.Context, config listConfig) iter.Seq2[model, error] {
	return func(yield func(model, error) bool) {
		roster, err := people.ReadRoster(ctx, l.Client, config.InstanceID.ValueString(), config.OrganizationID.ValueString())
		if err != nil {
			yield(model{}, err)
			return
		}
		for _, i := range roster.Invitations {
			if roster.Invitation(i.Email) != i {
				continue
			}
			state := model{
				InstanceID: config.InstanceID, OrganizationID: config.OrganizationID, Email: types.StringValue(strings.ToLower(i.Email)),
			}
			state.setID()
			// Somebody may be a member all the same.
			if state.fromRoster(roster); !yield(state, nil) {
				return
			}
		}
	}
}
