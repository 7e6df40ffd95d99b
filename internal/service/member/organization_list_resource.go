package member

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

var _ list.ListResourceWithConfigure = (*memberListResource)(nil)

// memberListResource lists losant_organization_member.
type memberListResource struct{ base.ListResource }

// NewListResource returns the list resource, to be configured by the framework.
func NewListResource() list.ListResource { return &memberListResource{} }

type listConfig struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	Role           types.String `tfsdk:"role"`
	IncludeInvited types.Bool   `tfsdk:"include_invited"`
}

func (l *memberListResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	(&memberResource{}).Metadata(ctx, req, resp)
}

func (l *memberListResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the people in an organization, sorted by e-mail address, to import them with `terraform query` (Terraform 1.14 or later)." + base.DocListLimit,
		Attributes: map[string]schema.Attribute{
			"instance_id":     base.ListInstanceID(),
			"organization_id": base.ListOrganizationID(),
			"role": schema.StringAttribute{
				MarkdownDescription: "Only find people with this role: " + membership.DocRoles,
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf(losant.Roles()...)},
			},
			"include_invited": schema.BoolAttribute{
				MarkdownDescription: "Whether to also find invited people. Defaults to `false`.",
				Optional:            true,
			},
		},
	}
}

// List streams the members, and with include_invited the invited people.
func (l *memberListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listConfig
	diags := req.Config.Get(ctx, &config)
	config.InstanceID = types.StringValue(l.ResolveList(config.InstanceID, &diags))
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	action := "list the members of organization " + config.OrganizationID.ValueString()
	stream.Results = base.Stream(ctx, req, base.FoundInOrganization(l.find(ctx, config)), action, func(state model, result *list.ListResult) {
		setListResult(ctx, req, result, &state.personModel, state.identity(), &state)
		if status := state.Status.ValueString(); status != statusActive {
			result.DisplayName += " (" + status + ")"
		}
	})
}

// find returns people as they are after an import by their identity.
func (l *memberListResource) find(ctx context.Context, config listConfig) ([]model, error) {
	roster, err := membership.ReadRoster(ctx, l.Client, base.OrganizationRef(config.InstanceID, config.OrganizationID))
	if err != nil {
		return nil, err
	}
	listed := *roster
	if !config.IncludeInvited.ValueBool() {
		listed.Invitations = nil
	}
	data := listModel{Role: config.Role}
	data.fromRoster(&listed)
	var found []model
	seen := map[string]bool{}
	for _, item := range data.Members {
		person := identifierOf(item.Email.ValueString(), item.UserID.ValueString())
		state := importedMember(config.InstanceID, config.OrganizationID, person)
		var ignored diag.Diagnostics // The address in the state is the person's own.
		if seen[person] || !state.fromRoster(roster, &ignored) {
			continue
		}
		seen[person] = true
		found = append(found, state)
	}
	return found, nil
}

// setListResult fills in the result for a person.
func setListResult(ctx context.Context, req list.ListRequest, result *list.ListResult, m *personModel, identity, state any) {
	result.DisplayName = strings.TrimSpace(m.Email.ValueString() + " " + m.Role.ValueString())
	result.Diagnostics.Append(result.Identity.Set(ctx, identity)...)
	if req.IncludeResource {
		result.Diagnostics.Append(result.Resource.Set(ctx, state)...)
	}
}
