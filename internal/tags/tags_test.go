package tags_test

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/tags"
)

var (
	null    = types.MapNull(tags.ElementType())
	unknown = types.MapUnknown(tags.ElementType())
	empty   = of()
)

// of returns a map of keys that have one value each.
func of(pairs ...string) types.Map {
	elements := map[string]attr.Value{}
	for i := 0; i < len(pairs); i += 2 {
		elements[pairs[i]] = base.StringSet(pairs[i+1])
	}
	return types.MapValueMust(tags.ElementType(), elements)
}

func TestTagsAreMappedBothWays(t *testing.T) {
	t.Parallel()
	pairs := []losant.Tag{{Key: "plan", Value: "gold"}, {Key: "region", Value: "us"}, {Key: "region", Value: "eu"}, {Key: "region", Value: "us"}}
	m := tags.FromAPI(pairs)
	if values := m.Elements()["region"]; len(m.Elements()) != 2 || !values.Equal(base.StringSet("eu", "us")) {
		t.Errorf("got %s", m)
	}
	want := []losant.Tag{{Key: "plan", Value: "gold"}, {Key: "region", Value: "eu"}, {Key: "region", Value: "us"}}
	if diff := cmp.Diff(want, tags.ToAPI(m)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, none := range []types.Map{null, unknown, empty} {
		if got := tags.ToAPI(none); got == nil || len(got) > 0 {
			t.Errorf("%s becomes %#v", none, got)
		}
	}
}

func TestMergeLetsOwnKeysWin(t *testing.T) {
	t.Parallel()
	unknownValues := types.MapValueMust(tags.ElementType(), map[string]attr.Value{"a": types.SetUnknown(types.StringType)})
	for name, tc := range map[string]struct{ defaults, own, want types.Map }{
		"both null":        {null, null, empty},
		"only defaults":    {of("a", "1"), null, of("a", "1")},
		"only own":         {null, of("a", "1"), of("a", "1")},
		"key in both":      {of("a", "1", "b", "2"), of("a", "3"), of("a", "3", "b", "2")},
		"equal pairs":      {of("a", "1"), of("a", "1"), of("a", "1")},
		"unknown defaults": {unknown, of("a", "1"), unknown},
		"unknown own":      {of("a", "1"), unknown, unknown},
		"unknown values":   {null, unknownValues, unknownValues},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tags.Merge(tc.defaults, tc.own); !got.Equal(tc.want) {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestOwnSeparatesTagsFromDefaults(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ all, defaults, prior, priorAll, want types.Map }{
		"none, null before":                           {empty, null, null, empty, null},
		"none, empty before":                          {empty, null, empty, empty, empty},
		"none, some before":                           {empty, null, of("a", "1"), of("a", "1"), null},
		"own tag":                                     {of("a", "1"), null, of("a", "1"), of("a", "1"), of("a", "1")},
		"default tag":                                 {of("d", "1"), of("d", "1"), null, of("d", "1"), null},
		"own tag that equals a default":               {of("d", "1"), of("d", "1"), of("d", "1"), of("d", "1"), of("d", "1")},
		"default tag changed outside Terraform":       {of("d", "2"), of("d", "1"), null, of("d", "1"), of("d", "2")},
		"previous default, changed in the provider":   {of("d", "1"), of("d", "2"), null, of("d", "1"), null},
		"previous default, removed from the provider": {of("d", "1"), null, null, of("d", "1"), null},
		"previous default, unknown in the provider":   {of("d", "1"), unknown, null, of("d", "1"), null},
		"tag added outside Terraform":                 {of("a", "1"), null, null, empty, of("a", "1")},
		"imported tag that equals a default":          {of("d", "1"), of("d", "1"), null, null, null},
		"imported tag":                                {of("a", "1"), of("d", "1"), null, null, of("a", "1")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tags.Own(tc.all, tc.defaults, tc.prior, tc.priorAll); !got.Equal(tc.want) {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestCheckCountRefusesTooManyPairs(t *testing.T) {
	t.Parallel()
	for pairs, want := range map[int]bool{0: true, tags.MaxPairs: true, tags.MaxPairs + 1: false} {
		values := make([]string, pairs)
		for i := range values {
			values[i] = strconv.Itoa(i)
		}
		m := types.MapValueMust(tags.ElementType(), map[string]attr.Value{"k": base.StringSet(values...)})
		var diags diag.Diagnostics
		tags.CheckCount(path.Root("tags"), m, &diags)
		if ok := !diags.HasError(); ok != want {
			t.Errorf("%d pairs: valid is %t, want %t", pairs, ok, want)
		}
	}
}

// The state of a plan without changes is kept only if it is what Merge returns.
func TestAreMerged(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	a, b := []any{"1", "2"}, []any{"2", "1"}
	for name, tc := range map[string]struct {
		defaults types.Map
		own, all any
		want     bool
	}{
		"nothing":          {null, nil, m{}, true},
		"null":             {null, nil, nil, false},
		"own, other order": {null, m{"k": a}, m{"k": b}, true},
		"defaults":         {of("d", "1"), m{"k": a}, m{"k": a, "d": []any{"1"}}, true},
		"overlaid":         {of("k", "1"), m{"k": a}, m{"k": a}, true},
		"a default less":   {of("d", "1"), m{"k": a}, m{"k": a}, false},
		"another value":    {null, m{"k": a}, m{"k": []any{"1"}}, false},
		"a key more":       {null, m{"k": a}, m{"k": a, "l": a}, false},
		"an empty key":     {null, m{"k": a}, m{"k": a, "l": []any{}}, false},
		"a null key":       {null, m{"k": []any{}}, m{"k": nil}, false},
	} {
		if got := tags.AreMerged(tc.defaults, tc.own, tc.all); got != tc.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}
