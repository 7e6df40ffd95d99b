package notification_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const evaluateType = "losant_evaluate_notification_rule"

// startWithUsage starts a server with a rule, and with two organizations of which the
// first reaches the threshold.
func startWithUsage(t *testing.T, rule mockserver.Doc, opts ...mockserver.Option) (srv *mockserver.Server, ruleID, org string) {
	t.Helper()
	srv = mockserver.Start(t, opts...)
	rule["targetType"], rule["targetQueryJson"] = "organization", "{}"
	org = srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"payload": 10}})
	srv.SetSummary(org, mockserver.Doc{"payloadCount": mockserver.Doc{"webhook": mockserver.Doc{"public.rest": 9}}})
	srv.AddOrganization(mockserver.Doc{"name": "Other"})
	return srv, srv.AddNotificationRule(rule), org
}

func TestEvaluateActionReportsTheDeliveries(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		setting string
		before  bool // the rule has notified somebody already
		config  object
		want    string
		looks   bool
	}{
		"at once":               {"at-once", false, object{}, `Found 1 notification, about "Acme" (ORG)`, true},
		"later":                 {"two-reads", false, object{}, `Found 1 notification, about "Acme" (ORG)`, true},
		"notified before":       {"at-once", true, object{}, `No notification was found in the delivery log within 1s. No organization may have reached`, true},
		"frequency is ignored":  {"at-once", true, object{"ignore_frequency_check": true}, `Found 1 notification, about "Acme" (ORG)`, true},
		"without looking at it": {"at-once", false, object{"wait_seconds": 0}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, rule, org := startWithUsage(t, remoteRule(), mockserver.With("rule-evaluation", tc.setting))
			if tc.before {
				srv.AddDelivery(rule, mockserver.Doc{"targetId": org, "targetName": "Acme"})
			}
			config := object{"notification_rule_id": rule, "wait_seconds": 1}
			for attribute, value := range tc.config {
				config[attribute] = value
			}
			progress, _, diagnostics := acctest.NewServer(t, srv, nil).Invoke(evaluateType, config)
			acctest.ExpectDetails(t, diagnostics)
			want := []string{`Evaluating notification rule "rule" (` + rule + `): this is a real evaluation, which sends what the rule sends`}
			if tc.looks {
				want = append(want, strings.ReplaceAll(tc.want, "ORG", org))
			}
			for i, text := range want {
				if len(progress) != len(want) || !strings.HasPrefix(progress[i], text) {
					t.Fatalf("progress %q, want %q", progress, want)
				}
			}
			acctest.ExpectWrites(t, srv, "POST /notification-rules/"+rule+"/evaluate")
			acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"ignoreFrequencyCheck": config["ignore_frequency_check"] == true})
			if !tc.looks {
				acctest.ExpectCount(t, srv, http.MethodGet, 1)
			}
		})
	}
}

func TestEvaluateActionRefusesADisabledRule(t *testing.T) {
	t.Parallel()
	srv, rule, _ := startWithUsage(t, remoteRule("enabled", false))
	_, _, diagnostics := acctest.NewServer(t, srv, nil).Invoke(evaluateType, object{"notification_rule_id": rule})
	acctest.ExpectDetails(t, diagnostics, `ERROR Notification rule "rule" (`+rule+`) is disabled: Losant does not evaluate a disabled rule. Enable it first`)
	acctest.ExpectWrites(t, srv)
}

func TestEvaluateActionReportsErrors(t *testing.T) {
	t.Parallel()
	srv, rule, _ := startWithUsage(t, remoteRule())
	blind := map[string]any{"api_token": srv.AddToken("instanceNotificationRule.get", "instanceNotificationRule.evaluate")}
	progress, _, diagnostics := acctest.NewServer(t, srv, blind).Invoke(evaluateType, object{"notification_rule_id": rule})
	acctest.ExpectDetails(t, diagnostics)
	if len(progress) != 2 || !strings.HasPrefix(progress[0], "The API token may not read the delivery log") {
		t.Errorf("progress %q", progress)
	}
	reader := map[string]any{"api_token": srv.AddToken("instanceNotificationRule.get")}
	for name, tc := range map[string]struct {
		block, config map[string]any
		want          string
	}{
		"missing scope": {reader, object{"notification_rule_id": rule}, `ERROR Could not evaluate notification rule "rule"`},
		"missing rule":  {nil, object{"notification_rule_id": "60106426dc03c6aad06540bb"}, "ERROR Could not read notification rule 60106426dc03c6aad06540bb: "},
		"malformed ID":  {nil, object{"notification_rule_id": "rule"}, "notification_rule_id must be an id of 24 hexadecimal digits"},
		"long wait":     {nil, object{"notification_rule_id": rule, "wait_seconds": 3601}, "wait_seconds must be from 0 to 3600"},
	} {
		_, _, diagnostics := acctest.NewServer(t, srv, tc.block).Invoke(evaluateType, tc.config)
		if got := strings.Join(acctest.Details(diagnostics), "\n"); !strings.Contains(got, tc.want) {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
}
