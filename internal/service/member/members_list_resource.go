package member

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/filter"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

var _ list.ListResourceWithConfigure = (*membersListResource)(nil)

// membersListResource lists losant_organization_members.
type membersListResource struct{ base.ListResource }

// NewMembersListResource returns the list resource, to be configured by the framework.
func NewMembersListResource() list.ListResource { return &membersListResource{} }

func (l *membersListResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	(&membersResource{}).Metadata(ctx, req, resp)
}

func (l *membersListResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the members of each organization of an instance, the oldest organization first, so that `terraform query` can import them (Terraform 1.14 or later). " +
			"An organization must match all filters. An organization without an administrator is left out, because the resource requires one. " +
			"The members of each organization are read, which takes two requests." + base.DocListLimit,
		Attributes: filter.ListAttributes(),
	}
}

// organizationMembers are the members of one organization, after an import.
type organizationMembers struct {
	model membersModel
	name  string
}

// List streams the members of organizations, page by page.
func (l *membersListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	instanceID, organizations, ok := filter.Search(ctx, &l.ListResource, req, stream)
	if !ok {
		return
	}
	found := base.Found[organizationMembers]{
		Items: l.find(ctx, instanceID, organizations.Items), Total: organizations.Total, Refused: organizations.Refused,
		Some: "organizations of instance " + instanceID,
	}
	action := "list the members of the organizations of instance " + instanceID
	stream.Results = base.Stream(ctx, req, found, action, func(found organizationMembers, result *list.ListResult) {
		result.DisplayName = losant.Printable(found.name)
		result.Diagnostics.Append(result.Identity.Set(ctx, found.model.identity())...)
		if req.IncludeResource {
			result.Diagnostics.Append(result.Resource.Set(ctx, &found.model)...)
		}
	})
}

// find yields the members of each organization that has an administrator.
func (l *membersListResource) find(ctx context.Context, instanceID string, organizations iter.Seq2[*losant.Organization, error]) iter.Seq2[organizationMembers, error] {
	return func(yield func(organizationMembers, error) bool) {
		for org, err := range organizations {
			var roster *membership.Roster
			if err == nil {
				roster, err = membership.ReadRoster(ctx, l.Client, losant.OrganizationRef{InstanceID: instanceID, ID: org.ID})
			}
			if err != nil {
				yield(organizationMembers{}, err)
				return
			}
			id := types.StringValue(org.ID)
			state := membersModel{ID: id, InstanceID: types.StringValue(instanceID), OrganizationID: id, Members: types.MapNull(entryType)}
			var ignored diag.Diagnostics // Nobody's address has changed since an import.
			state.fromRoster(roster, nil, &ignored)
			if state.hasAdministrator() && !yield(organizationMembers{state, org.Name}, nil) {
				return
			}
		}
	}
}

// hasAdministrator reports whether an administrator is among the members.
func (m *membersModel) hasAdministrator() bool {
	for _, role := range m.roles() {
		if role == losant.RoleAdmin {
			return true
		}
	}
	return false
}
