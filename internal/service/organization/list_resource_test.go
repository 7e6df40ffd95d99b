package organization_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestListStopsAtTheLimit(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("max-per-page", "100"))
	for i := range 350 {
		srv.AddOrganization(mockserver.Doc{"name": fmt.Sprintf("Org %04d", i)})
	}
	for _, tc := range []struct {
		limit        int64
		found, pages int
		size         string
	}{{0, 350, 4, "1000"}, {350, 350, 4, "350"}, {2000, 350, 4, "1000"}, {101, 101, 2, "101"}, {7, 7, 1, "7"}, {1, 1, 1, "1"}} {
		srv.ResetRequests()
		found := acctest.NewServer(t, srv, nil).MustList(typeName, nil, tc.limit, false)
		if len(found) != tc.found {
			t.Errorf("limit %d: %d results, want %d", tc.limit, len(found), tc.found)
		}
		for i, result := range found {
			if want := fmt.Sprintf("Org %04d", i); result.DisplayName != want || result.Resource != nil {
				t.Fatalf("limit %d: %q is result %d, with resource %v", tc.limit, result.DisplayName, i, result.Resource)
			}
		}
		if last := found[len(found)-1]; tc.found < 350 {
			acctest.ExpectDetails(t, last.Diagnostics, fmt.Sprintf("WARNING Listed %d of 350 organizations: To list all, set limit = 350 in the list block.", tc.found))
		} else {
			acctest.ExpectDetails(t, last.Diagnostics)
		}
		requests := srv.Requests()
		if len(requests) != tc.pages || requests[0].Query.Get("perPage") != tc.size {
			t.Errorf("limit %d: %d pages of %s, want %d of %s", tc.limit, len(requests), requests[0].Query.Get("perPage"), tc.pages, tc.size)
		}
	}
}

func TestListEndsWithTheErrorOfALaterPage(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("max-per-page", "100"), mockserver.WithSeed(250))
	srv.Fail(mockserver.Fault{Method: http.MethodGet, Skip: 1, Status: 403, Body: `{"type":"Forbidden","message":"no more"}`})
	found, _ := acctest.NewServer(t, srv, nil).List(typeName, nil, 0, true)
	if len(found) != 101 {
		t.Fatalf("%d results, want 101", len(found))
	}
	for i, result := range found[:100] {
		if len(result.Diagnostics) > 0 || result.Identity == nil || result.Resource == nil {
			t.Fatalf("result %d: %+v", i, result)
		}
	}
	acctest.ExpectDetails(t, found[100].Diagnostics, "ERROR Could not list organizations: GET /instances/"+srv.InstanceID()+"/orgs: 403 Forbidden: no more")
	acctest.ExpectCount(t, srv, http.MethodGet, 2)
}

func TestListedOrganizationsEqualImportedOnes(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.AddOrganization(mockserver.Doc{"name": "Bare"})
	srv.AddOrganization(mockserver.Doc{
		"name": "Full", "description": "Grows things.", "iconColor": "red", "referralId": "c-17", "mfaMode": "required", "isReadOnly": true,
		"limits": mockserver.Doc{"device": 10}, "whitelistedEmailDomains": []any{"b.example", "a.example"}, "disabledAt": "2099-01-31T00:00:00.000Z",
		"tags":   []any{mockserver.Doc{"key": "plan", "value": "gold"}, mockserver.Doc{"key": "region", "value": "us"}},
		"banner": mockserver.Doc{"level": "info", "message": "Hello"},
	})
	block := map[string]any{"default_tags": map[string]any{"plan": []any{"gold"}}}
	found := acctest.NewServer(t, srv, block).MustList(typeName, nil, 0, true)
	if got := acctest.DisplayNames(found); !slices.Equal(got, []string{"Bare", "Full"}) {
		t.Errorf("found %q", got)
	}
	acctest.ExpectImportable(t, srv, typeName, block, found)
}

func TestListReturnsOnlyMatches(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	other := srv.AddInstance(mockserver.Doc{"name": "Other"})
	srv.AddOrganization(mockserver.Doc{"name": "Elsewhere", "instanceId": other})
	for _, org := range [][2]string{{"Acme East", "gold"}, {"Acme West", "free"}, {"Bolt", "gold"}} {
		srv.AddOrganization(mockserver.Doc{"name": org[0], "tags": []any{mockserver.Doc{"key": "plan", "value": org[1]}}})
	}
	s := acctest.NewServer(t, srv, map[string]any{"api_token": srv.AddUserToken()})
	for _, tc := range []struct {
		config map[string]any
		want   []string
	}{
		{nil, []string{"Acme East", "Acme West", "Bolt"}},
		{map[string]any{"name": "Acme *"}, []string{"Acme East", "Acme West"}},
		{map[string]any{"name": "*W*t"}, []string{"Acme West"}},
		{map[string]any{"name": "*st*t"}, nil},
		{map[string]any{"tags": map[string]any{"plan": []any{"gold"}}}, []string{"Acme East", "Bolt"}},
		{map[string]any{"name": "A*", "tags": map[string]any{"plan": []any{"gold", "silver"}}}, []string{"Acme East"}},
		{map[string]any{"query": `{"tags":{"plan":"free"}}`}, []string{"Acme West"}},
		{map[string]any{"instance_id": other}, []string{"Elsewhere"}},
	} {
		found := s.MustList(typeName, tc.config, 0, false)
		if diff := cmp.Diff(tc.want, acctest.DisplayNames(found)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", tc.config, diff)
		}
	}
	if found := s.MustList(typeName, map[string]any{"name": "Acme*"}, 1, false); len(found) != 1 {
		t.Errorf("found %q with a limit of 1", acctest.DisplayNames(found))
	}
	for want, config := range map[string]map[string]any{
		`cannot be specified when "query"`: {"name": "A*", "query": `{}`},
		"must be a JSON object":            {"query": `[]`},
		"at least 1":                       {"name": ""},
		"24 hexadecimal digits":            {"instance_id": "x"},
	} {
		_, diagnostics := s.List(typeName, config, 0, false)
		if errs := acctest.Errors(diagnostics); !strings.Contains(strings.Join(errs, "\n"), want) {
			t.Errorf("%v: %q, want %q", config, errs, want)
		}
	}
}

func TestListReportsUnknownProviderValues(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	s := acctest.NewServer(t, srv, map[string]any{"api_token": acctest.Unknown})
	found, _ := s.List(typeName, nil, 0, false)
	if len(found) != 1 {
		t.Fatalf("%d results", len(found))
	}
	acctest.ExpectDetails(t, found[0].Diagnostics, "The value of api_token in the provider block is known only after apply.")
}

func TestListWithTerraformQuery(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	srv.AddOrganization(mockserver.Doc{"name": "Bolt"})
	resource.UnitTest(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_14_0)},
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{Config: `terraform {}`},
			{
				Query: true,
				Config: `
provider "losant" {}

list "losant_organization" "all" {
  provider = losant
}

list "losant_organization" "some" {
  provider         = losant
  include_resource = true

  config {
    name = "A*"
  }
}`,
				QueryResultChecks: []querycheck.QueryResultCheck{
					querycheck.ExpectLength("losant_organization.all", 2),
					querycheck.ExpectLength("losant_organization.some", 1),
					querycheck.ExpectIdentity("losant_organization.some", map[string]knownvalue.Check{
						"instance_id": knownvalue.StringExact(srv.InstanceID()), "id": knownvalue.StringExact(id),
					}),
				},
			},
		},
	})
}
