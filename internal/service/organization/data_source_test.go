package organization_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestDataSourceReadsByIDAndByName(t *testing.T) {
	t.Parallel()
	srv := auditableServer(t)
	id := srv.AddOrganization(existing)
	srv.AddOrganization(mockserver.Doc{"name": "Twin"})
	srv.AddOrganization(mockserver.Doc{"name": "Twin"})
	server := acctest.NewServer(t, srv, nil)
	want := map[string]any{
		"id": id, "instance_id": srv.InstanceID(), "name": "Acme / Farms", "description": "Grows things.", "icon_color": "#112233", "referral_id": "customer-17",
		"tags": map[string]any{"plan": []any{"gold"}}, "allowed_invitation_domains": []any{"acme.example"},
		"audit_log_enabled": true, "read_only": true, "mfa_mode": "required", "payloads_enabled": true, "payloads_enabled_until": "2099-01-31T00:00:00.000Z",
		"banner": map[string]any{"level": "critical", "message": "Hi"}, "plan_id": nil,
	}
	for _, config := range []map[string]any{{"id": id}, {"name": "Acme / Farms"}} {
		got, diagnostics := server.ReadData("losant_organization", config)
		acctest.ExpectDetails(t, diagnostics)
		for name, value := range want {
			if diff := cmp.Diff(value, got[name]); diff != "" {
				t.Errorf("%v: %s (-want +got):\n%s", config, name, diff)
			}
		}
		limits, _ := got["limits"].(map[string]any)
		if limits["device"] != 10.0 || got["last_updated"] == nil {
			t.Errorf("%v: got %v", config, got)
		}
	}
	for _, tc := range []struct {
		config map[string]any
		want   string
	}{
		{map[string]any{}, "Exactly one of these attributes must be configured: [id,name]"},
		{map[string]any{"name": "Nobody"}, `Organization "Nobody" does not exist`},
		{map[string]any{"name": "Twin"}, `Several organizations are named "Twin"`},
		{map[string]any{"id": "60106426dc03c6aad06540bb"}, "404 NotFound: Organization was not found"},
		{map[string]any{"id": "acme"}, "24 hexadecimal digits"},
	} {
		_, diagnostics := server.ReadData("losant_organization", tc.config)
		acctest.ExpectDetails(t, diagnostics, tc.want)
	}
}

