package people_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/people"
)

func TestAddresses(t *testing.T) {
	t.Parallel()
	null, empty := types.SetNull(types.StringType), base.StringSet()
	for name, tc := range map[string]struct {
		present []string
		prior   types.Set
		want    types.Set
	}{
		"none, null":      {nil, null, null},
		"none, empty":     {nil, empty, empty},
		"none any more":   {nil, base.StringSet("a@x.io"), null},
		"first":           {[]string{"a@x.io"}, null, base.StringSet("a@x.io")},
		"prior spelling":  {[]string{"a@x.io", "b@x.io"}, base.StringSet("A@x.io", "b@x.io"), base.StringSet("A@x.io", "b@x.io")},
		"given twice":     {[]string{"a@x.io", "A@X.io"}, null, base.StringSet("a@x.io")},
		"spelt twice":     {[]string{"a@x.io", "a@x.io"}, base.StringSet("A@x.io", "a@x.io"), base.StringSet("A@x.io", "a@x.io")},
		"one for another": {[]string{"c@x.io"}, base.StringSet("A@x.io", "b@x.io"), base.StringSet("c@x.io")},
	} {
		if got := people.Addresses(tc.present, tc.prior); !got.Equal(tc.want) {
			t.Errorf("%s: got %s, want %s", name, got, tc.want)
		}
	}
}
