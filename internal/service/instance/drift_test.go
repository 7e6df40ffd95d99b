package instance_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const eve = "eve@example.com"

var auditOptions = map[string][]mockserver.Option{
	"as documented": nil,
	"other names":   {mockserver.With("audit-names", "client")},
	"other targets": {mockserver.With("audit-member-target", "User"), mockserver.With("audit-failures", "logged")},
}

func TestSettingsImportIsNotAttributed(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.AuditAs(eve)
	srv.EditInstance(mockserver.Doc{"mfaMode": "required"})
	acctest.ExpectUnattributedImport(t, srv, settingsType, srv.InstanceID())
}

func TestSettingsDriftIsAttributed(t *testing.T) {
	t.Parallel()
	report := func(cron string) []any { return []any{map[string]any{"cron": cron, "emails": []any{jane}}} }
	for name, opts := range auditOptions {
		for attribute, change := range map[string]mockserver.Doc{
			"mfa_mode":                              {"mfaMode": "required"},
			`default_organization_limits["device"]`: {"orgDefaultLimitConfig": mockserver.Doc{"device": 9}},
			"report_configs":                        {"reportConfigs": []any{mockserver.Doc{"cron": "0 7 1 * *"}}},
		} {
			t.Run(name+"/"+attribute, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t, opts...)
				p := acctest.NewProtocol(t, srv, settingsType, acctest.Attribution)
				object := p.Apply(p.Null(), p.Config(map[string]any{
					"mfa_mode": "notRequired", "default_organization_limits": map[string]any{"device": 5}, "report_configs": report("0 6 1 * *"),
				}))
				acctest.ExpectAttribution(t, srv, settingsType, object)
				acctest.ExpectAuditReads(t, srv, 0)
				srv.AuditAs("bob@example.com")
				srv.AddOrganization(mockserver.Doc{"name": "Acme", "mfaMode": "adminRequired"})
				srv.EditInstance(change)
				srv.AuditAs(eve)
				srv.EditInstance(change)
				srv.AddOrganization(mockserver.Doc{"name": "Acme", "mfaMode": "required"})
				acctest.ExpectAttribution(t, srv, settingsType, object,
					"The settings of instance "+srv.InstanceID()+": changed outside Terraform", eve+" changed "+attribute+" (instance patch).")
				acctest.ExpectAuditReads(t, srv, 1)
				// The log lacks the last change. The provider's own update is not its cause.
				object = p.Apply(object, p.Config(map[string]any{
					"mfa_mode": "adminRequired", "default_organization_limits": map[string]any{"device": 6}, "report_configs": report("0 8 1 * *"),
				}))
				srv.AuditAs("")
				srv.EditInstance(mockserver.Doc{"mfaMode": "notRequired", "orgDefaultLimitConfig": mockserver.Doc{"device": 1}, "reportConfigs": []any{}})
				acctest.ExpectAttribution(t, srv, settingsType, object)
			})
		}
	}
}
