// Package drift implements drift attribution: it reports who made the changes that
// a refresh finds, from the audit log of the instance. It sends no request if it is
// off or nothing has changed.
package drift

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Drift describes the changes that a refresh found in one resource.
type Drift struct {
	InstanceID string
	Object     string // the subject of the warning, such as `Organization "Acme" (5f…)`
	// Imported reports that this is the first refresh after an import, so there is
	// no prior state to compare with.
	Imported bool
	// Changes returns the changes. It is called only if attribution is on.
	Changes func() []Change
}

// Change is one attribute that differs from the prior state, or the removal of
// the object.
type Change struct {
	// Attribute is the path of the attribute as in a configuration, or "" if the
	// object was removed.
	Attribute string
	// KeepsCurrentValue reports that the attribute keeps its current value if it is
	// not set. Then the change is not drift.
	KeepsCurrentValue bool
	// Classify returns how an entry of the audit log relates to the change.
	Classify func(*Entry) Verdict
}

// Verdict is how an entry of the audit log relates to a change.
type Verdict int

// An Unrelated entry has nothing to do with the change. A Cause made the change. An
// entry that EstablishesPrior made the prior state, so no older entry is the cause.
const (
	Unrelated Verdict = iota
	Cause
	EstablishesPrior
)

// Keys in the private state.
const (
	configuredKey = "configured" // the configured paths
	appliedKey    = "applied"    // when the object was last applied, in the server's time
)

type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

type privateWriter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// StoreApply stores what attribution needs to know in later refreshes: which
// attributes are set in the configuration, including those of nested objects, and the
// time of this apply.
func StoreApply(ctx context.Context, p *base.ProviderData, config tfsdk.Config, private privateWriter) diag.Diagnostics {
	if !p.DriftAttribution {
		return nil
	}
	raw, _ := json.Marshal(configuredPaths("", config.Raw)) //nolint:errchkjson // A list of strings is always JSON.
	return append(private.SetKey(ctx, configuredKey, raw), StoreTime(ctx, p, private)...)
}

// StoreTime stores the time of this apply, for resources whose attributes all are
// authoritative. The Date of a response counts whole seconds, so entries of the
// same second count as newer.
func StoreTime(ctx context.Context, p *base.ProviderData, private privateWriter) diag.Diagnostics {
	if !p.DriftAttribution || !p.HasClient() || p.Client.ServerTime().IsZero() {
		return nil
	}
	raw, _ := json.Marshal(p.Client.ServerTime()) //nolint:errchkjson // A time is always JSON.
	return private.SetKey(ctx, appliedKey, raw)
}

// configuredPaths returns the attributes and the elements of maps that are not
// null, in the form of path.Path.
func configuredPaths(prefix string, value tftypes.Value) []string {
	isObject := value.Type().Is(tftypes.Object{})
	var values map[string]tftypes.Value
	if !isObject && !value.Type().Is(tftypes.Map{}) || value.As(&values) != nil {
		return nil
	}
	paths := []string{}
	for name, v := range values {
		if v.IsNull() {
			continue
		}
		at := fmt.Sprintf("%s[%q]", prefix, name)
		if isObject {
			at = strings.TrimPrefix(prefix+"."+name, ".")
		}
		paths = append(paths, at)
		paths = append(paths, configuredPaths(at, v)...)
	}
	slices.Sort(paths)
	return paths
}

// Removed ends a Read whose object was deleted outside Terraform: it removes the
// object from the state and warns who deleted it.
func Removed(ctx context.Context, p *base.ProviderData, removal Drift, req resource.ReadRequest, resp *resource.ReadResponse) {
	resp.Diagnostics.Append(Report(ctx, p, removal, req.Private)...)
	resp.State.RemoveResource(ctx)
}

// ReadFailed ends a Read whose request failed. If the object was deleted outside
// Terraform, which the proof must confirm, it does what Removed does. Otherwise it
// adds the error of the refresh, with the action as for base.AddError.
func ReadFailed(
	ctx context.Context, p *base.ProviderData, removal Drift, action string, err error, proof base.Proof, req resource.ReadRequest, resp *resource.ReadResponse,
) {
	isNotFound := losant.IsNotFound(err) // Not so for a person whose organization exists.
	isGone, err := p.IsGone(ctx, err, proof)
	if isGone {
		if isNotFound {
			p.MarkDeleted(organizationOf(ctx, removal, req.State))
		}
		Removed(ctx, p, removal, req, resp)
		return
	}
	resp.Diagnostics.Append(removal.RefreshError(action, err)...)
}

// RefreshError returns the error of base.RefreshError for an object that is not proven
// to be deleted.
func (d Drift) RefreshError(action string, err error) diag.Diagnostics {
	if d.Imported {
		err = base.OfImport(err)
	}
	return base.RefreshError(action, err)
}

