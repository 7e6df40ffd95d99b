package protocol

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/service/organization"
)

// noOpReads holds, for each resource type that takes part in the shortcut, a function
// that reports whether the framework would return the state that it gets, without a
// diagnostic. It must not send a request. The identity of these types consists of
// instance_id and id.
var noOpReads = map[string]func(data *base.ProviderData, state map[string]any) bool{
	"losant_organization": organization.RefreshIsNoOp,
}

var objectIdentity = tftypes.Object{AttributeTypes: map[string]tftypes.Type{"instance_id": tftypes.String, "id": tftypes.String}}

// readNoOp responds to ReadResource for an object that has not changed since its state.
// For such an object the framework would use half of the provider's CPU time in a plan.
func (s *server) readNoOp(req *tfprotov6.ReadResourceRequest) (resp *tfprotov6.ReadResourceResponse, ok bool) {
	isNoOp, ok := noOpReads[req.TypeName]
	if !ok {
		return nil, false
	}
	state, ok := decode(req.CurrentState)
	if !ok || !isNoOp(s.data(), state) {
		return nil, false
	}
	identity := req.CurrentIdentity
	if identity == nil { // Terraform before 1.12 does not send one.
		value, err := tfprotov6.NewDynamicValue(objectIdentity, tftypes.NewValue(objectIdentity, map[string]tftypes.Value{
			"instance_id": tftypes.NewValue(tftypes.String, state["instance_id"]),
			"id":          tftypes.NewValue(tftypes.String, state["id"]),
		}))
		if err != nil {
			return nil, false
		}
		identity = &tfprotov6.ResourceIdentityData{IdentityData: &value}
	}
	return &tfprotov6.ReadResourceResponse{NewState: req.CurrentState, Private: req.Private, NewIdentity: identity}, true
}
