package member_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// A list of the members of all organizations lacks those that the resource cannot
// manage.
func TestListedMembersOfAllOrganizationsAreAsImported(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	for i := range 3 {
		org := srv.AddOrganization(mockserver.Doc{"name": fmt.Sprintf("Org %d", i)})
		if i == 1 {
			srv.AddMember(org, mockserver.Doc{"email": "guest@acme.example", "role": "view"})
			continue
		}
		srv.AddMember(org, mockserver.Doc{"email": "Owner@acme.example", "role": "admin"})
		srv.Invite(org, mockserver.Doc{"email": "late@acme.example", "role": "edit"})
		srv.ExpireInvitation(org, "late@acme.example")
	}
	s := acctest.NewServer(t, srv, nil)
	found := s.MustList("losant_organization_members", nil, 0, true)
	if got := acctest.DisplayNames(found); !slices.Equal(got, []string{"Org 0", "Org 2"}) {
		t.Errorf("found %q", got)
	}
	acctest.ExpectImportable(t, srv, "losant_organization_members", nil, found)
	one := s.MustList("losant_organization_members", map[string]any{"name": "Org *"}, 1, false)
	if len(one) != 1 || one[0].Resource != nil {
		t.Fatalf("got %v with a limit of 1", one)
	}
	acctest.ExpectDetails(t, one[0].Diagnostics, "WARNING Listed 1 of at most 3 organizations of instance "+srv.InstanceID()+":")
	if both := s.MustList("losant_organization_members", nil, 2, false); len(both) != 2 || len(both[1].Diagnostics) > 0 {
		t.Errorf("got %v with a limit that includes all", both)
	}
}
