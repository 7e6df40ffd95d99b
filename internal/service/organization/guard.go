package organization

import (
	"encoding/json"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/guard"
)

// guarded returns what the guard needs to know about the organization.
func (m *model) guarded() guard.Organization {
	return guard.Organization{
		InstanceID: m.InstanceID.ValueString(), ID: m.ID.ValueString(), Name: m.Name.ValueString(),
		AllowsDestroy: base.Allows(m.AllowDataLoss, base.AllowDestroy), DeletionProtection: m.DeletionProtection.ValueBoolPointer(),
	}
}

// RecordState tells the guard of an organization in the state, from the JSON of the
// state. Terraform sends that also for a tainted organization, and without a refresh.
func RecordState(data *base.ProviderData, state []byte) {
	var values map[string]any
	if data.IsConfigured() && json.Unmarshal(state, &values) == nil {
		guard.Read(data, guardedFrom(values))
	}
}

// guardedFrom returns the same as guarded, from values as in base.UnchangedPlan.
func guardedFrom(state map[string]any) guard.Organization {
	var o guard.Organization
	o.InstanceID, _ = state["instance_id"].(string)
	o.ID, _ = state["id"].(string)
	o.Name, _ = state["name"].(string)
	allowed, _ := state["allow_data_loss"].([]any)
	for _, value := range allowed {
		o.AllowsDestroy = o.AllowsDestroy || value == base.AllowDestroy
	}
	if protected, isSet := state["deletion_protection"].(bool); isSet {
		o.DeletionProtection = &protected
	}
	return o
}
