package organization

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

const (
	organizationType = "losant_organization"
	limitsType       = "losant_organization_limits"
)

// ownLimits records which limits a plan manages, and warns if another resource
// manages them too.
func ownLimits(ctx context.Context, p *base.ProviderData, ref losant.OrganizationRef, resourceType string, req resource.ModifyPlanRequest) diag.Diagnostics {
	var configured types.Map
	diags := req.Config.GetAttribute(ctx, path.Root("limits"), &configured)
	if diags.HasError() || ref.ID == "" || ref.InstanceID == "" {
		return diags
	}
	mark, d := req.Private.GetKey(ctx, limits.ExactKey)
	diags.Append(d...)
	isReplacement := req.State.Raw.IsNull() && mark != nil
	return append(diags, limits.OwnersOf(p).Own(ref, resourceType, limits.Configured(configured), isReplacement)...)
}

// ownsUnchanged records the limits of an unchanged object. It returns false if
// another resource manages them too.
func ownsUnchanged(data *base.ProviderData, p base.UnchangedPlan, idName, resourceType string) bool {
	instanceID, _ := p.Prior["instance_id"].(string)
	id, _ := p.Prior[idName].(string)
	ref := losant.OrganizationRef{InstanceID: instanceID, ID: id}
	return limits.OwnersOf(data).OwnUnchanged(ref, resourceType, limits.ConfiguredNames(p.Config["limits"]))
}
