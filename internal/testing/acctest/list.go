package acctest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// Listed is one result of a list block. Values are in the types of
// encoding/json; Resource is nil unless it was asked for.
type Listed struct {
	DisplayName        string
	Identity, Resource map[string]any
	Diagnostics        []*tfprotov6.Diagnostic
}

// List validates a list block and runs it, with a limit of 0 for none. Taking
// no more results than it wants is up to the caller.
func (s *Server) List(typeName string, config map[string]any, limit int64, includeResource bool) ([]Listed, []*tfprotov6.Diagnostic) {
	s.t.Helper()
	lister, ok := s.ProviderServer.(tfprotov6.ProviderServerWithListResource) //nolint:staticcheck // Deprecated only because it is to be part of the larger interface.
	if !ok {
		s.t.Fatal("the provider lists nothing")
	}
	typ := s.schemas.ListResourceSchemas[typeName].ValueType()
	dynamic := s.dynamic(typ, Value(typ, config))
	validated, err := lister.ValidateListResourceConfig(s.t.Context(), &tfprotov6.ValidateListResourceConfigRequest{TypeName: typeName, Config: dynamic})
	if s.check(err, nil); len(validated.Diagnostics) > 0 {
		return nil, validated.Diagnostics
	}
	stream, err := lister.ListResource(s.t.Context(), &tfprotov6.ListResourceRequest{
		TypeName: typeName, Config: dynamic, IncludeResource: includeResource, Limit: limit,
	})
	s.check(err, nil)
	var found []Listed
	for r := range stream.Results {
		one := Listed{DisplayName: r.DisplayName, Diagnostics: r.Diagnostics}
		if r.Identity != nil {
			one.Identity = s.plain(r.Identity.IdentityData, s.schemas.IdentitySchemas[typeName].ValueType())
		}
		if r.Resource != nil {
			one.Resource = s.plain(r.Resource, s.schemas.ResourceSchemas[typeName].ValueType())
		}
		found = append(found, one)
	}
	return found, nil
}

// MustList is List that fails the test on any diagnostic.
func (s *Server) MustList(typeName string, config map[string]any, limit int64, includeResource bool) []Listed {
	s.t.Helper()
	found, diagnostics := s.List(typeName, config, limit, includeResource)
	s.check(nil, diagnostics)
	for _, one := range found {
		s.check(nil, one.Diagnostics)
	}
	return found
}

// DisplayNames are what a user sees of results.
func DisplayNames(found []Listed) []string {
	var names []string
	for _, one := range found {
		names = append(names, one.DisplayName)
	}
	return names
}

// ExpectImportable fails the test unless each result, which must hold its
// resource, is what an import of its identity makes.
func ExpectImportable(t testing.TB, srv *mockserver.Server, typeName string, block map[string]any, found []Listed) {
	t.Helper()
	p := NewProtocol(t, srv, typeName, block)
	for _, one := range found {
		imported, diagnostics := p.Import("", one.Identity)
		p.check(nil, diagnostics)
		if diff := cmp.Diff(Plain(imported.State), any(one.Resource)); diff != "" {
			t.Errorf("%s is not as imported (-imported +listed):\n%s", one.DisplayName, diff)
		}
	}
	if len(found) == 0 {
		t.Error("nothing is listed")
	}
}
