package limits_test

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// What an API sends survives the way through Terraform, and is no change.
func FuzzLimits(f *testing.F) {
	for _, seed := range []string{`{}`, `null`, `{"device":5,"dataTTL":1e3}`, `{"device":-1,"newkey":7}`, `{"device":null}`, `{"device":"5","flow":9223372036854775807}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var answer losant.Limits
		if json.Unmarshal(text, &answer) != nil {
			return
		}
		object := limits.FromAPI(limits.Table, answer)
		sent := limits.ToAPI(object, types.ObjectNull(limits.AttrTypes(limits.Table)))
		if !maps.Equal(sent, limits.Known(answer)) {
			t.Errorf("%s: sends %v", text, sent)
		}
		if again := limits.ToAPI(object, object); len(again) > 0 {
			t.Errorf("%s: changes %v", text, again)
		}
		if !limits.Fill(object, object).Equal(object) {
			t.Errorf("%s: filled otherwise", text)
		}
	})
}
