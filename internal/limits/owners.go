package limits

import (
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Owners records, within a run, which resource types manage each limit of an
// organization, and each setting of an instance. Two resources for one of them would
// undo each other's changes.
type Owners struct {
	mu    sync.Mutex
	types map[string][]string // by organization and limit, or by instance and setting
}

// OwnersOf returns the owners of a run.
func OwnersOf(p *base.ProviderData) *Owners {
	return base.Shared(p, "", func() *Owners { return &Owners{types: map[string][]string{}} })
}

// Configured returns the names of the limits that a configuration manages.
func Configured(config types.Map) []string {
	var names []string
	for name, v := range config.Elements() {
		if !v.IsNull() {
			names = append(names, name)
		}
	}
	return names
}

// ConfiguredNames is Configured for a value that is decoded from MessagePack.
func ConfiguredNames(config any) []string {
	values, _ := config.(map[string]any)
	var names []string
	for name, v := range values {
		if v != nil {
			names = append(names, name)
		}
	}
	return names
}

// Own records that a plan manages limits, and warns if another resource manages
// some of them. If isReplacement is true, the same resource was planned before in
// this run: Terraform plans a replacement twice.
func (o *Owners) Own(ref losant.OrganizationRef, resourceType string, names []string, isReplacement bool) diag.Diagnostics {
	shared, other := o.add(ref, resourceType, names, isReplacement)
	if len(shared) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Limits of organization "+ref.ID+" are managed by two resources",
		"A "+resourceType+" and a "+other+" manage "+strings.Join(shared, ", ")+". An apply of one can undo what the other did. Remove the limits from one of them.")}
}

// OwnSettings does the same as Own for settings of an instance.
func (o *Owners) OwnSettings(instanceID, resourceType string, names []string, isReplacement bool) diag.Diagnostics {
	shared, _ := o.add(losant.OrganizationRef{InstanceID: instanceID}, resourceType, names, isReplacement)
	if len(shared) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Settings of instance "+instanceID+" are managed by two resources",
		"Two "+resourceType+" manage "+strings.Join(shared, ", ")+". An apply of one undoes what the other did. Remove the settings from one of them.")}
}

// add records the owner of names. It returns those that another resource owns, sorted,
// and the type of one such resource.
func (o *Owners) add(ref losant.OrganizationRef, resourceType string, names []string, isReplacement bool) (shared []string, other string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, name := range names {
		key := ownerKey(ref, name)
		if i := slices.Index(o.types[key], resourceType); isReplacement && i >= 0 {
			o.types[key] = slices.Delete(o.types[key], i, i+1)
		}
		if len(o.types[key]) > 0 {
			shared, other = append(shared, name), o.types[key][0]
		}
		o.types[key] = append(o.types[key], resourceType)
	}
	slices.Sort(shared)
	return shared, other
}

// OwnUnchanged records that a plan does not change limits. It returns false, and
// records nothing, if another resource manages some of them.
func (o *Owners) OwnUnchanged(ref losant.OrganizationRef, resourceType string, names []string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, name := range names {
		if len(o.types[ownerKey(ref, name)]) > 0 {
			return false
		}
	}
	for _, name := range names {
		o.types[ownerKey(ref, name)] = []string{resourceType}
	}
	return true
}

func ownerKey(ref losant.OrganizationRef, name string) string {
	return ref.InstanceID + "/" + ref.ID + "/" + name
}
