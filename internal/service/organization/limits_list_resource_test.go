package organization_test

import (
	"slices"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestListedLimitsAreAsImported(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"device": 10}})
	srv.AddOrganization(mockserver.Doc{"name": "Bolt"})
	s := acctest.NewServer(t, srv, nil)
	found := s.MustList("losant_organization_limits", nil, 0, true)
	if got := acctest.DisplayNames(found); !slices.Equal(got, []string{"Acme", "Bolt"}) {
		t.Errorf("found %q", got)
	}
	acctest.ExpectImportable(t, srv, "losant_organization_limits", nil, found)
	if one := s.MustList("losant_organization_limits", map[string]any{"name": "B*"}, 0, false); len(one) != 1 || one[0].Resource != nil {
		t.Errorf("got %v", one)
	}
}
