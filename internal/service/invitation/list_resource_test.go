package invitation_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestListedInvitationsEqualImportedOnes(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.Invite(org, mockserver.Doc{"email": "old@acme.example", "role": "admin"})
	srv.ExpireInvitation(org, "old@acme.example")
	srv.Invite(org, mockserver.Doc{"email": "Jane@Acme.example", "role": "view", "disallowTransfer": true})
	srv.AcceptInvitation(org, srv.Invitations(org)[0]["email"].(string)) //nolint:forcetypeassert // The test may panic.
	srv.Invite(org, mockserver.Doc{"email": "Guest@Acme.example", "role": "view", "disallowTransfer": true})
	config := map[string]any{"organization_id": org}
	s := acctest.NewServer(t, srv, nil)
	found := s.MustList(typeName, config, 0, true)
	if diff := cmp.Diff([]string{"guest@acme.example view (pending)", "old@acme.example admin (expired)"}, acctest.DisplayNames(found)); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	acctest.ExpectImportable(t, srv, typeName, nil, found)
	if one := s.MustList(typeName, config, 1, false); len(one) != 1 || one[0].Resource != nil {
		t.Errorf("got %v with a limit of 1", one)
	}
	_, diagnostics := s.List(typeName, map[string]any{"organization_id": "acme"}, 0, false)
	acctest.ExpectDetails(t, diagnostics, "24 hexadecimal digits")
	failed, _ := s.List(typeName, map[string]any{"organization_id": "60106426dc03c6aad06540bb"}, 0, false)
	if len(failed) != 1 {
		t.Fatalf("%d results", len(failed))
	}
	acctest.ExpectDetails(t, failed[0].Diagnostics, "ERROR Could not list the invitations to organization 60106426dc03c6aad06540bb")
}
