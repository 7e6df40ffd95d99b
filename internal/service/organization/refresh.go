package organization

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// attributeTypes returns the types of the resource's attributes.
var attributeTypes = sync.OnceValue(func() map[string]attr.Type {
	var resp resource.SchemaResponse
	NewResource().Schema(context.Background(), resource.SchemaRequest{}, &resp)
	found := map[string]attr.Type{}
	for name, a := range resp.Schema.Attributes {
		found[name] = a.GetType()
	}
	return found
})

// RefreshIsNoOp reports whether a refresh of losant_organization keeps a decoded state:
// the organization was already read, and equals the state.
func RefreshIsNoOp(data *base.ProviderData, state map[string]any) bool {
	if data == nil || data.Client == nil || data.DefaultTags.IsUnknown() {
		return false
	}
	var before model
	if !base.DecodeModel(state, attributeTypes(), &before) || before.Name.IsNull() {
		return false
	}
	org := data.Client.KnownOrganization(before.ref())
	if org == nil {
		return false
	}
	after := before
	after.fromAPI(org, data.DefaultTags, time.Now())
	if !base.EqualModels(before, after) {
		return false
	}
	data.FoundOrganization(org.ID)
	return true
}
