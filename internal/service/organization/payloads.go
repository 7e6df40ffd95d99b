package organization

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// The API has one field, disabledAt, for two attributes. It is false (payloads are
// processed), true (they stop now; the API returns the time of the change), or the
// date when they stop. In Terraform, payloads_enabled is the flag and
// payloads_enabled_until the date.

// payloadsFromAPI keeps a date that the state or plan already has, whether past
// or not, so that reaching the date does not produce a diff. Any other date in the
// past means that payloads were disabled. Because the local clock may be slow, the
// time of the last change counts as the present if it is later.
func payloadsFromAPI(org *losant.Organization, prior types.String, now time.Time) (enabled types.Bool, until types.String) {
	date := org.DisabledAt.Date
	if changed, ok := base.Instant(types.StringValue(org.LastUpdated)); ok && changed.After(now) {
		now = changed
	}
	switch {
	case org.DisabledAt.Now:
		return types.BoolValue(false), types.StringNull()
	case date == "":
		return types.BoolValue(true), types.StringNull()
	case base.SameInstant(date, prior.ValueString()):
		return types.BoolValue(true), prior
	case isFuture(types.StringValue(date), now):
		return types.BoolValue(true), types.StringValue(date)
	default:
		return types.BoolValue(false), types.StringNull()
	}
}

// payloadsAreActive reports whether payloads are processed now.
func payloadsAreActive(org *losant.Organization, now time.Time) bool {
	enabled, _ := payloadsFromAPI(org, types.StringNull(), now)
	return enabled.ValueBool()
}

// planPayloads plans payloads_enabled if it is not configured.
func planPayloads(plan *model, configured types.Bool, prior *model, now time.Time) {
	if !configured.IsNull() {
		return
	}
	switch until := plan.PayloadsEnabledUntil; {
	case until.IsUnknown():
		plan.PayloadsEnabled = types.BoolUnknown()
	case !until.IsNull():
		plan.PayloadsEnabled = types.BoolValue(true)
	case prior != nil && !prior.PayloadsEnabledUntil.IsNull():
		// Without its date in the future, the organization processes payloads
		// indefinitely. A date in the past has already stopped them.
		plan.PayloadsEnabled = types.BoolValue(isFuture(prior.PayloadsEnabledUntil, now))
	}
}

func payloadsToPost(m *model) *losant.DisabledAt {
	enabled := base.BoolPointer(m.PayloadsEnabled)
	switch date := m.PayloadsEnabledUntil.ValueString(); {
	case date != "":
		return &losant.DisabledAt{Date: date}
	case enabled != nil:
		return &losant.DisabledAt{Now: !*enabled}
	default:
		return nil
	}
}

func payloadsToPatch(m, prior *model, now time.Time) losant.Optional[losant.DisabledAt] {
	var unchanged losant.Optional[losant.DisabledAt]
	date, before := m.PayloadsEnabledUntil.ValueString(), prior.PayloadsEnabledUntil.ValueString()
	enabled := base.BoolPointer(m.PayloadsEnabled)
	switch {
	case m.PayloadsEnabledUntil.IsUnknown(), date != "" && base.SameInstant(date, before):
		return unchanged
	case date != "":
		return losant.Set(losant.DisabledAt{Date: date})
	case enabled == nil:
		return unchanged
	}
	processed := prior.PayloadsEnabled.ValueBool()
	if before != "" {
		processed = isFuture(prior.PayloadsEnabledUntil, now)
	}
	// Removing a date takes a request even while payloads are processed.
	if *enabled == processed && (before == "" || !processed) {
		return unchanged
	}
	return losant.Set(losant.DisabledAt{Now: !*enabled})
}

// isFuture reports whether an RFC 3339 date lies in the future.
func isFuture(date types.String, now time.Time) bool {
	t, ok := base.Instant(date)
	return ok && t.After(now)
}
