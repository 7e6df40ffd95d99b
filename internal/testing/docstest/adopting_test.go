package docstest_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

var adopted = flag.Int("adopt", 20, "number of organizations in the test of the adopting guide")

// The commands of the guide turn an existing instance into configuration that plans
// no change.
func TestAdopting(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.WithSeed(*adopted))
	for _, name := range []string{"42 Cows", "北京", "acme manufacturing"} {
		srv.AddMember(srv.AddOrganization(mockserver.Doc{"name": name}), mockserver.Doc{"email": "o'hara+${x}%{y}@example.com", "role": "admin"})
	}
	srv.AddOrganization(mockserver.Doc{"name": "Empty"})
	srv.AddMember(srv.AddOrganization(mockserver.Doc{"name": "Headless"}), mockserver.Doc{"email": "ada@example.com", "role": "view"})
	guide := readPage(t, "docs/guides/adopting.md")
	r := newReader(t, environment(srv, srv.AddToken("all.Instance.read"))...)
	r.save(guide)
	output := r.paste(guide.script())
	organizations := *adopted + 5
	expect(t, output,
		fmt.Sprintf("Plan: %d to import, 0 to add, 0 to change, 0 to destroy.", organizations),
		fmt.Sprintf("Plan: %d to import, 0 to add, 0 to change, 0 to destroy.", 2*organizations-2),
		fmt.Sprintf("Resources: %d imported, 0 added, 0 changed, 0 destroyed.", 2*organizations-2),
		"No changes. ",
	)
	expect(t, r.paste("terraform -chdir=inventory output not_managed"), "[\n  \"Headless\",\n]")
	const authored = `sed -E '/^  limits = /,/^  }/d; /^  (audit_log_enabled|icon_color|mfa_mode|payloads_enabled|read_only) /d' organizations.tf > short.tf
mv short.tf organizations.tf
terraform plan -detailed-exitcode
grep -c -E '^ +(device|instance_id|mfa_mode) ' organizations.tf || true
`
	expect(t, r.paste(authored), "No changes. ", "\n0\n")
	if writes := srv.Requests("POST", "PATCH", "DELETE"); len(writes) > 0 {
		t.Errorf("wrote %v", writes)
	}
}

// The guide ignores expired invitations.
func TestAdoptingExpiredInvitations(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	srv.AddMember(id, mockserver.Doc{"email": "ada@example.com", "role": "admin"})
	srv.Invite(id, mockserver.Doc{"email": "boris@example.com", "role": "edit"})
	srv.Invite(id, mockserver.Doc{"email": "late@example.com", "role": "edit"})
	srv.ExpireInvitation(id, "late@example.com")
	guide := readPage(t, "docs/guides/adopting.md")
	r := newReader(t, environment(srv, srv.Token())...)
	r.save(guide)
	output := r.paste(guide.script() + "cat members.tf\n")
	expect(t, output, "Plan: 2 to import, 0 to add, 0 to change, 0 to destroy.", "No changes. ", `"boris@example.com" = { role = "edit" }`, `ignore = ["late@example.com"]`)
	if writes := srv.Requests("POST", "PATCH", "DELETE"); len(writes) > 0 {
		t.Errorf("wrote %v", writes)
	}
}

// terraform query generates resource and import blocks at once.
func TestAdoptingByQuery(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.WithSeed(5))
	guide := readPage(t, "docs/guides/adopting.md")
	r := newReader(t, environment(srv, srv.Token())...)
	if r.older("1.14") {
		t.Skip("terraform query needs Terraform 1.14; listing is tested over the plugin protocol")
	}
	r.save(guide)
	query := slices.IndexFunc(guide.blocks, func(b block) bool { return strings.HasPrefix(b.text, "terraform query ") })
	if query < 0 {
		t.Fatal("the guide has no terraform query command")
	}
	output := r.paste("terraform init\n" + guide.blocks[query].text + "terraform plan\n")
	expect(t, output, "Plan: 10 to import, 0 to add, 0 to change, 0 to destroy.")
}
