// Package drift reports who made the changes that a refresh finds, from the audit
// log of the instance: drift attribution. It costs nothing while it is off, or
// while nothing has changed.
package drift

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// Drift is what a refresh found changed in one resource.
type Drift struct {
	InstanceID string
	Object     string // the beginning of the warning's summary, such as `Organization "Acme" (5f…)`
	// Imported reports that this is the first refresh after an import: nothing was
	// known before.
	Imported bool
	// Changes is called only if drift is attributed.
	Changes func() []Change
}

// Change is one attribute that differs from the prior state, or the removal of
// the object.
type Change struct {
	// Attribute is the attribute as a configuration writes it, "" for a removed
	// object.
	Attribute string
	// KeepsCurrentValue reports that the change is drift only if the attribute is
	// configured.
	KeepsCurrentValue bool
	// Judge returns what an entry of the audit log has to do with the change.
	Judge func(*Entry) Verdict
}

// Verdict is what an entry of the audit log has to do with a change.
type Verdict int

// An Unrelated entry has nothing to do with the change. A Cause made it. An entry
// that EstablishesPrior made the prior state, so that no older entry is the cause.
const (
	Unrelated Verdict = iota
	Cause
	EstablishesPrior
)

// configuredKey is the key of the configured attributes in the private state.
const configuredKey = "configured"

type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

type privateWriter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// StoreConfiguredPaths stores for later refreshes which attributes are
// configured, including those of nested objects. Only attribution needs them.
func StoreConfiguredPaths(ctx context.Context, p *base.ProviderData, config tfsdk.Config, private privateWriter) diag.Diagnostics {
	if !p.DriftAttribution {
		return nil
	}
	raw, _ := json.Marshal(configuredPaths("", config.Raw)) //nolint:errchkjson // A list of strings is always JSON.
	return private.SetKey(ctx, configuredKey, raw)
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

// Removed ends a Read that did not find its object: it removes the object from
// the state, and warns who deleted it.
func Removed(ctx context.Context, p *base.ProviderData, removal Drift, req resource.ReadRequest, resp *resource.ReadResponse) {
	resp.Diagnostics.Append(Report(ctx, p, removal, req.Private)...)
	resp.State.RemoveResource(ctx)
}

// ReadFailed ends a Read whose request failed. An object that was not found is
// removed from the state, see Removed. Anything else is an error; the action is that of
// base.AddError.
func ReadFailed(ctx context.Context, p *base.ProviderData, removal Drift, action string, err error, req resource.ReadRequest, resp *resource.ReadResponse) {
	isGone, err := p.IsGone(ctx, removal.InstanceID, err)
	if isGone {
		Removed(ctx, p, removal, req, resp)
		return
	}
	base.AddError(&resp.Diagnostics, action, err)
}

// Report warns, once for the resource, who made the changes that a refresh found.
// It adds no warning if nobody can be identified, and sends no request if there
// are no changes or attribution is off.
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
	log := base.Shared(p, drift.InstanceID, newAuditLog)
	var causes []cause
	for i := 0; len(pending) > 0; i++ {
		entry, err := log.entry(ctx, p.Client, drift.InstanceID, i)
		if err != nil {
			diags.Append(unreadableWarning(ctx, drift.InstanceID, err)...)
		}
		if entry == nil {
			break
		}
		var caused []string
		pending = slices.DeleteFunc(pending, func(c Change) bool {
			verdict := c.Judge(entry)
			if verdict == Cause {
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
		action := "removed it"
		if !slices.Contains(c.attributes, "") {
			slices.Sort(c.attributes)
			action = "changed " + strings.Join(c.attributes, ", ")
		}
		lines = append(lines, fmt.Sprintf("%s %s at %s (%s %s).", c.actor(), action, c.CreationDate, c.RequestResource, c.RequestAction))
	}
	return strings.Join(lines, "\n") + "\n\nThe source is the audit log of the instance."
}

// Compare returns the changes between an object before and after, both as the
// request bodies that would create it. The bodies of entries that are about the
// object decide which entry is the cause. The resource tells which attributes
// keep their current value.
func Compare(ctx context.Context, before, after any, isAbout func(*Entry) bool, fields base.Fields, r resource.Resource) []Change {
	was, is := flattenBody(before), flattenBody(after)
	for field := range is {
		if _, ok := was[field]; !ok {
			was[field] = ""
		}
	}
	keepsCurrentValue := base.KeepsCurrentValue(ctx, r)
	changed := map[string][]string{} // fields by attribute: a banner has two
	changes := []Change{}
	for field, value := range was {
		if value == is[field] {
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
				return e.judge(was, changed[attribute])
			}})
		}
		changed[attribute] = append(changed[attribute], field)
	}
	return changes
}

// Deletion returns the change that an object was deleted.
func Deletion(isAbout func(*Entry) bool) []Change {
	return []Change{{Judge: func(e *Entry) Verdict {
		if e.Deletes() && isAbout(e) {
			return Cause
		}
		return Unrelated
	}}}
}
