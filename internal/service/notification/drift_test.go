package notification_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const eve = "eve@example.com"

// wireEmail is anEmail as it is sent, with changes: pairs of a member and a value.
func wireEmail(changes ...any) mockserver.Doc {
	email := mockserver.Doc{"subjectTemplate": "s", "bodyTemplate": "b", "sendToTarget": "none", "sendToOwner": "admins", "sendToAddresses": []any{}}
	for i := 0; i+1 < len(changes); i += 2 {
		email[changes[i].(string)] = changes[i+1] //nolint:forcetypeassert // To panic.
	}
	return mockserver.Doc{"emailConfig": email}
}

// Whoever changes an attribute is named, however the log calls things.
func TestDriftIsAttributed(t *testing.T) {
	t.Parallel()
	watches := func(changes ...any) mockserver.Doc {
		rule := mockserver.Doc{"ruleType": "payloadUsage", "thresholdType": "percentOfLimit", "threshold": 80, "maxFrequency": "daily"}
		for i := 0; i+1 < len(changes); i += 2 {
			rule[changes[i].(string)] = changes[i+1] //nolint:forcetypeassert // To panic.
		}
		return mockserver.Doc{"ruleConfig": rule}
	}
	for name, opts := range map[string][]mockserver.Option{
		"as documented": nil,
		"merged":        {mockserver.With("rule-patch", "merge"), mockserver.With("rule-email-clear", "null"), mockserver.With("rule-query-text", "rewritten")},
		"other names":   {mockserver.With("audit-names", "client"), mockserver.With("audit-failures", "logged")},
	} {
		for attribute, change := range map[string]mockserver.Doc{
			"name": {"name": "other"}, "description": {"description": ""}, "enabled": {"enabled": false}, "callback_url": {"callbackUrl": nil},
			"target_query": {"targetQueryJson": `{"id":null}`}, "email": {"emailConfig": nil},
			"rule.threshold": watches("threshold", 90.5), "rule.max_frequency": watches("maxFrequency", "billingCycle"), "rule.type": watches("ruleType", "notebookMinuteUsage"),
			"email.subject_template": wireEmail("subjectTemplate", "t"), "email.body_template": wireEmail("bodyTemplate", "c"),
			"email.send_to_target": wireEmail("sendToTarget", "members"), "email.send_to_addresses": wireEmail("sendToAddresses", []any{"a@acme.example"}),
			"email.send_to_owner": wireEmail("sendToOwner", "none"),
		} {
			t.Run(name+"/"+attribute, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t, opts...)
				p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
				config := least("description", "d", "enabled", true, "email", anEmail(), "rule", object{"type": "payloadUsage", "threshold": 80, "max_frequency": "daily"})
				made := p.Apply(p.Null(), p.Config(config))
				acctest.ExpectAttribution(t, srv, typeName, made)
				acctest.ExpectAuditReads(t, srv, 0)
				id := p.Text(made.State, "id")
				srv.AuditAs(eve)
				srv.EditNotificationRule(id, change)
				srv.AuditAs("bob@example.com")
				srv.EditNotificationRule(srv.AddNotificationRule(found()), change)
				made = acctest.ExpectAttribution(t, srv, typeName, made,
					`Notification rule "rule" (`+id+"): changed outside Terraform", eve+" changed "+attribute+" (instanceNotificationRule patch).")
				acctest.ExpectAuditReads(t, srv, 1)
				acctest.ExpectAttribution(t, srv, typeName, made)
				acctest.ExpectAuditReads(t, srv, 0)
			})
		}
	}
}

// An e-mail that was not there is one change.
func TestNewEmailIsAttributed(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
	made := p.Apply(p.Null(), p.Config(least()))
	srv.AuditAs(eve)
	srv.EditNotificationRule(p.Text(made.State, "id"), wireEmail())
	_, diagnostics := acctest.NewProtocol(t, srv, typeName, acctest.Attribution).Refresh(made)
	acctest.ExpectDetails(t, diagnostics, eve+" changed email at 20")
}

// A rule that was deleted is attributed even where the log keeps no bodies.
func TestDeletionIsAttributed(t *testing.T) {
	t.Parallel()
	for _, bodies := range []string{"kept", "omitted"} {
		t.Run(bodies, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.With("audit-bodies", bodies))
			p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
			made := p.Apply(p.Null(), p.Config(least()))
			id := p.Text(made.State, "id")
			srv.AuditAs(eve)
			srv.RemoveNotificationRule(id)
			srv.AuditAs("bob@example.com")
			srv.RemoveNotificationRule(srv.AddNotificationRule(found()))
			acctest.ExpectAttribution(t, srv, typeName, made,
				`Notification rule "rule" (`+id+"): removed outside Terraform", eve+" removed it (instanceNotificationRule delete).")
			acctest.ExpectAuditReads(t, srv, 1)
		})
	}
}

// Another configuration is named by its token; what this one wrote itself is
// never the cause, and what it leaves as found is no drift.
func TestOwnWritesAreNotBlamed(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
	made := p.Apply(p.Null(), p.Config(least("email", anEmail())))
	id := p.Text(made.State, "id")
	srv.AuditAs(eve)
	srv.EditNotificationRule(id, mockserver.Doc{"enabled": false})
	acctest.ExpectAttribution(t, srv, typeName, made)
	acctest.ExpectAuditReads(t, srv, 0)
	srv.EditNotificationRule(id, mockserver.Doc{"emailConfig": nil, "callbackUrl": nil})
	q := acctest.NewProtocol(t, srv, typeName, map[string]any{"api_token": srv.AddToken("all.Instance")})
	q.Apply(made, q.Config(least("email", anEmail(), "name", "theirs")))
	_, diagnostics := acctest.NewProtocol(t, srv, typeName, acctest.Attribution).Refresh(made)
	acctest.ExpectDetails(t, diagnostics, `API token "Control" (`)
	made = p.Apply(made, p.Config(least("name", "ours", "callback_url", nil, "email", anEmail("subject_template", "t"))))
	srv.AuditAs("")
	srv.EditNotificationRule(id, mockserver.Doc{"name": "by nobody", "emailConfig": nil, "callbackUrl": "https://acme.example"})
	acctest.ExpectAttribution(t, srv, typeName, made)
	acctest.ExpectAuditReads(t, srv, 1)
}

func TestImportsAreNotAttributed(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.AuditAs(eve)
	id := srv.AddNotificationRule(found())
	srv.EditNotificationRule(id, mockserver.Doc{"name": "other"})
	acctest.ExpectUnattributedImport(t, srv, typeName, id)
	srv.RemoveNotificationRule(id)
	acctest.ExpectUnattributedImport(t, srv, typeName, id)
}
