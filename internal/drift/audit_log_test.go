package drift_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/drift"
)

// The order of lists, ids that the server chooses, and the form of an empty value
// do not matter.
func TestFlattenComparesByContent(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]map[string]string{
		``:                                   {},
		`{`:                                  {},
		`[1]`:                                {"": "1"},
		`{}`:                                 {},
		`{"a":1,"b":{"c":"x","d":{}}}`:       {"a": "1", "b.c": `"x"`},
		`{"a":null,"b":false,"c":"","d":[]}`: {"a": "", "b": "", "c": "", "d": ""},
		`{"a":true,"b":0,"c":["z","a"]}`:     {"a": "true", "b": "0", "c": "\"a\"\n\"z\""},
		`{"a":[{"id":"1","y":2,"x":1},{"id":"2","x":0}]}`: {"a": "{\"x\":0}\n{\"x\":1,\"y\":2}"},
		`{"a":12345678901234567890}`:                      {"a": "12345678901234567890"},
	} {
		if diff := cmp.Diff(want, drift.Flatten([]byte(text))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}
