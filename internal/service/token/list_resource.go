package token

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/list"
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
	resp.Schema = base.InstanceListSchema("API tokens")
}

// List streams the API tokens, page by page.
func (l *tokenListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	base.ListInstance(ctx, &l.ListResource, req, stream, "API tokens",
		func(c *losant.Client) base.InstanceLister[*losant.Token] { return c.Tokens.All },
		func(instanceID types.String, token *losant.Token) base.Listed {
			state := model{InstanceID: instanceID, Rotate: types.MapNull(types.StringType)}
			state.fromAPI(token)
			name := token.Name
			switch {
			case state.isExpired(l.Now()):
				name += " (expired)"
			case token.Status == "inactive":
				name += " (inactive)"
			}
			return base.Listed{Name: name, Identity: state.identity(), State: &state}
		})
}
