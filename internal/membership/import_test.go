package membership_test

import (
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

func FuzzParseImport(f *testing.F) {
	const id, email = "60106426dc03c6aad06540bb", "a@x.example"
	for _, seed := range []string{
		"", "/", id, email, id + "/" + id, id + "/" + email, id + "/" + id + "/" + email, id + "/" + id + "/" + id, id + "/" + id + "/" + id + "/" + id,
		id + "/a/b@x.example", id + "/", "/" + id, strings.ToUpper(id + "/" + id), id + "/A@X.example", id + "//" + email, "a b@x", "@", id + "/@", "ÿ",
		"name:Acme/" + email, id + "/name:a/b/" + email, "name:/" + email, "name:" + email, "name:Acme/" + id,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		fromOrganization, errO := membership.ParseOrganizationImport(s, "ID")
		fromInstance, errI := membership.ParseInstanceImport(s)
		if errO == nil && !base.LooksLikeID(fromOrganization.OrganizationID) && fromOrganization.OrganizationName == "" {
			t.Errorf("%q has no organization: %+v", s, fromOrganization)
		}
		for _, parsed := range []struct {
			membership.ImportID
			err error
		}{{fromOrganization, errO}, {fromInstance, errI}} {
			email, id := parsed.Attributes()
			switch {
			case parsed.err != nil:
				if parsed.ImportID != (membership.ImportID{}) {
					t.Errorf("%q: %+v beside the error", s, parsed)
				}
			case parsed.InstanceID != "" && !base.LooksLikeID(parsed.InstanceID):
				t.Errorf("%q: not an instance: %+v", s, parsed)
			case email.IsNull() == id.IsNull():
				t.Errorf("%q: not exactly one of address and id: %+v", s, parsed)
			case !email.IsNull() && (!strings.HasSuffix(s, email.ValueString()) || !strings.Contains(email.ValueString(), "@")):
				t.Errorf("%q: the address is changed: %+v", s, parsed)
			case !id.IsNull() && !base.LooksLikeID(id.ValueString()):
				t.Errorf("%q: not an id: %+v", s, parsed)
			}
		}
	})
}
