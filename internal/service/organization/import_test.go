package organization_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// existing is an organization created outside Terraform, and existingConfig is the
// configuration that matches it.
var (
	existing = mockserver.Doc{
		"name": "Acme / Farms", "description": "Grows things.", "iconColor": "#112233", "referralId": "customer-17",
		"limits": mockserver.Doc{"device": 10}, "tags": []any{mockserver.Doc{"key": "plan", "value": "gold"}},
		"whitelistedEmailDomains": []any{"acme.example"}, "auditLogEnabled": true, "isReadOnly": true, "mfaMode": "required",
		"disabledAt": "2099-01-31T00:00:00.000Z", "banner": mockserver.Doc{"level": "critical", "message": "Hi"},
	}
	existingConfig = map[string]any{
		"name": "Acme / Farms", "description": "Grows things.", "icon_color": "#112233", "referral_id": "customer-17",
		"limits": map[string]any{"device": 10}, "tags": map[string]any{"plan": []any{"gold"}},
		"allowed_invitation_domains": []any{"acme.example"}, "audit_log_enabled": true, "read_only": true, "mfa_mode": "required",
		"payloads_enabled_until": "2099-01-31T01:00:00+01:00", "banner": map[string]any{"level": "critical", "message": "Hi"},
	}
)

func TestImportAcceptsEveryForm(t *testing.T) {
	t.Parallel()
	srv := auditableServer(t)
	id := srv.AddOrganization(existing)
	p := newProtocol(t, srv)
	ofInstance := func(instance any) map[string]any { return map[string]any{"id": id, "instance_id": instance} }
	for name, tc := range map[string]struct {
		id       string
		identity map[string]any
	}{
		"id":                               {id: id},
		"id in upper case":                 {id: strings.ToUpper(id)},
		"instance and id":                  {id: srv.InstanceID() + "/" + id},
		"name":                             {id: "name:Acme / Farms"},
		"instance and name":                {id: srv.InstanceID() + "/name:Acme / Farms"},
		"identity":                         {identity: ofInstance(srv.InstanceID())},
		"identity in the default instance": {identity: ofInstance(nil)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			object, diagnostics := p.Import(tc.id, tc.identity)
			if got := acctest.Details(diagnostics); len(got) > 0 {
				t.Fatalf("got %q", got)
			}
			if diff := cmp.Diff(map[string]string{"id": id, "instance_id": srv.InstanceID()}, p.IdentityOf(object)); diff != "" {
				t.Errorf("identity (-want +got):\n%s", diff)
			}
			p.ExpectEmpty(p.MustRefresh(object), existingConfig)
		})
	}
}

// An import cannot know the attributes that only the provider uses, so they need an
// update.
func TestUpdateOfAttributesThatOnlyTheProviderUsesSendsNothing(t *testing.T) {
	t.Parallel()
	srv := auditableServer(t)
	id := srv.AddOrganization(existing)
	p := newProtocol(t, srv)
	object, _ := p.Import(id, nil)
	config := maps.Clone(existingConfig)
	config["allow_data_loss"], config["deletion_protection"] = []any{"data_ttl", "destroy"}, true
	config["on_equal_name"] = "refuse"
	config["timeouts"] = map[string]any{"delete": "1h"}
	srv.ResetRequests()
	object = p.Apply(object, p.Config(config))
	acctest.ExpectWrites(t, srv)
	acctest.ExpectCount(t, srv, http.MethodGet, 1) // The plan checks whether the token works.
	p.ExpectEmpty(p.MustRefresh(object), config)
}

func TestImportNeverRelaxesSecurity(t *testing.T) {
	t.Parallel()
	srv := auditableServer(t)
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme", "mfaMode": "required", "isReadOnly": true, "auditLogEnabled": true, "disabledAt": true})
	p := newProtocol(t, srv)
	object, _ := p.Import(id, nil)
	p.ExpectEmpty(object, map[string]any{"name": "Acme"})
}

func TestImportReportsInvalidIDs(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	twins := []string{srv.AddOrganization(mockserver.Doc{"name": "Twin"}), srv.AddOrganization(mockserver.Doc{"name": "Twin"})}
	p := newProtocol(t, srv)
	withoutInstance := acctest.NewProtocolWith(t, typeName, nil, acctest.Environment(srv, "LOSANT_INSTANCE_ID", ""))
	for name, tc := range map[string]struct {
		p    *acctest.Protocol
		id   string
		want []string
	}{
		"neither id nor name":           {p, "acme", []string{"ERROR Invalid import ID", "name:NAME"}},
		"empty name":                    {p, "name:", []string{"ERROR Invalid import ID"}},
		"three parts":                   {p, srv.InstanceID() + "/" + twins[0] + "/x", []string{"ERROR Invalid import ID"}},
		"name that does not exist":      {p, "name:twin", []string{`ERROR Organization "twin" does not exist`, "Names are case-sensitive"}},
		"name of several organizations": {p, "name:Twin", append([]string{`ERROR Several organizations are named "Twin"`}, twins...)},
		"no instance id":                {withoutInstance, twins[0], []string{"ERROR Missing Losant instance", "LOSANT_INSTANCE_ID"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diagnostics := tc.p.Import(tc.id, nil)
			got := strings.Join(acctest.Details(diagnostics), "\n")
			for _, want := range tc.want {
				if !strings.Contains(got, want) {
					t.Errorf("want %q, got %q", want, got)
				}
			}
		})
	}
	if imported, _ := p.Import("60106426dc03c6aad06540bb", nil); !imported.State.IsNull() {
		t.Error("an organization that does not exist was imported")
	}
}
