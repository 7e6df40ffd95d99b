package customnode

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/guard"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// ImportState accepts NODE_ID or name:NAME, with an optional INSTANCE_ID/ in front,
// or the identity.
func (r *nodeResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	prefix, name, isNamed := cutName(req.ID)
	if req.ID != "" && !isNamed && !base.LooksLikeID(strings.ToLower(name)) {
		resp.Diagnostics.AddError("Invalid import ID", fmt.Sprintf("%q is not a valid import ID. Use NODE_ID, name:NAME, INSTANCE_ID/NODE_ID or "+
			"INSTANCE_ID/name:NAME, where each ID has 24 hexadecimal digits.", req.ID))
		return
	}
	if isNamed {
		if req.ID = r.idOf(ctx, prefix, name, &resp.Diagnostics); resp.Diagnostics.HasError() {
			return
		}
	}
	r.ImportObject(ctx, "NODE_ID", req, resp)
	guard.RecordImport(ctx, r.ProviderData, typeName, resp)
}

// idOf returns the import ID of the custom node with a name.
func (r *nodeResource) idOf(ctx context.Context, instanceID, name string, diags *diag.Diagnostics) string {
	if !r.RequireClient(diags) {
		return ""
	}
	if instanceID = r.ResolveInstanceID(base.OptionalString(instanceID), diags); diags.HasError() {
		return ""
	}
	node, problem := findByName(ctx, r.Client, instanceID, name)
	if problem != nil {
		diags.Append(problem)
		return ""
	}
	return instanceID + "/" + node.ID
}

// cutName splits name:NAME with an optional INSTANCE_ID/ in front. A name can
// contain any character, including slashes. For another text, name is what follows
// INSTANCE_ID/.
func cutName(text string) (instanceID, name string, isNamed bool) {
	if before, after, ok := strings.Cut(text, "/"); ok && base.LooksLikeID(strings.ToLower(before)) {
		instanceID, text = strings.ToLower(before), after
	}
	name, isNamed = strings.CutPrefix(text, "name:")
	return instanceID, name, isNamed && name != ""
}

// findByName returns the only custom node with exactly that name.
func findByName(ctx context.Context, client *losant.Client, instanceID, name string) (*losant.CustomNode, diag.Diagnostic) {
	var same []*losant.CustomNode
	var ids []string
	for node, err := range client.CustomNodes.All(ctx, instanceID) {
		switch {
		case err != nil:
			return nil, base.ErrorDiagnostic("look up custom node "+base.DisplayName(name, ""), err)
		case node.Name == name:
			same, ids = append(same, node), append(ids, node.ID)
		}
	}
	switch len(same) {
	case 0:
		return nil, diag.NewErrorDiagnostic("Custom node "+base.DisplayName(name, "")+" does not exist",
			fmt.Sprintf("Instance %s has no custom node with this name. Names are case-sensitive. Check the name and instance_id.", instanceID))
	case 1:
		return same[0], nil
	}
	return nil, diag.NewErrorDiagnostic("Several custom nodes are named "+base.DisplayName(name, ""),
		fmt.Sprintf("The custom nodes %s all have this name. Use the ID of the one you mean.", strings.Join(ids, ", ")))
}

// listedModel returns the state that an import of a custom node creates.
func listedModel(node *losant.CustomNode, instanceID string) model {
	m := model{InstanceID: types.StringValue(instanceID)}
	m.fromAPI(node)
	m.readDefinition(node.CustomNodeDefinition, origin{})
	return m
}
