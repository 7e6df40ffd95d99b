package guard

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// keptKey is in the private data of each planned destruction. It is true if the
// destruction deletes nothing, because another resource keeps the object.
const keptKey = "guard_kept"

// RecordImport records that an object was imported to an address, so that a resource
// at another address does not delete it.
func RecordImport(ctx context.Context, data *base.ProviderData, typeName string, resp *resource.ImportStateResponse) {
	var instanceID, id types.String
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.GetAttribute(ctx, path.Root("instance_id"), &instanceID)...)
	resp.Diagnostics.Append(resp.State.GetAttribute(ctx, path.Root("id"), &id)...)
	objectsOf(data).change(Object{Type: typeName, InstanceID: instanceID.ValueString(), ID: id.ValueString()}, func(e *fate) { e.isImported = true })
}

// PlanObject records what a plan does with the object of the prior state. It refuses
// to delete an object that another resource keeps, and warns if two resources keep it.
func PlanObject(ctx context.Context, data *base.ProviderData, o Object, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	switch {
	case req.Plan.Raw.IsNull():
		o.planDestroy(ctx, data, resp.Private, &resp.Diagnostics)
	case !req.State.Raw.IsNull():
		raw, _ := json.Marshal(o) //nolint:errchkjson // Strings are always JSON.
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, MarkKey, raw)...)
		resp.Diagnostics.Append(o.planKeep(data)...)
	default:
		raw, diags := resp.Private.GetKey(ctx, MarkKey)
		resp.Diagnostics.Append(diags...)
		if json.Unmarshal(raw, &o) == nil {
			resp.Diagnostics.Append(o.planReplace(data)...)
		}
	}
}

// planKeep records that the plan of a resource keeps an object.
func (o Object) planKeep(data *base.ProviderData) diag.Diagnostics {
	switch e := objectsOf(data).keep(o); {
	case e.isDestroyed:
		return diag.Diagnostics{diag.NewErrorDiagnostic(o.displayName()+" would be destroyed and kept", "The plan destroys one "+o.Type+
			" and keeps another one for the same object. The apply could delete the object. "+o.wayOut(e))}
	case e.isReplaced:
		return o.replaceError()
	case e.keeping > 1:
		return diag.Diagnostics{diag.NewWarningDiagnostic(o.displayName()+" is managed by two resources", "Two "+o.Type+
			" manage the same object. An apply of one can undo what the other did. Stop managing one of them with a removed block or terraform state rm.")}
	}
	return nil
}

// planDestroy records that the plan of a resource destroys an object. It reports
// whether another resource keeps the object: then the destruction deletes nothing.
func (o Object) planDestroy(ctx context.Context, data *base.ProviderData, private Private, diags *diag.Diagnostics) (isKept bool) {
	e := objectsOf(data).destroy(o)
	diags.Append(private.SetKey(ctx, keptKey, strconv.AppendBool(nil, e.isKept()))...)
	if !e.isKept() {
		return false
	}
	diags.AddWarning(o.displayName()+" will be kept", "The plan destroys one "+o.Type+
		" and keeps another one for the same object. Destroying the first one deletes nothing. "+o.wayOut(e)+
		"\n\nIf the plan calls the first one a deposed object, do not apply: its destruction deletes the object.")
	return true
}

// planReplace refuses to replace an object that another resource keeps.
func (o Object) planReplace(data *base.ProviderData) diag.Diagnostics {
	if e := objectsOf(data).replace(o); e.keeping == 0 {
		return nil
	}
	return o.replaceError()
}

func (o Object) replaceError() diag.Diagnostics {
	return diag.Diagnostics{diag.NewErrorDiagnostic(o.displayName()+" would be replaced and kept", "The plan replaces one "+o.Type+
		" and keeps another one for the same object. The apply would delete the object. "+
		"Undo what replaces it, or stop managing one of them with a removed block or terraform state rm.")}
}

// wayOut returns how to plan without the destruction. Terraform moves nothing to an
// address that already has a state.
func (o Object) wayOut(e fate) string {
	if !e.isImported {
		return "To plan no destruction, add this block with the address from the plan, or use terraform state rm:\n\n" +
			"removed {\n  from = " + o.Type + ".NAME # the one that will be destroyed\n\n  lifecycle {\n    destroy = false\n  }\n}"
	}
	return "If it only has another address now, add this block with the two addresses from the plan, and remove the import block:\n\n" +
		"moved {\n  from = " + o.Type + ".NAME # the one that will be destroyed\n  to   = " + o.Type + ".NAME # the one that will be imported\n}"
}

// IsKept reports whether the destruction of a resource must delete nothing, because
// another resource keeps the object. It adds a warning if so.
func IsKept(ctx context.Context, data *base.ProviderData, o Object, private Private, diags *diag.Diagnostics) bool {
	mark, d := private.GetKey(ctx, keptKey)
	diags.Append(d...)
	if string(mark) != "true" && objectsOf(data).get(o).keeping == 0 {
		return false
	}
	diags.AddWarning(o.displayName()+" was kept", "Another resource manages the same object, so destroying this resource deleted nothing.")
	return true
}
