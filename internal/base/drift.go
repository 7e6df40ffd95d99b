package base

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Drift is what a refresh found changed in one resource.
type Drift struct {
	InstanceID string
	Object     string // begins the warning's summary, such as `Organization "Acme" (5f…)`
	// Imported tells that this is the first refresh after an import, before
	// which nothing was known.
	Imported bool
	// Changes is asked only while changes are attributed.
	Changes func() []Change
}

// Change is one thing that is not what it was.
type Change struct {
	// Attribute is how a configuration names it, "" for an object that is gone.
	Attribute string
	// LeftAsFound tells that it is no drift unless the configuration names it.
	LeftAsFound bool
	// Judge tells what an entry of the audit log has to do with it.
	Judge func(*AuditEntry) Verdict
}

// Verdict is what an entry of the audit log has to do with a change.
type Verdict int

// Unrelated entries tell nothing. A Cause made the change. A Settling entry
// made the state that was known before, so that no older one is the cause.
const (
	Unrelated Verdict = iota
	Cause
	Settling
)

// configuredKey is where the private state keeps which attributes are configured.
const configuredKey = "configured"

// RememberConfigured keeps for later refreshes which attributes are configured,
// those of nested objects too. Only attribution needs to know.
func (d *ProviderData) RememberConfigured(ctx context.Context, config tfsdk.Config, private interface {
	SetKey(context.Context, string, []byte) diag.Diagnostics
},
) diag.Diagnostics {
	if !d.DriftAttribution {
		return nil
	}
	raw, _ := json.Marshal(configured("", config.Raw)) //nolint:errchkjson // A list of strings is always JSON.
	return private.SetKey(ctx, configuredKey, raw)
}

func configured(prefix string, value tftypes.Value) []string {
	var attributes map[string]tftypes.Value
	if !value.Type().Is(tftypes.Object{}) || value.As(&attributes) != nil {
		return nil
	}
	names := []string{}
	for name, attribute := range attributes {
		if !attribute.IsNull() {
			names = append(names, prefix+name)
			names = append(names, configured(prefix+name+".", attribute)...)
		}
	}
	slices.Sort(names)
	return names
}

// Attribute warns, once for the resource, who made the changes that a refresh
// found. It says nothing when nobody can be named, and asks the API nothing
// while there are no changes or attribution is off.
func (d *ProviderData) Attribute(ctx context.Context, drift Drift, private interface {
	GetKey(context.Context, string) ([]byte, diag.Diagnostics)
},
) diag.Diagnostics {
	if !d.DriftAttribution || drift.Imported {
		return nil
	}
	raw, diags := private.GetKey(ctx, configuredKey)
	var named []string
	known := json.Unmarshal(raw, &named) == nil
	pending := slices.DeleteFunc(drift.Changes(), func(c Change) bool {
		return c.LeftAsFound && known && !slices.Contains(named, c.Attribute)
	})
	if len(pending) == 0 {
		return diags
	}
	trail := d.trail(drift.InstanceID)
	var causes []cause
	for i := 0; len(pending) > 0; i++ {
		entry, err := trail.at(ctx, d.Client, drift.InstanceID, i)
		if err != nil {
			diags.Append(unreadable(ctx, drift.InstanceID, err)...)
		}
		if entry == nil {
			break
		}
		var made []string
		pending = slices.DeleteFunc(pending, func(c Change) bool {
			verdict := c.Judge(entry)
			if verdict == Cause {
				made = append(made, c.Attribute)
			}
			return verdict != Unrelated
		})
		if len(made) > 0 {
			causes = append(causes, cause{entry, made})
		}
	}
	if len(causes) > 0 {
		diags.AddWarning(summarize(drift.Object, causes), explain(causes))
	}
	return diags
}

// cause is an entry of the audit log, and the changes that it made.
type cause struct {
	*AuditEntry
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
		what := "removed it"
		if !slices.Contains(c.attributes, "") {
			slices.Sort(c.attributes)
			what = "changed " + strings.Join(c.attributes, ", ")
		}
		lines = append(lines, fmt.Sprintf("%s %s at %s (%s %s).", c.actor(), what, c.CreationDate, c.RequestResource, c.RequestAction))
	}
	return strings.Join(lines, "\n") + "\n\nThis is from the audit log of the instance."
}
