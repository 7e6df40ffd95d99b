package losant

import (
	"encoding/json"
	"testing"
)

func TestHasValues(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	full := OrganizationPost{
		Name: "Acme", Description: "d", MFAMode: "required", Limits: Limits{"device": 5, "flow": 0}, ReadOnly: &yes, AuditLogEnabled: &no,
		Tags: []Tag{{"a", "1"}, {"a", "2"}, {"b", "1"}}, AllowedInvitationDomains: []string{"a.io", "b.io"},
		DisabledAt: &DisabledAt{Date: "2030-01-01T01:00:00+01:00"}, Banner: &Banner{Message: "m", Level: "info"},
	}
	const stored = `"id":"1","name":"Acme","description":"d","mfaMode":"required","limits":{"device":5,"flow":0,"webhook":9},"isReadOnly":true,
		"tags":[{"key":"b","value":"1"},{"key":"a","value":"2"},{"key":"a","value":"1"}],"whitelistedEmailDomains":["b.io","a.io"],
		"disabledAt":"2030-01-01T00:00:00.000Z","banner":{"message":"m","level":"info"}`
	for name, tc := range map[string]struct {
		stored string
		post   OrganizationPost
		want   bool
	}{
		"all fields":                  {stored, full, true},
		"only a name":                 {stored, OrganizationPost{Name: "Acme"}, true},
		"another name":                {stored, OrganizationPost{Name: "acme"}, false},
		"another description":         {stored + `,"description":"x"`, full, false},
		"no description":              {stored + `,"description":""`, full, false},
		"another limit":               {stored + `,"limits":{"device":6}`, full, false},
		"a limit that is not stored":  {stored + `,"limits":{"flow":0}`, full, false},
		"no limits":                   {stored + `,"limits":null`, full, false},
		"fewer tags":                  {stored + `,"tags":[{"key":"a","value":"1"}]`, full, false},
		"another tag":                 {stored + `,"tags":[{"key":"b","value":"1"},{"key":"a","value":"2"},{"key":"a","value":"2"}]`, full, false},
		"no tags":                     {stored + `,"tags":[]`, full, false},
		"tags that were not posted":   {stored, OrganizationPost{Name: "Acme", Description: "d"}, true},
		"false that is not returned":  {`"name":"Acme"`, OrganizationPost{Name: "Acme", ReadOnly: &no}, true},
		"true that is not returned":   {`"name":"Acme"`, OrganizationPost{Name: "Acme", ReadOnly: &yes}, false},
		"another date":                {stored + `,"disabledAt":"2030-01-01T01:00:00.000Z"`, full, false},
		"disabled now":                {stored, OrganizationPost{Name: "Acme", DisabledAt: &DisabledAt{Now: true}}, true},
		"not disabled":                {stored + `,"disabledAt":false`, OrganizationPost{Name: "Acme", DisabledAt: &DisabledAt{Now: true}}, false},
		"another banner":              {stored + `,"banner":{"message":"m","level":"warning"}`, full, false},
		"fields that were not posted": {stored + `,"iconColor":"#fff","planId":"p"`, full, true},
		"domains with another one":    {stored + `,"whitelistedEmailDomains":["a.io","c.io"]`, full, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var org Organization
			if err := json.Unmarshal([]byte("{"+tc.stored+"}"), &org); err != nil {
				t.Fatal(err)
			}
			if got := hasValues(&org, tc.post); got != tc.want {
				t.Errorf("got %t", got)
			}
		})
	}
}

func TestRuleHasValues(t *testing.T) {
	t.Parallel()
	post := NotificationRulePost{
		Name: "n", TargetType: "organization", TargetQuery: `{"a":1,"b":[2]}`, Email: &EmailConfig{SubjectTemplate: "s", SendToAddresses: []string{"a@x.io", "b@x.io"}},
		Rule: RuleConfig{RuleType: "payloadUsage", ThresholdType: "percentOfLimit", Threshold: 80},
	}
	stored := NotificationRule{
		ID: "1", Name: "n", TargetQuery: `{ "b": [2], "a": 1 }`, Email: &EmailConfig{SubjectTemplate: "s", SendToOwner: "none", SendToAddresses: []string{"b@x.io", "a@x.io"}},
		Rule: RuleConfig{RuleType: "payloadUsage", ThresholdType: "percentOfLimit", Threshold: 80, MaxFrequency: "daily"},
	}
	if !hasValues(&stored, post) {
		t.Error("the rule that was created is not recognized")
	}
	nobody, stores := post, stored
	nobody.Email, stores.Email = &EmailConfig{SubjectTemplate: "s"}, &EmailConfig{SubjectTemplate: "s", SendToAddresses: []string{}}
	if !hasValues(&stores, nobody) {
		t.Error("a rule without addresses is not recognized")
	}
	for name, change := range map[string]func(*NotificationRule){
		"query":     func(r *NotificationRule) { r.TargetQuery = `{"a":1}` },
		"threshold": func(r *NotificationRule) { r.Rule.Threshold = 80.5 },
		"addresses": func(r *NotificationRule) { r.Email = &EmailConfig{SubjectTemplate: "s"} },
		"e-mail":    func(r *NotificationRule) { r.Email = nil },
	} {
		other := stored
		if change(&other); hasValues(&other, post) {
			t.Errorf("a rule with another %s is taken for the one that was created", name)
		}
	}
}
