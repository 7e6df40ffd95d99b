package limits_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/limits"
)

// The rules by which a configuration and a prior state become a plan, in order.
func TestPlannedValue(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	unknown := types.MapUnknown(types.NumberType)
	all := limitsOf(m{"device": 5, "flow": 7, "webhook": 9})
	for name, tc := range map[string]struct {
		config, prior types.Map
		exact         bool
		want          types.Map
	}{
		"1: unknown configuration":                     {unknown, all, true, unknown},
		"2: not configured, created":                   {null, null, true, null},
		"2: not configured, imported":                  {null, all, false, all},
		"2: taken out":                                 {null, all, true, null},
		"2: taken out, nothing was managed":            {null, limitsOf(m{"device": nil}), true, limitsOf(m{"device": nil})},
		"3: new":                                       {limitsOf(m{"device": 5}), null, true, limitsOf(m{"device": 5})},
		"3: new with null and unknown":                 {limitsOf(m{"device": nil, "flow": "?"}), null, true, limitsOf(m{"device": nil, "flow": "?"})},
		"4: unchanged":                                 {all, all, true, all},
		"4: null added":                                {limitsOf(m{"device": 5, "flow": nil}), limitsOf(m{"device": 5}), true, limitsOf(m{"device": 5})},
		"4: imported, some configured":                 {limitsOf(m{"device": 5}), all, false, all},
		"4: imported, all configured":                  {all, all, false, all},
		"4: imported, some null":                       {limitsOf(m{"device": 5, "webhook": nil}), all, false, all},
		"5: one taken out":                             {limitsOf(m{"device": 5, "flow": 7}), all, true, limitsOf(m{"device": 5, "flow": 7})},
		"5: one set to null":                           {limitsOf(m{"device": 5, "flow": 7, "webhook": nil}), all, true, limitsOf(m{"device": 5, "flow": 7, "webhook": nil})},
		"5: changed":                                   {limitsOf(m{"device": 6}), limitsOf(m{"device": 5}), true, limitsOf(m{"device": 6})},
		"5: added":                                     {limitsOf(m{"device": 5, "flow": 7}), limitsOf(m{"device": 5}), true, limitsOf(m{"device": 5, "flow": 7})},
		"5: one unknown":                               {limitsOf(m{"device": "?"}), limitsOf(m{"device": 5}), true, limitsOf(m{"device": "?"})},
		"5: imported, first change":                    {limitsOf(m{"device": 6}), all, false, limitsOf(m{"device": 6})},
		"5: imported, one that the API did not return": {limitsOf(m{"file": 1}), all, false, limitsOf(m{"file": 1})},
	} {
		if got := limits.PlannedValue(tc.config, tc.prior, tc.exact); !got.Equal(tc.want) {
			t.Errorf("%s: got %s, want %s", name, got, tc.want)
		}
	}
}

func TestRemovalWarningListsLimitsThatStay(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	prior := limitsOf(m{"device": 5, "flow": 7, "file": nil})
	for name, tc := range map[string]struct {
		planned types.Map
		want    string
	}{
		"nothing removed": {limitsOf(m{"device": 6, "flow": 7}), ""},
		"one removed":     {limitsOf(m{"flow": 7}), "device stays 5."},
		"set to null":     {limitsOf(m{"device": nil, "flow": 7}), "device stays 5."},
		"all removed":     {null, "device stays 5, flow stays 7."},
		"unknown element": {limitsOf(m{"device": "?", "flow": 7}), ""},
		"unknown":         {types.MapUnknown(types.NumberType), ""},
	} {
		diags := limits.RemovalWarning(path.Root("limits"), tc.planned, prior, `organization "Acme"`)
		if tc.want == "" {
			if len(diags) > 0 {
				t.Errorf("%s: got %v", name, diags)
			}
			continue
		}
		if len(diags) != 1 || !strings.HasPrefix(diags[0].Detail(), tc.want) || diags[0].Summary() != `Limits of organization "Acme" are no longer managed` {
			t.Errorf("%s: got %v", name, diags)
		}
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	for name, tc := range map[string]struct {
		limits types.Map
		want   string // "" is valid
	}{
		"null":                    {null, ""},
		"unknown":                 {types.MapUnknown(types.NumberType), ""},
		"values":                  {limitsOf(m{"device": 0, "data_ttl": 86400, "storage": 1<<53 - 1, "system_interval": 3600}), ""},
		"null and unknown values": {limitsOf(m{"device": nil, "flow": "?"}), ""},
		"misspelled":              {limitsOf(m{"devise": 1}), `There is no limit "devise". Did you mean "device"?`},
		"misspelled, unknown":     {limitsOf(m{"devise": "?"}), `Did you mean "device"?`},
		"misspelled, null":        {limitsOf(m{"devise": nil}), `Did you mean "device"?`},
		"plural":                  {limitsOf(m{"devices": 1}), `Did you mean "device"?`},
		"letter case":             {limitsOf(m{"Device": 1}), `Did you mean "device"?`},
		"hyphen":                  {limitsOf(m{"data-ttl": 90000}), `Did you mean "data_ttl"?`},
		"name in the API":         {limitsOf(m{"notebookMinutesPerRun": 1}), `Did you mean "notebook_minutes_per_run"?`},
		"nothing near":            {limitsOf(m{"pigeons": 1}), `There is no limit "pigeons". The limits are api_token, application, `},
		"fraction":                {limitsOf(m{"storage": 166.67}), `limits.storage must be a whole number, got 166.67; use floor() or ceil().`},
		"negative":                {limitsOf(m{"device": -1}), `limits.device must be from 0 to 9007199254740991, got -1.`},
		"below the minimum":       {limitsOf(m{"data_ttl": 3600}), `limits.data_ttl must be from 86400 to 9007199254740991, got 3600.`},
		"above the maximum":       {limitsOf(m{"system_interval": 3601}), `limits.system_interval must be from 5 to 3600, got 3601.`},
		"beyond exact numbers":    {limitsOf(m{"storage": 1e16}), `limits.storage must be from 0 to 9007199254740991, got 10000000000000000.`},
		"beyond 64 bits":          {limitsOf(m{"storage": 1e30}), `must be from 0 to 9007199254740991, got 1e+30`},
	} {
		diags := limits.Validate(path.Root("limits"), tc.limits)
		switch {
		case tc.want == "" && len(diags) > 0:
			t.Errorf("%s: got %v", name, diags)
		case tc.want != "" && (len(diags) != 1 || !strings.Contains(diags[0].Detail(), tc.want)):
			t.Errorf("%s: want %q, got %v", name, tc.want, diags)
		}
	}
}
