// Package base is the thin layer between the provider's resources and
// terraform-plugin-framework: the data that all of them get from the provider, the
// attributes that they share, and the conversion of values and errors.
package base

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// ProviderData is what a configured provider passes to its resources, data sources
// and the like. It is nil until the provider is configured.
type ProviderData struct {
	// Client is nil while a value that it needs is unknown.
	Client *losant.Client
	// DefaultInstanceID is the provider's instance_id. It may be null or unknown.
	DefaultInstanceID types.String
	// DefaultTags holds the set of values of each tag key. It may be null or unknown.
	DefaultTags types.Map
	// DeletionProtection is the provider's deletion_protection. It may be null or
	// unknown.
	DeletionProtection types.Bool
	// DriftAttribution makes a refresh report who made the changes that it finds.
	DriftAttribution bool
	// AllowMassAbsence lets a refresh remove any number of organizations from the state.
	AllowMassAbsence bool
	// RemovalPause is how long the removal of people waits for resources that claim
	// the same people.
	RemovalPause time.Duration
	// Unknown lists the provider attributes whose unknown values keep Client nil.
	Unknown []string

	unknownWarning sync.Once
	shared         sync.Map // by sharedKey
	now            func() time.Time
}

// NewProviderData returns the data of a provider for one run.
func NewProviderData() *ProviderData {
	return &ProviderData{now: sync.OnceValue(time.Now), RemovalPause: time.Second}
}

// Now returns the same time during the whole run, so that requests relative to it
// are equal and share a cached response.
func (d *ProviderData) Now() time.Time { return d.now() }

type sharedKey struct {
	typ reflect.Type
	key string
}

// Shared returns the value of type T that all resources of a run share under a
// key, for example to coordinate writes to one organization. The first call creates
// it.
func Shared[T any](d *ProviderData, key string, create func() *T) *T {
	value, ok := d.shared.Load(sharedKey{reflect.TypeFor[T](), key})
	if !ok {
		value, _ = d.shared.LoadOrStore(sharedKey{reflect.TypeFor[T](), key}, create())
	}
	shared, _ := value.(*T)
	return shared
}

// Resource is embedded by every resource.
type Resource struct{ *ProviderData }

// Configure stores the provider's data.
func (r *Resource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.ProviderData = dataFrom(req.ProviderData, &resp.Diagnostics)
}

// DataSource is embedded by every data source.
type DataSource struct{ *ProviderData }

// Configure stores the provider's data.
func (d *DataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.ProviderData = dataFrom(req.ProviderData, &resp.Diagnostics)
}

// EphemeralResource is embedded by every ephemeral resource.
type EphemeralResource struct{ *ProviderData }

// Configure stores the provider's data.
func (e *EphemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	e.ProviderData = dataFrom(req.ProviderData, &resp.Diagnostics)
}

// ListResource is embedded by every list resource.
type ListResource struct{ *ProviderData }

// Configure stores the provider's data.
func (l *ListResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	l.ProviderData = dataFrom(req.ProviderData, &resp.Diagnostics)
}

// Action is embedded by every action.
type Action struct{ *ProviderData }

// Configure stores the provider's data.
func (a *Action) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.ProviderData = dataFrom(req.ProviderData, &resp.Diagnostics)
}

func dataFrom(raw any, diags *diag.Diagnostics) *ProviderData {
	data, ok := raw.(*ProviderData)
	if raw != nil && !ok {
		diags.AddError("Unexpected provider data", fmt.Sprintf("Expected %T, got %T. This is a bug in the provider.", data, raw))
	}
	return data
}

// IsConfigured reports whether the provider is configured. It may be called on nil.
func (d *ProviderData) IsConfigured() bool { return d != nil }

// HasClient reports whether there is a client. Checks in plans are skipped
// without one. It may be called on nil.
func (d *ProviderData) HasClient() bool { return d != nil && d.Client != nil }

// RequireClient reports whether there is a client, and adds an error if there is
// none. It is for data sources and for everything that runs during an apply.
func (d *ProviderData) RequireClient(diags *diag.Diagnostics) bool {
	if d.Client != nil {
		return true
	}
	diags.AddError("The provider is not fully configured yet",
		d.unknownReason()+" Apply the resources that they come from first, for example with -target, or set them from variables.")
	return false
}

// RequireClientForRefresh reports whether there is a client. If there is none, it
// adds a warning, once during the whole run. After an error about the token it
// returns false, because the plan has failed and each refresh would fail again.
func (d *ProviderData) RequireClientForRefresh(diags *diag.Diagnostics) bool {
	if d.Client != nil {
		return !d.Client.HasReportedToken()
	}
	d.unknownWarning.Do(func() {
		diags.AddWarning("Skipped refreshing from Losant",
			d.unknownReason()+" The existing state is used unchanged, and drift is not detected.")
	})
	return false
}

func (d *ProviderData) unknownReason() string {
	if len(d.Unknown) == 1 {
		return "The value of " + d.Unknown[0] + " in the provider block is known only after apply."
	}
	return "The values of " + strings.Join(d.Unknown, " and ") + " in the provider block are known only after apply."
}

// ResolveInstanceID returns the configured instance, or else the provider's. It
// adds an error if neither is known.
func (d *ProviderData) ResolveInstanceID(configured types.String, diags *diag.Diagnostics) string {
	if id := configured.ValueString(); id != "" {
		return id
	}
	if id := d.DefaultInstanceID.ValueString(); id != "" {
		return id
	}
	if d.DefaultInstanceID.IsUnknown() {
		diags.AddAttributeError(path.Root("instance_id"), "The Losant instance is not known yet",
			"The provider's instance_id is known only after apply. Apply the resource that it comes from first, for example with -target.")
		return ""
	}
	diags.AddAttributeError(path.Root("instance_id"), "Missing Losant instance",
		"Set instance_id here or in the provider block, or set the environment variable LOSANT_INSTANCE_ID.")
	return ""
}

// PlanInstanceID returns the instance_id to plan: the planned value, or else the
// provider's. It adds an error if neither is set.
func (d *ProviderData) PlanInstanceID(planned, configured types.String, diags *diag.Diagnostics) types.String {
	if !planned.IsUnknown() || !configured.IsNull() {
		return planned
	}
	if d.DefaultInstanceID.IsNull() {
		d.ResolveInstanceID(planned, diags)
	}
	return d.DefaultInstanceID
}

// UnchangedPlan is the plan of an object to which Terraform proposes no change, or
// only one of an attribute that the resource plans by itself. Values are nil, bool,
// string, numbers, []any for lists and sets, and map[string]any. They must not be
// changed.
type UnchangedPlan struct {
	Prior, Config map[string]any
	// HasPrivate reports whether the private state of the prior state has a key.
	HasPrivate func(key string) bool
	// SetPrivate sets a key of the planned private data, to a value in JSON.
	SetPrivate func(key string, value []byte)
}
