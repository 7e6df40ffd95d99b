package organization

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// The API has one member for two things, disabledAt: false (payloads pass),
// true (stop them now, read back as the time of the change), or a date until
// which they pass. In Terraform they are a switch, payloads_enabled, and an
// authored date, payloads_enabled_until.

// payloadsFromAPI keeps the date that state or plan hold already, passed or
// not, so that time alone never makes a difference. Any other date of the past
// is a switch that was turned off; which one is past is told by the later of
// the own clock and the server's last change, in case the own clock is behind.
func payloadsFromAPI(org *losant.Organization, prior types.String, now time.Time) (enabled types.Bool, until types.String) {
	date := org.DisabledAt.Date
	if changed, err := time.Parse(time.RFC3339, org.LastUpdated); err == nil && changed.After(now) {
		now = changed
	}
	switch {
	case org.DisabledAt.Now:
		return types.BoolValue(false), types.StringNull()
	case date == "":
		return types.BoolValue(true), types.StringNull()
	case base.SameInstant(date, prior.ValueString()):
		return types.BoolValue(true), prior
	case ahead(date, now):
		return types.BoolValue(true), types.StringValue(date)
	default:
		return types.BoolValue(false), types.StringNull()
	}
}

// planPayloads plans the switch where the configuration leaves it open.
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
		// Taking away a date that is ahead lets payloads pass for good; one
		// that has passed has stopped them.
		plan.PayloadsEnabled = types.BoolValue(ahead(prior.PayloadsEnabledUntil.ValueString(), now))
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
	passing := prior.PayloadsEnabled.ValueBool()
	if before != "" {
		passing = ahead(before, now)
	}
	// A date to take away is sent as false even while payloads pass.
	if *enabled == passing && (before == "" || !passing) {
		return unchanged
	}
	return losant.Set(losant.DisabledAt{Now: !*enabled})
}

// ahead tells whether an RFC 3339 date lies in the future.
func ahead(date string, now time.Time) bool {
	t, err := time.Parse(time.RFC3339, date)
	return err == nil && t.After(now)
}
