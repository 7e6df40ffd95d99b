package limits_test

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// FuzzLimits checks that the limits of a response pass through Terraform unchanged,
// and are no difference.
func FuzzLimits(f *testing.F) {
	for _, seed := range []string{`{}`, `null`, `{"device":5,"dataTTL":1e3}`, `{"device":-1,"newkey":7}`, `{"device":null}`, `{"device":"5","flow":9223372036854775807}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var remote losant.Limits
		if json.Unmarshal(text, &remote) != nil {
			return
		}
		all := limits.OrganizationTable().FromAPI(remote)
		sent := limits.ToAPI(all, types.MapNull(types.NumberType))
		if !maps.Equal(sent, known(remote)) {
			t.Errorf("%s: sends %v", text, sent)
		}
		if changed := limits.ToAPI(all, all); len(changed) > 0 {
			t.Errorf("%s: changes %v", text, changed)
		}
		if !limits.Refreshed(all, remote).Equal(all) {
			t.Errorf("%s: a refresh changes the limits", text)
		}
	})
}

func known(all losant.Limits) losant.Limits {
	limited := losant.Limits{}
	for _, l := range limits.OrganizationTable().Rows() {
		if v, ok := all[l.Key]; ok {
			limited[l.Key] = v
		}
	}
	return limited
}
