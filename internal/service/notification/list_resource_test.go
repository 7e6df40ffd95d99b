package notification_test

import (
	"slices"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestListedRulesAreAsImported(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	usage := mockserver.Doc{"ruleType": "payloadUsage", "thresholdType": "percentOfLimit", "threshold": 80.5}
	srv.AddNotificationRule(mockserver.Doc{"name": "bare", "ruleConfig": usage})
	srv.AddNotificationRule(mockserver.Doc{
		"name": "full", "description": "d", "targetQueryJson": `{ "name": "a" }`, "callbackUrl": "https://acme.example", "enabled": false, "ruleConfig": usage,
		"emailConfig": mockserver.Doc{"subjectTemplate": "s", "bodyTemplate": "b", "sendToAddresses": []any{"a@acme.example"}},
	})
	s := acctest.NewServer(t, srv, nil)
	found := s.MustList(typeName, nil, 0, true)
	if got := acctest.DisplayNames(found); !slices.Equal(got, []string{"bare", "full (disabled)"}) {
		t.Errorf("found %q", got)
	}
	acctest.ExpectImportable(t, srv, typeName, nil, found)
	one := s.MustList(typeName, nil, 1, false)
	if len(one) != 1 || one[0].Resource != nil {
		t.Fatalf("got %v with a limit of 1", one)
	}
	acctest.ExpectDetails(t, one[0].Diagnostics, "WARNING Listed 1 of 2 notification rules of instance "+srv.InstanceID()+":")
}
