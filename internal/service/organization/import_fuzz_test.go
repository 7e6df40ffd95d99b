package organization

import (
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// FuzzParseImportID checks that a parsed import ID is complete and well-formed.
func FuzzParseImportID(f *testing.F) {
	const id = "60106426dc03c6aad06540bb"
	for _, seed := range []string{
		"", "/", "name:", "name:Acme", id, id + "/" + id, id + "/name:a/b", id + "/", "/" + id, strings.ToUpper(id),
		id + "/" + id + "/" + id, "name:\x00", "ÿ", strings.Repeat("/", 1000), id + "/name:", "name:name:x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		parsed, err := parseImportID(s)
		switch {
		case err != nil:
			if parsed != (importID{}) {
				t.Errorf("%q: %+v together with an error", s, parsed)
			}
		case (parsed.id == "") == (parsed.name == ""):
			t.Errorf("%q: not exactly one of id and name: %+v", s, parsed)
		case parsed.id != "" && !base.LooksLikeID(parsed.id), parsed.instanceID != "" && !base.LooksLikeID(parsed.instanceID):
			t.Errorf("%q: not an id: %+v", s, parsed)
		case !strings.HasSuffix(s, parsed.name):
			t.Errorf("%q: the name is changed: %+v", s, parsed)
		}
	})
}
