package limits

import (
	"context"
	"fmt"
	"maps"
	"strconv"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// LeaveOutDefaults removes from generated limits those that a new organization of
// the instance gets, unless none would be left. It reports whether any differs. If
// the defaults cannot be read, all limits stay.
func LeaveOutDefaults(ctx context.Context, data *base.ProviderData, instanceID string, config map[string]any) (differ bool) {
	if !data.HasClient() || instanceID == "" {
		return len(config) > 0
	}
	instance, err := data.Client.Instances.Get(ctx, instanceID)
	if err != nil {
		return len(config) > 0
	}
	defaults := maps.Clone(instance.Limits)
	maps.Copy(defaults, instance.DefaultOrganizationLimits.Limits())
	var usual []string
	for _, l := range organizationTable.rows {
		v, exists := config[l.Name]
		if usually, known := defaults[l.Key]; exists && known && fmt.Sprint(v) == strconv.FormatInt(usually, 10) {
			usual = append(usual, l.Name)
		}
	}
	if len(usual) == len(config) {
		return false
	}
	for _, name := range usual {
		delete(config, name)
	}
	return true
}
