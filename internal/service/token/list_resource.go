package token

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ list.ListResourceWithConfigure = (*tokenListResource)(nil)

// tokenListResource lists losant_instance_api_token.
type tokenListResource struct{ base.ListResource }

// NewListResource returns the list resource, which the framework configures.
func NewListResource() list.ListResource { return &tokenListResource{} }

func (l *tokenListResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	(&tokenResource{}).Metadata(ctx, req, resp)
}

func (l *tokenListResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the API tokens of an instance, the oldest first, so that `terraform query` can import them (Terraform 1.14 or later)." + base.DocListLimit,
		Attributes:          map[string]schema.Attribute{"instance_id": base.ListInstanceID()},
	}
}

// listConfig is the configuration of a list block.
type listConfig struct {
	InstanceID types.String `tfsdk:"instance_id"`
}

// List streams the API tokens, page by page.
func (l *tokenListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listConfig
	diags := req.Config.Get(ctx, &config)
	instanceID := l.ResolveList(config.InstanceID, &diags)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	var total int
	all := l.Client.Tokens.All(ctx, instanceID, losant.WithPageSize(base.PageSize(req.Limit)), losant.WithTotal(&total))
	found := base.Found[*losant.Token]{Items: all, Total: &total}
	stream.Results = base.Stream(ctx, req, found, "list the API tokens of instance "+instanceID, func(token *losant.Token, result *list.ListResult) {
		state := model{InstanceID: types.StringValue(instanceID), Rotate: types.MapNull(types.StringType)}
		state.fromAPI(token)
		result.DisplayName = losant.Printable(token.Name)
		switch {
		case state.isExpired(l.Now()):
			result.DisplayName += " (expired)"
		case token.Status == "inactive":
			result.DisplayName += " (inactive)"
		}
		result.Diagnostics.Append(result.Identity.Set(ctx, state.identity())...)
		if req.IncludeResource {
			result.Diagnostics.Append(result.Resource.Set(ctx, &state)...)
		}
	})
}
