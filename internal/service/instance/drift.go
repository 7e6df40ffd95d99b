package instance

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// drift returns what a refresh found changed.
func (m *settingsModel) drift(ctx context.Context, before *settingsModel) drift.Drift {
	id := m.InstanceID.ValueString()
	return drift.Drift{InstanceID: id, Object: "The settings of instance " + id, Imported: before.ReportConfigs.IsNull(), Changes: func() []drift.Change {
		isAbout := func(e *drift.Entry) bool { return e.IsAbout(id) }
		return drift.Compare(ctx, before.allSettings(ctx), m.allSettings(ctx), isAbout, settingsFields(), NewSettingsResource())
	}}
}

// allSettings returns the patch that would set every setting.
func (m *settingsModel) allSettings(ctx context.Context) losant.InstancePatch {
	var ignored diag.Diagnostics // A state always has the types of the model.
	return m.toPatch(ctx, &settingsModel{}, &losant.Instance{}, &ignored)
}
