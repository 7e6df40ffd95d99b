// Package framework is the thin layer between the provider's resources and
// terraform-plugin-framework: what the provider hands to each of them, the
// attributes that recur, and how values and errors are translated.
package base

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// ProviderData is what a configured provider hands to its resources and data
// sources.
type ProviderData struct {
	// Client is nil while a value that it needs is unknown.
	Client *losant.Client
	// InstanceID is the provider's default instance: known, null or unknown.
	InstanceID types.String
	// DefaultTags holds tag keys and their sets of values: known, null or unknown.
	DefaultTags types.Map
	// DriftAttribution has refreshes name who made the changes that they find.
	DriftAttribution bool
	// Unknown names the provider attributes that keep Client from being made.
	Unknown []string

	unknownWarning sync.Once
	memberships    sync.Map // by instance and organization
	trails         sync.Map // by instance
	clock          sync.Once
	now            time.Time
}

// Now is the present instant: one for the whole walk, so that what is asked
// relative to it is asked alike.
func (d *ProviderData) Now() time.Time {
	d.clock.Do(func() { d.now = time.Now() })
	return d.now
}

// Settler is implemented by resources that can tell from a state alone when
// nothing is left to plan for it, so that the plan of an unchanged object need
// not be worked out.
type Settler interface {
	// Settled is asked for states that the configuration agrees with: those that
	// Terraform proposes no change of. It tells whether ModifyPlan would leave
	// such a state as it is and say nothing. The state holds nil, bool, string,
	// numbers, []any for sets and map[string]any, and is not to be changed. The
	// resource is not configured, the data is what it would be configured with.
	Settled(data *ProviderData, state map[string]any) bool
}

// Resource is embedded by every resource.
type Resource struct{ *ProviderData }

// Configure takes over the provider's data.
func (r *Resource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.ProviderData = dataFrom(req.ProviderData, &resp.Diagnostics)
}

// DataSource is embedded by every data source.
type DataSource struct{ *ProviderData }

// Configure takes over the provider's data.
func (d *DataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.ProviderData = dataFrom(req.ProviderData, &resp.Diagnostics)
}

// EphemeralResource is embedded by every ephemeral resource.
type EphemeralResource struct{ *ProviderData }

// Configure takes over the provider's data.
func (e *EphemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	e.ProviderData = dataFrom(req.ProviderData, &resp.Diagnostics)
}

func dataFrom(raw any, diags *diag.Diagnostics) *ProviderData {
	data, ok := raw.(*ProviderData)
	if raw != nil && !ok {
		diags.AddError("Unexpected provider data", fmt.Sprintf("Expected %T, got %T. This is a bug in the provider.", data, raw))
	}
	return data
}

// CanRefresh tells whether there is a client. Without one it warns, once for
// the whole walk, that nothing is compared with the API.
func (d *ProviderData) CanRefresh(diags *diag.Diagnostics) bool {
	if d.Client != nil {
		return true
	}
	d.unknownWarning.Do(func() {
		diags.AddWarning("Losant is not asked in this plan",
			d.unknownReason()+" Objects in the state are taken as they are, and drift is not looked for.")
	})
	return false
}

// CanAct tells whether there is a client, and adds an error if not. It serves
// data sources and everything that runs during apply.
func (d *ProviderData) CanAct(diags *diag.Diagnostics) bool {
	if d.Client != nil {
		return true
	}
	diags.AddError("The provider is not fully configured yet",
		d.unknownReason()+" Apply what they come from first, for example with -target, or give the values as variables.")
	return false
}

func (d *ProviderData) unknownReason() string {
	return "The value of " + strings.Join(d.Unknown, " and ") + " in the provider block is known only after apply."
}

// Instance returns the instance that a resource or data source works on: its
// own instance_id, or else the provider's. It adds an error when there is none.
func (d *ProviderData) Instance(own types.String, diags *diag.Diagnostics) string {
	if id := String(own); id != "" {
		return id
	}
	if id := String(d.InstanceID); id != "" {
		return id
	}
	if d.InstanceID.IsUnknown() {
		diags.AddAttributeError(path.Root("instance_id"), "The instance is not known yet",
			"The provider's instance_id is known only after apply. Apply what it comes from first, for example with -target.")
		return ""
	}
	diags.AddAttributeError(path.Root("instance_id"), "No Losant instance given",
		"Set instance_id in the provider block, in the environment variable LOSANT_INSTANCE_ID, or here.")
	return ""
}

// PlanInstance returns the instance_id to plan: what is planned already, or else
// the provider's. It adds an error when there is none.
func (d *ProviderData) PlanInstance(planned, configured types.String, diags *diag.Diagnostics) types.String {
	if !planned.IsUnknown() || !configured.IsNull() {
		return planned
	}
	if d.InstanceID.IsNull() {
		d.Instance(planned, diags)
	}
	return d.InstanceID
}

// Gone tells whether err means that an object is not there any more. A 404 is
// believed only if the instance itself is found: with a token of another
// instance the API answers 404 for every object, and a plan must not offer to
// re-create them all. The error returned otherwise is the one to report.
func (d *ProviderData) Gone(ctx context.Context, instanceID string, err error) (bool, error) {
	if !losant.IsNotFound(err) {
		return false, err
	}
	if _, instanceErr := d.Client.Instances.Get(ctx, instanceID); losant.IsNotFound(instanceErr) {
		return false, instanceErr
	}
	return true, nil
}
