package notification_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const deliveriesType = "losant_instance_notification_rule_deliveries"

func TestDeliveriesLeaveOutBodiesAndAddresses(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	rule := srv.AddNotificationRule(remoteRule())
	org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	old := srv.AddDelivery(rule, mockserver.Doc{"sentAt": "2026-01-01T00:00:00Z"})
	full := srv.AddDelivery(rule, mockserver.Doc{
		"sentAt": "2026-01-02T00:00:00Z", "requestedById": org, "requestedByType": "user", "targetId": org, "targetName": "Acme", "callbackUrl": "https://acme.example",
		"email":      mockserver.Doc{"subject": "s", "body": "secret", "addresses": []any{"a@acme.example"}},
		"evaluation": mockserver.Doc{"value": 9.5, "limit": 10, "ruleType": "payloadUsage", "thresholdType": "percentOfLimit", "threshold": 80, "maxFrequency": "unlimited"},
	})
	s := acctest.NewServer(t, srv, nil)
	got, diagnostics := s.ReadData(deliveriesType, object{"notification_rule_id": rule, "limit": 1})
	acctest.ExpectDetails(t, diagnostics)
	want := []any{object{
		"id": full, "sent_at": "2026-01-02T00:00:00.000Z", "requested_by_id": org, "requested_by_type": "user", "organization_id": org, "organization_name": "Acme",
		"callback_url": "https://acme.example", "email_subject": "s", "rule_type": "payloadUsage", "value": 9.5, "organization_limit": 10.0, "threshold": 80.0,
	}}
	if diff := cmp.Diff(any(want), got["deliveries"]); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
	for name, tc := range map[string]struct {
		config object
		want   []any
		query  string
	}{
		"default limit": {object{}, []any{full, old}, "100 "},
		"since":         {object{"since": "2026-01-01T12:00:00+01:00", "limit": 5}, []any{full}, "5 1767265200000"},
	} {
		srv.ResetRequests()
		tc.config["notification_rule_id"] = rule
		got, diagnostics := s.ReadData(deliveriesType, tc.config)
		acctest.ExpectDetails(t, diagnostics)
		var ids []any
		for _, delivery := range acctest.Objects(got["deliveries"]) {
			ids = append(ids, delivery["id"])
		}
		if diff := cmp.Diff(tc.want, ids); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if sent := srv.Requests(http.MethodGet)[0].Query; sent.Get("limit")+" "+sent.Get("since") != tc.query {
			t.Errorf("%s: sent %v", name, sent)
		}
	}
}

func TestDeliveriesReportErrors(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	rule := srv.AddNotificationRule(remoteRule())
	read := acctest.NewServer(t, srv, object{"api_token": srv.AddToken("all.Instance.read")})
	_, diagnostics := read.ReadData(deliveriesType, object{"notification_rule_id": rule})
	acctest.ExpectDetails(t, diagnostics, "instanceNotificationRule.logs.")
	s := acctest.NewServer(t, srv, nil)
	for want, config := range map[string]object{
		"ERROR Could not read the deliveries of notification rule 60106426dc03c6aad06540bb: ": {"notification_rule_id": "60106426dc03c6aad06540bb"},
		"must be an id of 24 hexadecimal digits":                                              {"notification_rule_id": "rule"},
		"ERROR Invalid timestamp":                                                             {"notification_rule_id": rule, "since": "yesterday"},
		"must be from 1 to 1000":                                                              {"notification_rule_id": rule, "limit": 1001},
	} {
		_, diagnostics := s.ReadData(deliveriesType, config)
		acctest.ExpectDetails(t, diagnostics, want)
	}
}
