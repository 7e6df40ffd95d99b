package tags_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/tags"
)

// FuzzTags checks that tags pass through Terraform unchanged, except for order and
// repetition, and that defaults remove none of them.
func FuzzTags(f *testing.F) {
	for _, seed := range []string{"", "a=1", "a=1\na=2", "a=1\na=1", "=\n=", "ÿ=\x00\nb=", "a=1\nb=2\na=3"} {
		f.Add(seed, "a=9")
	}
	f.Fuzz(func(t *testing.T, text, defaultText string) {
		pairs, defaults := parse(text), tags.FromAPI(parse(defaultText))
		all := tags.FromAPI(pairs)
		if got, want := tags.ToAPI(all), sorted(pairs); !slices.Equal(got, want) {
			t.Errorf("%q becomes %q", want, got)
		}
		merged := tags.Merge(defaults, all)
		own := tags.Own(merged, defaults, all, merged)
		if !tags.Merge(defaults, own).Equal(merged) {
			t.Errorf("%q with the defaults %q becomes %s, of which %s is own", pairs, defaultText, merged, own)
		}
	})
}

// parse returns a tag for each line of key=value.
func parse(text string) []losant.Tag {
	var pairs []losant.Tag
	for line := range strings.SplitSeq(strings.ToValidUTF8(text, "?"), "\n") {
		if key, value, ok := strings.Cut(line, "="); ok {
			pairs = append(pairs, losant.Tag{Key: key, Value: value})
		}
	}
	return pairs
}

// sorted returns the distinct pairs in the order of ToAPI.
func sorted(pairs []losant.Tag) []losant.Tag {
	all := slices.Clone(pairs)
	slices.SortFunc(all, func(a, b losant.Tag) int {
		if c := strings.Compare(a.Key, b.Key); c != 0 {
			return c
		}
		return strings.Compare(a.Value, b.Value)
	})
	all = slices.Compact(all)
	return append([]losant.Tag{}, all...)
}
