package acctest

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// Listed is one result of a list block. Values have the types of encoding/json.
// Resource is nil unless it was requested.
type Listed struct {
	DisplayName        string
	Identity, Resource map[string]any
	Diagnostics        []*tfprotov6.Diagnostic
}

// List validates and runs a list block. A limit of 0 means none.
func (s *Server) List(typeName string, config map[string]any, limit int64, includeResource bool) ([]Listed, []*tfprotov6.Diagnostic) {
	s.t.Helper()
	lister, ok := s.ProviderServer.(tfprotov6.ProviderServerWithListResource) //nolint:staticcheck // Deprecated only because it is to be part of the larger interface.
	if !ok {
		s.t.Fatal("the provider has no list resources")
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
			one.Identity = s.jsonObject(r.Identity.IdentityData, s.schemas.IdentitySchemas[typeName].ValueType())
		}
		if r.Resource != nil {
			one.Resource = s.jsonObject(r.Resource, s.schemas.ResourceSchemas[typeName].ValueType())
		}
		found = append(found, one)
	}
	return found, nil
}

// MustList calls List, and fails the test if there is a diagnostic. The warning that
// a limit left something out is none.
func (s *Server) MustList(typeName string, config map[string]any, limit int64, includeResource bool) []Listed {
	s.t.Helper()
	found, diagnostics := s.List(typeName, config, limit, includeResource)
	s.check(nil, diagnostics)
	for _, one := range found {
		s.check(nil, slices.DeleteFunc(slices.Clone(one.Diagnostics), func(d *tfprotov6.Diagnostic) bool {
			return limit > 0 && d.Severity == tfprotov6.DiagnosticSeverityWarning && strings.HasPrefix(d.Summary, "Listed ")
		}))
	}
	return found
}

// DisplayNames returns the display names of results.
func DisplayNames(found []Listed) []string {
	var names []string
	for _, one := range found {
		names = append(names, one.DisplayName)
	}
	return names
}

// ExpectImportable fails the test unless each result has the resource that an
// import of its identity creates.
func ExpectImportable(t testing.TB, srv *mockserver.Server, typeName string, block map[string]any, found []Listed) {
	t.Helper()
	p := NewProtocol(t, srv, typeName, block)
	for _, one := range found {
		imported, diagnostics := p.Import("", one.Identity)
		p.check(nil, diagnostics)
		if diff := cmp.Diff(JSONValue(imported.State), any(one.Resource)); diff != "" {
			t.Errorf("%s differs from the import (-imported +listed):\n%s", one.DisplayName, diff)
		}
	}
	if len(found) == 0 {
		t.Error("the list is empty")
	}
}
