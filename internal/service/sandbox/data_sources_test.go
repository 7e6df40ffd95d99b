package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

func TestMain(m *testing.M) { acctest.Main(m, tfcli.RemoveSharedMirror) }

type object = map[string]any

const typeName = "losant_instance_sandboxes"

// people returns a server with four people, of whom Ada belongs to an organization and Dan's account is deleted.
func people(t *testing.T, opts ...mockserver.Option) (srv *mockserver.Server, org, ada string) {
	t.Helper()
	srv = mockserver.Start(t, opts...)
	org = srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	for _, account := range []mockserver.Doc{
		{"email": "cleo@other.example", "ssoLinked": true},
		{"email": "Bob@acme.example", "firstName": "Robert", "twoFactorAuthEnabled": true},
		{"email": "dan@acme.example"},
	} {
		srv.AddAccount(account)
	}
	ada = srv.AddMember(org, mockserver.Doc{"email": "ada@acme.example", "role": "edit", "firstName": "Ada", "lastName": "Lovelace"})
	srv.EditSandbox("ada@acme.example", mockserver.Doc{
		"creationDate": "2020-01-02T03:04:05Z", "lastSuccessfulLogin": "2026-01-02T03:04:05Z", "emailVerified": true, "phoneNumber": "+1 555", "companyName": "Acme",
	})
	srv.EditSandbox("dan@acme.example", mockserver.Doc{"permanentDeletion": "2030-01-01T00:00:00Z"})
	return srv, org, ada
}

// list returns the e-mail addresses that the data source lists.
func list(t *testing.T, srv *mockserver.Server, config object) (emails string, items []object) {
	t.Helper()
	state, diagnostics := acctest.NewServer(t, srv, object{}).ReadData(typeName, config)
	if len(diagnostics) > 0 {
		t.Fatal(acctest.Details(diagnostics))
	}
	var all []string
	for _, item := range acctest.Objects(state["sandboxes"]) {
		all, items = append(all, fmt.Sprint(item["email"])), append(items, item)
	}
	return strings.Join(all, " "), items
}

func TestSandboxes(t *testing.T) {
	t.Parallel()
	srv, org, ada := people(t)
	for name, tc := range map[string]struct {
		config object
		want   string
	}{
		"all":                 {object{}, "ada@acme.example Bob@acme.example cleo@other.example"},
		"deleted too":         {object{"include_deleted": true}, "ada@acme.example Bob@acme.example cleo@other.example dan@acme.example"},
		"domain":              {object{"email": "*@acme.example"}, "ada@acme.example Bob@acme.example"},
		"first name":          {object{"first_name": "Rob*"}, "Bob@acme.example"},
		"last name":           {object{"last_name": "Lovelace"}, "ada@acme.example"},
		"nobody":              {object{"last_name": "Nobody"}, ""},
		"with MFA":            {object{"two_factor_auth_enabled": true}, "Bob@acme.example"},
		"without MFA":         {object{"two_factor_auth_enabled": false}, "ada@acme.example cleo@other.example"},
		"neither MFA nor SSO": {object{"two_factor_auth_enabled": false, "sso_linked": false}, "ada@acme.example"},
		"SSO":                 {object{"sso_linked": true}, "cleo@other.example"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, _ := list(t, srv, tc.config); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
	_, items := list(t, srv, object{"email": "ada@acme.example"})
	want := []object{{
		"id": ada, "email": "ada@acme.example", "first_name": "Ada", "last_name": "Lovelace", "email_verified": true, "two_factor_auth_enabled": false,
		"sso_linked": false, "created_at": "2020-01-02T03:04:05.000Z", "last_login_at": "2026-01-02T03:04:05.000Z", "permanent_deletion_at": nil,
		"organizations": []any{object{"id": org, "name": "Acme"}},
	}}
	if diff := cmp.Diff(want, items); diff != "" {
		t.Errorf("Ada (-want +got):\n%s", diff)
	}
}

// The number of requests depends on pages. If the last page is full and does not say that it is the last one, there is
// one request more.
func TestManySandboxes(t *testing.T) {
	t.Parallel()
	for setting, tc := range map[string]struct{ people, requests int }{"false": {2500, 25}, "absent": {300, 4}} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.With("sandbox-has-more", setting))
			for i := range tc.people {
				srv.AddAccount(mockserver.Doc{"email": fmt.Sprintf("user%04d@acme.example", i)})
			}
			if _, items := list(t, srv, object{"email": "*@acme.example"}); len(items) != tc.people {
				t.Errorf("got %d people", len(items))
			}
			acctest.ExpectCount(t, srv, http.MethodGet, tc.requests)
			requests := srv.Requests(http.MethodGet)
			const query = "sortField=id&sortDirection=asc&limit=100&filterField=email&filter=%2A%40acme.example"
			if got := requests[0].RawQuery; !strings.HasSuffix(got, query) {
				t.Errorf("first query %s", got)
			}
			if got := requests[1].RawQuery; !strings.Contains(got, "&startingAfterId=6") {
				t.Errorf("second query %s", got)
			}
		})
	}
}

// What the settings return differs only in what the API decides.
func TestSandboxesUnderAssumptions(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		config object
		want   map[string]string
	}{
		"sandbox-flags": {object{"two_factor_auth_enabled": false, "sso_linked": false}, map[string]string{"returned": "ada@acme.example", "omitted": "ada@acme.example"}},
		"sandbox-id":    {object{"email": "ada*"}, map[string]string{"user-id": "ada@acme.example", "own": "ada@acme.example"}},
		"filter-case":   {object{"email": "*@ACME.example"}, map[string]string{"insensitive": "ada@acme.example Bob@acme.example", "sensitive": ""}},
	} {
		for setting, want := range tc.want {
			t.Run(name+"="+setting, func(t *testing.T) {
				t.Parallel()
				srv, _, ada := people(t, mockserver.With(name, setting))
				got, items := list(t, srv, tc.config)
				if got != want {
					t.Errorf("got %s, want %s", got, want)
				}
				if name == "sandbox-id" && (items[0]["id"] == ada) != (setting == "user-id") {
					t.Errorf("got id %v, user id %s", items[0]["id"], ada)
				}
			})
		}
	}
}

func TestSandboxesRefusesBadInput(t *testing.T) {
	t.Parallel()
	srv, _, _ := people(t)
	server := acctest.NewServer(t, srv, object{})
	for want, config := range map[string]object{
		"string length must be at least 1":                     {"email": ""},
		`"first_name" cannot be specified when "last_name" is`: {"first_name": "a", "last_name": "b"},
		`"email" cannot be specified when "first_name" is`:     {"first_name": "a", "email": "b"},
		"24 hexadecimal digits":                                {"instance_id": "acme"},
	} {
		_, diagnostics := server.ReadData(typeName, config)
		if got := acctest.Details(diagnostics); len(got) != 1 || !strings.Contains(got[0], want) {
			t.Errorf("want one error with %q, got %q", want, got)
		}
	}
	acctest.ExpectCount(t, srv, http.MethodGet, 0)
	srv.Fail(mockserver.Fault{Status: http.StatusForbidden})
	_, diagnostics := server.ReadData(typeName, object{})
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not list the sandboxes of instance "+srv.InstanceID())
}
