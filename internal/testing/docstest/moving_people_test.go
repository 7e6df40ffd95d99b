package docstest_test

import (
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// Each step of the guide changes only what it says, and everybody stays.
func TestMovingPeople(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	srv.AddMember(org, mockserver.Doc{"email": "owner@example.com", "role": "admin"})
	for _, address := range []string{"jane@example.com", "bob@example.com"} {
		srv.AddAccount(mockserver.Doc{"email": address})
	}
	r := newReader(t, append(environment(srv, srv.Token()), "TF_VAR_organization_id="+org)...)
	if r.older("1.8") {
		t.Skip("moved blocks between types need Terraform 1.8")
	}
	guide := readPage(t, "docs/guides/moving-people.md")
	commands := guide.script()
	results := []string{
		"Resources: 3 added, 0 changed, 0 destroyed",
		"Resources: 0 added, 1 changed, 0 destroyed",
		"Resources: 1 imported, 0 added, 0 changed, 0 destroyed",
		"Resources: 3 imported, 0 added, 0 changed, 0 destroyed",
		"Resources: 0 added, 0 changed, 0 destroyed",
	}
	for _, b := range guide.blocks {
		r.save(page{blocks: []block{b}})
		if b.file != "people.tf" {
			continue
		}
		if len(results) == 0 {
			t.Fatal("the guide has more steps than the test")
		}
		expect(t, r.paste(commands), results[0])
		commands = strings.TrimPrefix(commands, "terraform init\n")
		expect(t, r.paste("terraform plan -detailed-exitcode"), "No changes. ")
		results = results[1:]
		if members, invitations := srv.Members(org), srv.Invitations(org); len(members) != 3 || len(invitations) != 1 {
			t.Errorf("after %s: members %v, invitations %v", b.file, members, invitations)
		}
	}
	if len(results) > 0 {
		t.Errorf("the guide lacks %d steps", len(results))
	}
	if writes := srv.Requests("DELETE"); len(writes) > 0 {
		t.Errorf("removed %v", writes)
	}
}
