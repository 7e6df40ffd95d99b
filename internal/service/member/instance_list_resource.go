package member

import (
	"context"
	"iter"
	"strings"

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

// NewInstanceListResource returns the list resource, to be configured by the framework.
func NewInstanceListResource() list.ListResource { return &instanceMemberListResource{} }

type instanceListConfig struct {
	InstanceID types.String `tfsdk:"instance_id"`
}

func (l *instanceMemberListResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	(&instanceMemberResource{}).Metadata(ctx, req, resp)
}

func (l *instanceMemberListResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the people in an instance, to import them with `terraform query` (Terraform 1.14 or later).",
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
	stream.Results = base.Stream(ctx, req, l.find(ctx, config), action, func(state instanceModel, result *list.ListResult) {
		result.DisplayName = strings.TrimSpace(state.Email.ValueString() + " " + state.Role.ValueString())
		result.Diagnostics.Append(result.Identity.Set(ctx, state.identity())...)
		if req.IncludeResource {
			result.Diagnostics.Append(result.Resource.Set(ctx, &state)...)
		}
	})
}

// find yields people as they are after an import by their identity.
func (l *instanceMemberListResource) find(ctx context.Context, config instanceListConfig) iter.Seq2[instanceModel, error] {
	return func(yield func(instanceModel, error) bool) {
		roster, err := membership.ReadInstanceRoster(ctx, l.Client, config.InstanceID.ValueString())
		if err != nil {
			yield(instanceModel{}, err)
			return
		}
		for _, member := range roster.Members {
			state := instanceModel{InstanceID: config.InstanceID}
			if state.Email = base.OptionalString(strings.ToLower(member.Email)); state.Email.IsNull() {
				state.UserID = types.StringValue(member.UserID)
			}
			state.setID()
			var ignored diag.Diagnostics // There is no former address to warn about.
			if state.fromAPI(member, &ignored); !yield(state, nil) {
				return
			}
		}
	}
}