func TestListDataSourceFilters(t *testing.T) {
	t.Parallel()
	srv := auditableServer(t, mockserver.With("max-per-page", "100"))
	member := ""
	for _, org := range []mockserver.Doc{
		{"name": "Acme Farms", "tags": []any{mockserver.Doc{"key": "plan", "value": "gold"}}, "mfaMode": "required"},
		{"name": "Acme Mills", "tags": []any{mockserver.Doc{"key": "plan", "value": "basic"}}, "isReadOnly": true},
		{"name": "acme", "referralId": "customer-17"},
		{"name": "Big Farms", "tags": []any{mockserver.Doc{"key": "plan", "value": "gold"}, mockserver.Doc{"key": "region", "value": "eu"}}},
	} {
		id := srv.AddOrganization(org)
		if member == "" {
			member = srv.AddMember(id, mockserver.Doc{"email": "a@acme.example", "role": "admin", "twoFactorAuthEnabled": true})
		}
	}
	for range 150 {
		srv.AddOrganization(mockserver.Doc{"name": "Z"})
	}
	server := acctest.NewServer(t, srv, nil)
	names := func(config map[string]any) []string {
		t.Helper()
		read, diagnostics := server.ReadData("losant_organizations", config)
		acctest.ExpectDetails(t, diagnostics)
		got := []string{}
		for _, organization := range acctest.Objects(read["organizations"]) {
			got = append(got, fmt.Sprint(organization["name"]))
		}
		return got
	}
	for name, tc := range map[string]struct {
		filter map[string]any
		query  string // as JSON
		want   []string
	}{
		"exact name":                       {map[string]any{"name": "Acme Farms"}, `{"$and":[{"name":{"$eq":"Acme Farms"}}]}`, []string{"Acme Farms"}},
		"start of the name":                {map[string]any{"name": "Acme*"}, `{"$and":[{"name":{"$startsWith":"Acme"}}]}`, []string{"Acme Farms", "Acme Mills"}},
		"end of the name":                  {map[string]any{"name": "*Farms"}, `{"$and":[{"name":{"$endsWith":"Farms"}}]}`, []string{"Acme Farms", "Big Farms"}},
		"parts of the name in order":       {map[string]any{"name": "*m*F*"}, `{"$and":[{"name":{"$contains":"m"}},{"name":{"$contains":"F"}}]}`, []string{"Acme Farms"}},
		"parts of the name that overlap":   {map[string]any{"name": "acme*e"}, `{"$and":[{"name":{"$startsWith":"acme"}},{"name":{"$endsWith":"e"}}]}`, []string{}},
		"tag with one of several values":   {map[string]any{"tags": map[string]any{"plan": []any{"gold", "silver"}}}, `{"$and":[{"tags":{"$tagKey":"plan","$tagValue":{"$in":["gold","silver"]}}}]}`, []string{"Acme Farms", "Big Farms"}},
		"tag with any value":               {map[string]any{"tags": map[string]any{"region": []any{}}}, `{"$and":[{"tags":{"$tagKey":"region"}}]}`, []string{"Big Farms"}},
		"multi-factor authentication mode": {map[string]any{"mfa_mode": "required"}, `{"$and":[{"mfaMode":"required"}]}`, []string{"Acme Farms"}},
		"read only":                        {map[string]any{"read_only": true}, `{"$and":[{"isReadOnly":true}]}`, []string{"Acme Mills"}},
		"referral id":                      {map[string]any{"referral_id": "customer-17"}, `{"$and":[{"referralId":"customer-17"}]}`, []string{"acme"}},
		"member":                           {map[string]any{"member_id": member}, `{"$and":[{"memberId":"` + member + `"}]}`, []string{"Acme Farms"}},
		"several filters":                  {map[string]any{"name": "*Farms", "mfa_mode": "notRequired"}, `{"$and":[{"name":{"$endsWith":"Farms"}},{"mfaMode":"notRequired"}]}`, []string{"Big Farms"}},
		"advanced query":                   {map[string]any{"query": `{"$or":[{"name":"acme"},{"isReadOnly":true}]}`}, `{"$or":[{"name":"acme"},{"isReadOnly":true}]}`, []string{"Acme Mills", "acme"}},
	} {
		if diff := cmp.Diff(tc.want, names(tc.filter)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if !sentQuery(t, srv, tc.query) {
			t.Errorf("%s: the query %s was not sent", name, tc.query)
		}
	}
	if got := names(nil); len(got) != 154 {
		t.Errorf("%d organizations without a filter", len(got))
	}
	_, diagnostics := server.ReadData("losant_organizations", map[string]any{"query": "[]"})
	acctest.ExpectDetails(t, diagnostics, "must be a JSON object")
	_, diagnostics = server.ReadData("losant_organizations", map[string]any{"query": "{}", "name": "a"})
	acctest.ExpectDetails(t, diagnostics, "cannot be specified when")
	_, diagnostics = server.ReadData("losant_organizations", map[string]any{"query": `{"colour":"red"}`})
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not list organizations: ")
	if len(diagnostics) != 1 || acctest.RootOf(diagnostics[0]) != "query" {
		t.Errorf("got %v", diagnostics)
	}
}

// sentQuery reports whether a request had the query.
func sentQuery(t *testing.T, srv *mockserver.Server, query string) bool {
	t.Helper()
	var want any
	if err := json.Unmarshal([]byte(query), &want); err != nil {
		t.Fatal(err)
	}
	for _, r := range srv.Requests(http.MethodGet) {
		var got any
		if raw := r.Query.Get("query"); raw != "" && json.Unmarshal([]byte(raw), &got) == nil && cmp.Equal(got, want) {
			return true
		}
	}
	return false
}

// Only a self-service organization has them.
func TestDataSourcesReadBilling(t *testing.T) {
	t.Parallel()
	srv := auditableServer(t)
	id := srv.AddOrganization(mockserver.Doc{
		"name": "Billed", "planId": "gold", "customerId": "cus_1", "subscriptionId": "sub_1", "subscriptionStatus": "past_due", "billingEmail": "pay@acme.example",
	})
	srv.AddOrganization(mockserver.Doc{"name": "Other"})
	want := map[string]any{
		"plan_id": "gold", "customer_id": "cus_1", "subscription_id": "sub_1", "subscription_status": "past_due", "billing_email": "pay@acme.example",
	}
	expect := func(source string, organization, want map[string]any) {
		t.Helper()
		for name, value := range want {
			if organization[name] != value {
				t.Errorf("%s: %s is %v, want %v", source, name, organization[name], value)
			}
		}
	}
	server := acctest.NewServer(t, srv, nil)
	one, diagnostics := server.ReadData("losant_organization", map[string]any{"id": id})
	acctest.ExpectDetails(t, diagnostics)
	expect("one", one, want)
	all, diagnostics := server.ReadData("losant_organizations", map[string]any{})
	acctest.ExpectDetails(t, diagnostics)
	list := acctest.Objects(all["organizations"])
	if len(list) != 2 {
		t.Fatalf("got %v", list)
	}
	expect("list", list[0], want)
	expect("list", list[1], map[string]any{"plan_id": nil, "customer_id": nil, "subscription_id": nil, "subscription_status": nil, "billing_email": nil})
}
