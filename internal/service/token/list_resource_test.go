package token_test

import (
	"slices"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestListedTokensAreAsImported(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	for name, more := range map[string]mockserver.Doc{
		"active": {"description": "d", "expirationDate": "2099-01-31T00:00:00Z"}, "expired": {"expirationDate": "2020-01-31T00:00:00Z"}, "off": {"status": "inactive"},
	} {
		more["name"], more["scope"] = name, []any{"instance.get"}
		srv.AddInstanceToken(more)
	}
	s := acctest.NewServer(t, srv, nil)
	found := s.MustList(typeName, nil, 0, true)
	names := acctest.DisplayNames(found)
	for _, want := range []string{"active", "expired (expired)", "off (inactive)"} {
		if !slices.Contains(names, want) {
			t.Errorf("no %q in %q", want, names)
		}
	}
	acctest.ExpectImportable(t, srv, typeName, nil, found)
	one := s.MustList(typeName, nil, 1, false)
	if len(one) != 1 || one[0].Resource != nil {
		t.Fatalf("got %v with a limit of 1", one)
	}
	acctest.ExpectDetails(t, one[0].Diagnostics, "WARNING Listed 1 of ")
}
