package mockserver

import (
	"net/http"
	"strings"
	"testing"
)

func TestLapseTrial(t *testing.T) {
	t.Parallel()
	c, control := controlled(t)
	c.AuditAs("eve@x.io")
	id := c.AddOrganization(Doc{"name": "x", "disabledAt": "2026-06-01T00:00:00Z"})
	before, entries := text(c.Organization(id), "lastUpdated"), len(c.AuditLog())
	control.post("/_control/organizations/"+id+"/lapse", nil).ok()
	subset(t, c.Organization(id), Doc{"disabledAt": now, "lastUpdated": before})
	subset(t, c.get(c.org(id)).ok(), Doc{"disabledAt": now})
	if len(c.AuditLog()) != entries {
		t.Error("the audit log has an entry, although nobody has changed anything")
	}
}

func TestLapseTrialNeedsATrial(t *testing.T) {
	t.Parallel()
	c, control := controlled(t)
	for name, disabledAt := range map[string]any{"never disabled": false, "lapsed": "2026-05-01T00:00:00Z", "lapses now": now} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id := c.AddOrganization(Doc{"name": name, "disabledAt": disabledAt})
			if message := panics(t, func() { c.LapseTrial(id) }); !strings.Contains(message, "not in the future") {
				t.Errorf("panicked with %q", message)
			}
			(&caller{control.Server, t, ""}).post("/_control/organizations/"+id+"/lapse", nil).expectError(http.StatusBadRequest, "Validation", "not in the future")
		})
	}
	control.post("/_control/organizations/"+anID24+"/lapse", nil).expectError(http.StatusNotFound, "NotFound", "Organization")
}