// organizationOf returns the organization that an object belongs to. The ID is empty
// for an object that belongs to none.
func organizationOf(ctx context.Context, removal Drift, state tfsdk.State) losant.OrganizationRef {
	var id types.String
	state.GetAttribute(ctx, path.Root("organization_id"), &id)
	return losant.OrganizationRef{InstanceID: removal.InstanceID, ID: id.ValueString()}
}

// Report returns one warning that says who made the changes that a refresh found,
// or none if the audit log does not show it. It sends no request if attribution is
// off or there are no changes.
func Report(ctx context.Context, p *base.ProviderData, drift Drift, private privateReader) diag.Diagnostics {
	if !p.DriftAttribution || drift.Imported {
		return nil
	}
	raw, diags := private.GetKey(ctx, configuredKey)
	var configured []string
	stored := json.Unmarshal(raw, &configured) == nil
	pending := slices.DeleteFunc(drift.Changes(), func(c Change) bool {
		return c.KeepsCurrentValue && stored && !slices.Contains(configured, c.Attribute)
	})
	if len(pending) == 0 {
		return diags
	}
	rawTime, moreDiags := private.GetKey(ctx, appliedKey)
	diags.Append(moreDiags...)
	var applied time.Time // Zero if it is not known.
	_ = json.Unmarshal(rawTime, &applied)
	log := base.Shared(p, drift.InstanceID, newAuditLog)
	var causes []cause
	for i := 0; len(pending) > 0; i++ {
		entry, err := log.entry(ctx, p.Client, drift.InstanceID, i)
		if err != nil {
			diags.Append(unreadableWarning(ctx, drift.InstanceID, err)...)
		}
		if entry == nil || entry.isBefore(applied) {
			break // Terraform knew what is older than its last apply.
		}
		isOwn := entry.ActorID != "" && entry.ActorID == p.Client.TokenID()
		var caused []string
		pending = slices.DeleteFunc(pending, func(c Change) bool {
			verdict := c.Classify(entry)
			if verdict == Cause && !isOwn {
				caused = append(caused, c.Attribute)
			}
			return verdict != Unrelated
		})
		if len(caused) > 0 {
			causes = append(causes, cause{entry, caused})
		}
	}
	if len(causes) > 0 {
		diags.AddWarning(summarize(drift.Object, causes), explain(causes))
	}
	return diags
}

// cause is an entry of the audit log, and the attributes that it changed.
type cause struct {
	*Entry
	attributes []string
}

func summarize(object string, causes []cause) string {
	if slices.Contains(causes[0].attributes, "") {
		return object + ": removed outside Terraform"
	}
	return object + ": changed outside Terraform"
}

func explain(causes []cause) string {
	var lines []string
	for _, c := range causes {
		finding := Finding{Actor: c.actor(), At: losant.Printable(c.CreationDate), Operation: losant.Printable(c.RequestResource + " " + c.RequestAction)}
		if !slices.Contains(c.attributes, "") {
			finding.Attributes = slices.Sorted(slices.Values(c.attributes))
		}
		lines = append(lines, finding.String())
	}
	return strings.Join(lines, "\n") + "\n\nThe source is the audit log of the instance."
}

// Compare returns the changes between two versions of an object, each as the
// request body that would create it. An entry that is about the object is the cause
// if its body wrote another value than before. The schema of the resource says which
// attributes keep their current value.
func Compare(ctx context.Context, before, after any, isAbout func(*Entry) bool, fields base.Fields, r resource.Resource) []Change {
	prior, current := flattenBody(before), flattenBody(after)
	for field := range current {
		if _, ok := prior[field]; !ok {
			prior[field] = ""
		}
	}
	keepsCurrentValue := base.KeepsCurrentValue(ctx, r)
	changed := map[string][]string{} // fields by attribute, which may have several
	changes := []Change{}
	for field, value := range prior {
		if value == current[field] {
			continue
		}
		at, ok := fields.Attribute(field)
		if !ok {
			at = path.Root(field)
		}
		attribute := at.String()
		if changed[attribute] == nil {
			changes = append(changes, Change{attribute, keepsCurrentValue(at), func(e *Entry) Verdict {
				if !isAbout(e) {
					return Unrelated
				}
				return e.compare(prior, changed[attribute])
			}})
		}
		changed[attribute] = append(changed[attribute], field)
	}
	return changes
}

// Deletion returns the change for a deleted object.
func Deletion(isAbout func(*Entry) bool) []Change {
	return []Change{{Classify: func(e *Entry) Verdict {
		if e.Deletes() && isAbout(e) {
			return Cause
		}
		return Unrelated
	}}}
}
