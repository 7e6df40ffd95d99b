package customnode

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// config returns a definition with fields of customNodeConfig.
func config(fields string) string {
	return `{"triggers":[],"nodes":[],"customNodeConfig":{` + fields + `}}`
}

func TestDefinitionMistakes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"triggers":[],"nodes":[]}`: "",
		"{ \"triggers\": [{\"type\":\"customNodeStart\"}],\n\"nodes\": [], \"customNodeConfig\": {} }": "",
		``:                             "not a JSON object",
		`{`:                            "not a JSON object",
		`[]`:                           "not a JSON object",
		`null`:                         "not a JSON object",
		`{}`:                           `lacks the field "nodes"`,
		`{"triggers":[]}`:              `lacks the field "nodes"`,
		`{"nodes":[]}`:                 `lacks the field "triggers"`,
		`{"triggers":{},"nodes":[]}`:   `The field "triggers" of the definition is not a list.`,
		`{"triggers":[],"nodes":null}`: `The field "nodes" of the definition is not a list.`,
		`{"triggers":[],"nodes":[],"customNodeConfig":null}`:    `The field "customNodeConfig" of the definition is not an object.`,
		`{"triggers":[],"nodes":[],"customNodeConfig":[]}`:      "is not an object",
		`{"triggers":[],"nodes":[],"name":"n"}`:                 `Remove it, and set the attribute name instead.`,
		`{"triggers":[],"nodes":[],"docsUrl":"x"}`:              `set the attribute docs_url instead.`,
		`{"triggers":[],"nodes":[],"id":"1"}`:                   `has the field "id", which Losant does not accept`,
		`{"triggers":[],"nodes":[],"creationDate":"x"}`:         `"creationDate"`,
		`{"triggers":[],"nodes":[],"lastUpdatedByType":"user"}`: `"lastUpdatedByType"`,
		`{"triggers":[],"nodes":[],"sourceFlowId":"1"}`:         `"sourceFlowId"`,
		`{"triggers":[],"nodes":[],"stats":{}}`:                 `"stats"`,
		`{"triggers":[],"nodes":[],"usage":{}}`:                 `"usage"`,

		`{"triggers":[1],"nodes":[]}`:                                                            "has 1 at triggers[0]. Set it to an object.",
		`{"triggers":[{}],"nodes":[]}`:                                                           "has nothing at triggers[0].type. Set it to one of: customNodeStart, ",
		`{"triggers":[{"type":"start"}],"nodes":[]}`:                                             `has "start" at triggers[0].type. Set it to one of: `,
		`{"triggers":[{"type":"webhook","x":1}],"nodes":[]}`:                                     "has the field triggers[0].x, which Losant does not accept.",
		`{"triggers":[],"nodes":[{"type":"Math"},{"id":"a"}]}`:                                   "has nothing at nodes[1].type. Set it to a text with 1 to 1024 characters.",
		`{"triggers":[],"nodes":[{"type":""}]}`:                                                  `has "" at nodes[0].type.`,
		`{"triggers":[],"nodes":[{"type":5}]}`:                                                   "has 5 at nodes[0].type.",
		config(`"outputCount":1,"resultMode":"none","fields":[]`):                                "",
		config(`"outputCount":2,"resultMode":"none","fields":[],"resultDescription":"x"`):        "",
		config(`"outputCount":1,"fields":[]`):                                                    "has nothing at customNodeConfig.resultMode. Set it to one of: optional, required, none.",
		config(`"outputCount":1,"resultMode":"x","fields":[]`):                                   `has "x" at customNodeConfig.resultMode.`,
		config(`"outputCount":1.5,"resultMode":"none","fields":[]`):                              "has 1.5 at customNodeConfig.outputCount. Set it to one of: 1, 2.",
		config(`"outputCount":-1,"resultMode":"none","fields":[]`):                               "has -1 at customNodeConfig.outputCount.",
		config(`"outputCount":1,"resultMode":"none"`):                                            "has nothing at customNodeConfig.fields. Set it to a list of at most 100 objects, which may be empty.",
		config(`"outputCount":1,"resultMode":"none","fields":[],"mode":1`):                       "The fields of customNodeConfig are fields, outputCount, resultDescription, resultMode.",
		config(`"outputCount":1,"resultMode":"none","fields":[{"type":"text","label":"x"}]`):     `has "text" at customNodeConfig.fields[0].type. Set it to one of: checkbox, `,
		config(`"outputCount":1,"resultMode":"none","fields":[{"type":"section","label":null}]`): "has null at customNodeConfig.fields[0].label.",
	} {
		if got := problemWith(text); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestContains(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		whole, part string
		want        bool
	}{
		{`{"a":1,"b":[{"c":"x","d":null}]}`, `{"b":[{"c":"x"}]}`, true},
		{`{"a":1}`, `{"a":1}`, true},
		{`{"a":1}`, `{"a":2}`, false},
		{`{"a":1}`, `{"b":null}`, false},
		{`{"a":[1,2]}`, `{"a":[2,1]}`, false},
		{`{"a":[1,2]}`, `{"a":[1]}`, false},
		{`{"a":1}`, `{"a":{}}`, false},
		{`{"a":{}}`, `{"a":[]}`, false},
	} {
		if got := contains(decode(tc.whole), decode(tc.part)); got != tc.want {
			t.Errorf("%s contains %s: got %t", tc.whole, tc.part, got)
		}
	}
}

func TestReadDefinition(t *testing.T) {
	t.Parallel()
	const (
		config   = `{ "triggers": [], "nodes": [{"type": "x"}] }`
		returned = `{"customNodeConfig":{"fields":[]},"nodes":[{"outputIds":[],"type":"x"}],"triggers":[]}`
		changed  = `{"nodes":[],"triggers":[]}`
	)
	written := origin{Hash: hash(parseDefinition(returned))}
	for name, tc := range map[string]struct {
		state  types.String
		stored origin
		remote string
		want   string
		origin origin
	}{
		"unchanged":                      {types.StringValue(config), written, returned, config, written},
		"unchanged in another form":      {types.StringValue(config), written, "\n" + strings.Replace(returned, `"type":"x"`, `"type" : "x"`, 1), config, written},
		"changed outside Terraform":      {types.StringValue(config), written, changed, changed, origin{Hash: hash(parseDefinition(changed))}},
		"imported":                       {types.StringNull(), origin{}, returned, returned, origin{Hash: written.Hash, Imported: true}},
		"imported and unchanged":         {types.StringValue(returned), origin{Hash: written.Hash, Imported: true}, returned, returned, origin{Hash: written.Hash, Imported: true}},
		"no origin, but equal":           {types.StringValue(config), origin{}, config, config, origin{Hash: hash(parseDefinition(config))}},
		"null is no customNodeConfig":    {types.StringNull(), origin{}, `{"triggers":[],"nodes":[],"customNodeConfig":null}`, changed, origin{Hash: hash(parseDefinition(changed)), Imported: true}},
		"changed back after it was read": {types.StringValue(changed), origin{Hash: hash(parseDefinition(changed))}, returned, returned, written},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := model{Definition: tc.state}
			if got := m.readDefinition(parseDefinition(tc.remote), tc.stored); got != tc.origin || m.Definition.ValueString() != tc.want {
				t.Errorf("got %s, %+v", m.Definition, got)
			}
		})
	}
}

func TestClearDescription(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ planned, prior, want string }{
		{`{"outputCount":1}`, `{"outputCount":1,"resultDescription":"d"}`, `{"outputCount":1,"resultDescription":""}`},
		{`{"outputCount":1}`, `{"outputCount":2,"resultDescription":""}`, `{"outputCount":1}`},
		{`{"resultDescription":"e"}`, `{"resultDescription":"d"}`, `{"resultDescription":"e"}`},
		{`{"outputCount":1}`, ``, `{"outputCount":1}`},
	} {
		if got := string(clearDescription(json.RawMessage(tc.planned), json.RawMessage(tc.prior))); got != tc.want {
			t.Errorf("%s after %s: got %s, want %s", tc.planned, tc.prior, got, tc.want)
		}
	}
}
