package bodytest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

type config struct {
	Level string `json:"level"`
	Text  string `json:"text,omitempty"`
}

type post struct {
	Name       string             `json:"name"`
	Kind       string             `json:"kind"`
	Config     *config            `json:"config,omitempty"`
	Limits     map[string]int64   `json:"limits,omitempty"`
	Tags       []losant.Tag       `json:"tags,omitempty"`
	DisabledAt *losant.DisabledAt `json:"disabledAt,omitempty"`
	Local      string             `json:"-"`
}

type patch struct {
	Name   losant.Optional[string]           `json:"name,omitzero"`
	Config losant.Optional[config]           `json:"config,omitzero"`
	Limits losant.Optional[map[string]int64] `json:"limits,omitzero"`
}

func TestProblems(t *testing.T) {
	t.Parallel()
	const kind = Constant("kind")
	for name, tc := range map[string]struct {
		rows   []string
		bodies []any
		want   []string
	}{
		"every field has a row":                  {[]string{"name", "kind", "config", "limits", "tags", "disabledAt"}, []any{post{}, patch{}}, nil},
		"every field of an object has a row":     {[]string{"name", "config.level", "config.text", "limits"}, []any{patch{}}, nil},
		"an object and its fields have rows":     {[]string{"name", "config", "config.level", "config.text", "limits"}, []any{patch{}}, nil},
		"a key of a map has a row":               {[]string{"name", "config", "limits", "limits.device"}, []any{patch{}}, nil},
		"a field without an attribute is named":  {[]string{"name", "config", "limits", "tags", "disabledAt"}, []any{post{}, patch{}, kind}, nil},
		"a row belongs to one of several bodies": {[]string{"name", "config", "limits", "level", "text"}, []any{patch{}, config{}}, nil},
		"fields have no row": {
			[]string{"name", "config", "limits"},
			[]any{patch{}, post{}},
			[]string{
				`the field "disabledAt" of bodytest.post has no row`, `the field "kind" of bodytest.post has no row`,
				`the field "tags" of bodytest.post has no row`,
			},
		},
		"an object has no row": {
			[]string{"name", "limits"},
			[]any{patch{}},
			[]string{`the field "config.level" of bodytest.patch has no row`, `the field "config.text" of bodytest.patch has no row`},
		},
		"one field of an object has no row": {
			[]string{"name", "config", "config.level", "limits"},
			[]any{patch{}},
			[]string{`the field "config.text" of bodytest.patch has no row`},
		},
		"rows belong to no field": {
			[]string{"name", "title", "config", "config.level", "config.text", "config.color", "limits", "name.first"},
			[]any{patch{}},
			[]string{`the row "config.color" belongs to no field`, `the row "name.first" belongs to no field`, `the row "title" belongs to no field`},
		},
		"the elements of a list have no rows": {
			[]string{"name", "config", "limits", "tags", "tags.key", "disabledAt"},
			[]any{post{}, kind},
			[]string{`the row "tags.key" belongs to no field`},
		},
		"a constant is not a field": {[]string{"name", "config", "limits"}, []any{patch{}, kind}, []string{`the constant "kind" is not a field`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fields := base.Fields{}
			for _, row := range tc.rows {
				fields[row] = path.Root(row)
			}
			if diff := cmp.Diff(tc.want, problemsWith(fields, tc.bodies)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestExpectRowsAcceptsCompleteRows(t *testing.T) {
	t.Parallel()
	ExpectRows(t, base.Fields{"level": path.Root("level"), "text": path.Root("text")}, config{})
}
