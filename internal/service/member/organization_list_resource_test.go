package member_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestListedMembersAreAsImported(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.AddMember(org, mockserver.Doc{"email": "Jane@Acme.example", "role": "view"})
	srv.Invite(org, mockserver.Doc{"email": "Guest@Acme.example", "role": "view"})
	srv.Invite(org, mockserver.Doc{"email": "old@acme.example", "role": "edit"})
	srv.ExpireInvitation(org, "old@acme.example")
	for name, tc := range map[string]struct {
		config map[string]any
		limit  int64
		want   []string
	}{
		"members":           {nil, 0, []string{"jane@acme.example view", "owner@acme.example admin"}},
		"invited too":       {map[string]any{"include_invited": true}, 0, []string{"guest@acme.example view (invited)", "jane@acme.example view", "old@acme.example edit (expired)", "owner@acme.example admin"}},
		"of one role":       {map[string]any{"include_invited": true, "role": "view"}, 0, []string{"guest@acme.example view (invited)", "jane@acme.example view"}},
		"up to the limit":   {map[string]any{"include_invited": true}, 1, []string{"guest@acme.example view (invited)"}},
		"above the members": {nil, 5, []string{"jane@acme.example view", "owner@acme.example admin"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := map[string]any{"organization_id": org}
			for attribute, value := range tc.config {
				config[attribute] = value
			}
			found := acctest.NewServer(t, srv, nil).MustList(typeName, config, tc.limit, true)
			if diff := cmp.Diff(tc.want, acctest.DisplayNames(found)); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
			acctest.ExpectImportable(t, srv, typeName, nil, found)
			if last := found[len(found)-1]; tc.limit == 1 {
				acctest.ExpectDetails(t, last.Diagnostics, "WARNING Listed 1 of 4 members of "+acctest.OrganizationName(srv, org)+": To list all, set limit = 4 in the list block. Without limit, Terraform lists at most 100.")
			} else {
				acctest.ExpectDetails(t, last.Diagnostics)
			}
		})
	}
}

func TestListedMembersNeedAnOrganization(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	s := acctest.NewServer(t, srv, nil)
	_, diagnostics := s.List(typeName, map[string]any{"organization_id": "acme"}, 0, false)
	acctest.ExpectDetails(t, diagnostics, "24 hexadecimal digits")
	found, _ := s.List(typeName, map[string]any{"organization_id": "60106426dc03c6aad06540bb"}, 0, false)
	if len(found) != 1 {
		t.Fatalf("%d results", len(found))
	}
	acctest.ExpectDetails(t, found[0].Diagnostics, "ERROR Could not list the members of organization 60106426dc03c6aad06540bb")
	if at := acctest.RootOf(found[0].Diagnostics[0]); at != "organization_id" {
		t.Errorf("the error points at %q", at)
	}
	srv.ResetRequests()
	for range 2 { // The run shares the lists.
		s.MustList(typeName, map[string]any{"organization_id": org}, 0, false)
	}
	acctest.ExpectCount(t, srv, http.MethodGet, 2)
}
