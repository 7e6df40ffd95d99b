package notification_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const eve = acctest.Author

// sentEmail returns the request body for anEmail, with changes: pairs of a field and
// a value.
func sentEmail(changes ...any) mockserver.Doc {
	config := mockserver.Doc{"subjectTemplate": "s", "bodyTemplate": "b", "sendToTarget": "none", "sendToOwner": "admins", "sendToAddresses": []any{}}
	for i := 0; i+1 < len(changes); i += 2 {
		config[changes[i].(string)] = changes[i+1] //nolint:forcetypeassert // The test may panic.
	}
	return mockserver.Doc{"emailConfig": config}
}

// The warning names the author, whatever names the audit log uses.
func TestDriftIsAttributed(t *testing.T) {
	t.Parallel()
	ruleWith := func(changes ...any) mockserver.Doc {
		rule := mockserver.Doc{"ruleType": "payloadUsage", "thresholdType": "percentOfLimit", "threshold": 80, "maxFrequency": "daily"}
		for i := 0; i+1 < len(changes); i += 2 {
			rule[changes[i].(string)] = changes[i+1] //nolint:forcetypeassert // The test may panic.
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
			"rule.threshold": ruleWith("threshold", 90.5), "rule.max_frequency": ruleWith("maxFrequency", "billingCycle"), "rule.type": ruleWith("ruleType", "notebookMinuteUsage"),
			"email.subject_template": sentEmail("subjectTemplate", "t"), "email.body_template": sentEmail("bodyTemplate", "c"),
			"email.send_to_target": sentEmail("sendToTarget", "members"), "email.send_to_addresses": sentEmail("sendToAddresses", []any{"a@acme.example"}),
			"email.send_to_owner": sentEmail("sendToOwner", "none"),
		} {
			t.Run(name+"/"+attribute, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t, opts...)
				p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
				config := minimalConfig("description", "d", "enabled", true, "email", anEmail(), "rule", object{"type": "payloadUsage", "threshold": 80, "max_frequency": "daily"})
				rule := p.Apply(p.Null(), p.Config(config))
				id := p.Text(rule.State, "id")
				acctest.ExpectAttributedChange(t, srv, typeName, rule,
					func() { srv.EditNotificationRule(id, change) },
					func() { srv.EditNotificationRule(srv.AddNotificationRule(remoteRule()), change) },
					`Notification rule "rule" (`+id+"): changed outside Terraform", eve+" changed "+attribute+" (instanceNotificationRule patch).")
			})
		}
	}
}

func TestNewEmailIsAttributedAsOneChange(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
	rule := p.Apply(p.Null(), p.Config(minimalConfig()))
	srv.AuditAs(eve)
	srv.EditNotificationRule(p.Text(rule.State, "id"), sentEmail())
	_, diagnostics := acctest.NewProtocol(t, srv, typeName, acctest.Attribution).Refresh(rule)
	acctest.ExpectDetails(t, diagnostics, eve+" changed email at 20")
}

func TestDeletionIsAttributedWithoutBodiesInTheLog(t *testing.T) {
	t.Parallel()
	for _, bodies := range []string{"kept", "omitted"} {
		t.Run(bodies, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.With("audit-bodies", bodies))
			p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
			rule := p.Apply(p.Null(), p.Config(minimalConfig()))
			id := p.Text(rule.State, "id")
			srv.AuditAs(eve)
			srv.RemoveNotificationRule(id)
			srv.AuditAs("bob@example.com")
			srv.RemoveNotificationRule(srv.AddNotificationRule(remoteRule()))
			acctest.ExpectAttribution(t, srv, typeName, rule,
				`Notification rule "rule" (`+id+"): removed outside Terraform", eve+" removed it (instanceNotificationRule delete).")
			acctest.ExpectAuditReads(t, srv, 1)
		})
	}
}

// Writes of the configuration itself are not drift, and neither are changes of
// attributes that it does not set. Another configuration is named by its token.
func TestOwnWritesAreNotAttributed(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
	rule := p.Apply(p.Null(), p.Config(minimalConfig("email", anEmail())))
	id := p.Text(rule.State, "id")
	srv.AuditAs(eve)
	srv.EditNotificationRule(id, mockserver.Doc{"enabled": false})
	acctest.ExpectAttribution(t, srv, typeName, rule)
	acctest.ExpectAuditReads(t, srv, 0)
	srv.EditNotificationRule(id, mockserver.Doc{"emailConfig": nil, "callbackUrl": nil})
	q := acctest.NewProtocol(t, srv, typeName, map[string]any{"api_token": srv.AddToken("all.Instance")})
	q.Apply(rule, q.Config(minimalConfig("email", anEmail(), "name", "theirs")))
	_, diagnostics := acctest.NewProtocol(t, srv, typeName, acctest.Attribution).Refresh(rule)
	acctest.ExpectDetails(t, diagnostics, `API token "Control" (`)
	rule = p.Apply(rule, p.Config(minimalConfig("name", "ours", "callback_url", nil, "email", anEmail("subject_template", "t"))))
	srv.AuditAs("")
	srv.EditNotificationRule(id, mockserver.Doc{"name": "by nobody", "emailConfig": nil, "callbackUrl": "https://acme.example"})
	acctest.ExpectAttribution(t, srv, typeName, rule)
	acctest.ExpectAuditReads(t, srv, 1)
}

func TestImportsAreNotAttributed(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.AuditAs(eve)
	id := srv.AddNotificationRule(remoteRule())
	srv.EditNotificationRule(id, mockserver.Doc{"name": "other"})
	acctest.ExpectUnattributedImport(t, srv, typeName, id)
	srv.RemoveNotificationRule(id)
	acctest.ExpectUnattributedImport(t, srv, typeName, id)
}
