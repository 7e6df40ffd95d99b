package member_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestListedInstanceMembersAreAsImported(t *testing.T) {
	t.Parallel()
	srv := startWithOwner(t)
	srv.AddInstanceMember(mockserver.Doc{"email": "Jane@Acme.example"})
	s := acctest.NewServer(t, srv, nil)
	found := s.MustList(instanceType, nil, 0, true)
	if diff := cmp.Diff([]string{"jane@acme.example view", "owner@reseller.example admin"}, acctest.DisplayNames(found)); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	acctest.ExpectImportable(t, srv, instanceType, nil, found)
	if one := s.MustList(instanceType, nil, 1, false); len(one) != 1 || one[0].Resource != nil {
		t.Errorf("found %v with a limit of 1", one)
	}
	none := acctest.NewServer(t, srv, map[string]any{"api_token": srv.AddToken("instance.get")})
	failed, _ := none.List(instanceType, nil, 0, false)
	if len(failed) != 1 {
		t.Fatalf("%d results", len(failed))
	}
	acctest.ExpectDetails(t, failed[0].Diagnostics, "ERROR Could not list the members of instance "+srv.InstanceID())
}
