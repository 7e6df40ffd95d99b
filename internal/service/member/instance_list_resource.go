package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

var _ list.ListResourceWithConfigure = (*instanceMemberListResource)(nil)

// instanceMemberListResource lists losant_instance_member.
type instanceMemberListResource struct{ base.ListResource }

// NewInstanceListResource returns the list resource, to be configured by the
// framework.
func NewInstanceListResource() list.ListResource { return &instanceMemberListResource{} }

type instanceListConfig struct {
	InstanceID types.String `tfsdk:"instance_id"`
}

func (l *instanceMemberListResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	(&instanceMemberResource{}).Metadata(ctx, req, resp)
}

func (l *instanceMemberListResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the members of an instance, to import them with `terraform query` (Terraform 1.14 or later)." + base.DocListLimit,
		Attributes:          map[string]schema.Attribute{"instance_id": base.ListInstanceID()},
	}
}

// List streams the members.
func (l *instanceMemberListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config instanceListConfig
	diags := req.Config.Get(ctx, &config)
	config.InstanceID = types.StringValue(l.ResolveList(config.InstanceID, &diags))
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	action := "list the members of instance " + config.InstanceID.ValueString()
	stream.Results = base.Stream(ctx, req, base.FoundAll(l.find(ctx, config)), action, func(state instanceModel, result *list.ListResult) {
		setListResult(ctx, req, result, &state.personModel, state.identity(), &state)
	})
}

// find returns members as they are after an import by their identity.
func (l *instanceMemberListResource) find(ctx context.Context, config instanceListConfig) ([]instanceModel, error) {
	roster, err := membership.ReadInstanceRoster(ctx, l.Client, config.InstanceID.ValueString())
	if err != nil {
		return nil, err
	}
	var found []instanceModel
	for _, member := range roster.Members {
		state := instanceModel{importedPerson(config.InstanceID, config.InstanceID.ValueString(), identifierOf(member.Email, member.UserID))}
		var ignored diag.Diagnostics // The address in the state is the member's own.
		state.fromMember(member, "", &ignored)
		found = append(found, state)
	}
	return found, nil
}
