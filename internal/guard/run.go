package guard

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// run holds what the plans of one run know about organizations in the state.
type run struct {
	mu            sync.Mutex
	organizations map[losant.OrganizationRef]*planned
	// hasCreation reports whether an organization is planned without a prior state.
	hasCreation bool
}

type planned struct {
	Organization
	is status
}

// status is how far the plan of an organization is. Terraform plans a tainted object
// without its prior state, so it stays read.
type status int

const (
	read status = iota
	kept
	destroyed
)

func runOf(data *base.ProviderData) *run {
	return base.Shared(data, "", func() *run { return &run{organizations: map[losant.OrganizationRef]*planned{}} })
}

// NameInState returns the name of an organization in the state, or "".
func NameInState(data *base.ProviderData, id string) string {
	r := runOf(data)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, o := range r.organizations {
		if o.ID == id {
			return o.Name
		}
	}
	return ""
}

// IsInState reports whether the run has read an organization from the state.
func IsInState(data *base.ProviderData, ref losant.OrganizationRef) bool {
	r := runOf(data)
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.organizations[ref] != nil
}

// Read records an organization of the state.
func Read(data *base.ProviderData, o Organization) {
	r := runOf(data)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.organizations[o.ref()] == nil {
		r.organizations[o.ref()] = &planned{o, read}
	}
}

// Keep records that the plan of a resource keeps an organization. It warns if another
// resource keeps it too, and adds an error if another one destroys it.
func Keep(data *base.ProviderData, o Organization) diag.Diagnostics {
	runOf(data).set(o, kept)
	return o.Object().planKeep(data)
}

// KeepUnchanged records that a plan does not change an organization. It returns false,
// and records nothing, if another resource manages the same organization.
func KeepUnchanged(data *base.ProviderData, o Organization) bool {
	isOnly := objectsOf(data).keepUnchanged(o.Object())
	if isOnly {
		runOf(data).set(o, kept)
	}
	return isOnly
}

// UndoKeep takes back what KeepUnchanged recorded, before the organization is planned
// in another way.
func UndoKeep(data *base.ProviderData, o Organization) {
	objectsOf(data).change(o.Object(), func(e *fate) { e.keeping-- })
}

func (r *run) set(o Organization, is status) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.organizations[o.ref()] = &planned{o, is}
}

// WarnOfTaint warns, in the plan of a creation, of organizations with the same name
// that are in the state but not planned. Terraform plans such a creation instead of
// a tainted organization.
func WarnOfTaint(ctx context.Context, data *base.ProviderData, instanceID, name string) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, o := range runOf(data).addCreation(instanceID, name) {
		diags.Append(planTainted(ctx, data, o)...)
	}
	return diags
}

func (r *run) addCreation(instanceID, name string) []Organization {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hasCreation = true
	var sameName []Organization
	for _, o := range r.organizations {
		if o.is == read && o.InstanceID == instanceID && o.Name == name {
			sameName = append(sameName, o.Organization)
		}
	}
	return sameName
}

// destroyed returns an organization that the plan destroys or replaces, or nil. With
// mayBeTainted, that includes an organization that is in the state but not planned.
func (r *run) destroyed(ref losant.OrganizationRef, mayBeTainted bool) *Organization {
	r.mu.Lock()
	defer r.mu.Unlock()
	o := r.organizations[ref]
	if o == nil || o.is == kept || o.is == read && (!mayBeTainted || !r.hasCreation) {
		return nil
	}
	return &o.Organization
}

// MarkKey is the key of an organization in the planned private data of its own plan.
// Terraform plans a replacement with a second request, which has no prior state, but
// the private data that the first response planned.
const MarkKey = "guard"

// parentKey is the key of an organization in the planned private data of a person in
// it.
const parentKey = "guard_organization"

// Encode returns the organization as private data.
func (o Organization) Encode() []byte {
	raw, _ := json.Marshal(o) //nolint:errchkjson // Strings and booleans are always JSON.
	return raw
}

// Private is the private data of a request or a response.
type Private interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// decode returns an organization from private data, or nil.
func decode(ctx context.Context, private Private, key string, diags *diag.Diagnostics) *Organization {
	raw, more := private.GetKey(ctx, key)
	diags.Append(more...)
	var o *Organization
	if json.Unmarshal(raw, &o) != nil {
		return nil
	}
	return o
}

// Replaced returns the organization that the plan of a creation replaces, or nil.
func Replaced(ctx context.Context, private Private, diags *diag.Diagnostics) *Organization {
	return decode(ctx, private, MarkKey, diags)
}

// NoteParent notes, in the plan that removes a person from an organization, whether
// the same run destroys or replaces that organization. With isReplaced, the person
// is removed because the organization of the configuration is not known yet.
func NoteParent(ctx context.Context, data *base.ProviderData, parent losant.OrganizationRef, isReplaced bool, private Private) diag.Diagnostics {
	if o := runOf(data).destroyed(parent, isReplaced); o != nil {
		return private.SetKey(ctx, parentKey, o.Encode())
	}
	raw, diags := private.GetKey(ctx, parentKey)
	if raw != nil { // From a removal that was refused.
		diags.Append(private.SetKey(ctx, parentKey, []byte("null"))...)
	}
	return diags
}

// RefuseRemoval reports whether a person must stay in an organization, because the
// run destroys the organization and that is refused. It adds an error if so.
func RefuseRemoval(ctx context.Context, data *base.ProviderData, private Private, person string, diags *diag.Diagnostics) bool {
	o := decode(ctx, private, parentKey, diags)
	if o == nil || o.isPermitted(data) {
		return diags.HasError()
	}
	obstacle := o.obstacle(ctx, data)
	switch {
	case obstacle.failure != nil:
		base.AddError(diags, o.countAction(), obstacle.failure)
	case obstacle.exists():
		diags.AddError("Refused to remove "+person, "The plan also destroys organization "+o.displayName()+", which is refused. "+obstacle.refused()+
			"\n\n"+obstacle.howToDestroy("To remove only the person, plan again without the destruction of the organization."))
	}
	return diags.HasError()
}
