package losant

import (
	"encoding/json"
	"testing"
)

func TestOptionalEncoding(t *testing.T) {
	t.Parallel()
	type patch struct {
		Text   Optional[string] `json:"text,omitzero"`
		Tags   Optional[[]Tag]  `json:"tags,omitzero"`
		Limits Optional[Limits] `json:"limits,omitzero"`
	}
	for want, p := range map[string]patch{
		`{}`:                      {},
		`{"text":""}`:             {Text: Set("")},
		`{"text":"a"}`:            {Text: Set("a")},
		`{"text":null}`:           {Text: Clear[string]()},
		`{"tags":[]}`:             {Tags: Set([]Tag(nil))},
		`{"tags":null}`:           {Tags: Clear[[]Tag]()},
		`{"limits":{}}`:           {Limits: Set(Limits(nil))},
		`{"limits":{"device":1}}`: {Limits: Set(Limits{"device": 1})},
	} {
		got, err := json.Marshal(p)
		if err != nil || string(got) != want {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
}
