package notification_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const typeName = "losant_instance_notification_rule"

func TestMain(m *testing.M) { acctest.Main(m) }

func newProtocol(t *testing.T, srv *mockserver.Server) *acctest.Protocol {
	t.Helper()
	return acctest.NewProtocol(t, srv, typeName, nil)
}

type object = map[string]any

// minimalConfig returns a minimal configuration that notifies somebody, with changes: pairs
// of an attribute and a value.
func minimalConfig(changes ...any) object {
	config := object{"name": "rule", "target_query": "{}", "rule": aRule(), "callback_url": "https://acme.example/hook"}
	for i := 0; i+1 < len(changes); i += 2 {
		config[changes[i].(string)] = changes[i+1] //nolint:forcetypeassert // The test may panic.
	}
	return config
}

func aRule() object { return object{"type": "payloadUsage", "threshold": 80} }

func anEmail(changes ...any) object {
	config := object{"subject_template": "s", "body_template": "b", "send_to_owner": "admins"}
	for i := 0; i+1 < len(changes); i += 2 {
		config[changes[i].(string)] = changes[i+1] //nolint:forcetypeassert // The test may panic.
	}
	return config
}

// sentRule returns the request body for aRule.
func sentRule() mockserver.Doc {
	return mockserver.Doc{"ruleType": "payloadUsage", "thresholdType": "percentOfLimit", "threshold": 80.0}
}

// remoteRule returns a rule that Terraform did not create, with changes: pairs of a
// field and a value.
func remoteRule(changes ...any) mockserver.Doc {
	doc := mockserver.Doc{"name": "rule", "callbackUrl": "https://acme.example/hook", "ruleConfig": sentRule()}
	for i := 0; i+1 < len(changes); i += 2 {
		doc[changes[i].(string)] = changes[i+1] //nolint:forcetypeassert // The test may panic.
	}
	return doc
}
