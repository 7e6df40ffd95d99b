package organization_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"unicode"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const eve = "eve@example.com"

// applied applies a configuration with drift attribution.
func applied(t *testing.T, srv *mockserver.Server, typeName string, config map[string]any) acctest.Object {
	t.Helper()
	p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
	return p.Apply(p.Null(), p.Config(config))
}

func idOf(t *testing.T, srv *mockserver.Server) string {
	t.Helper()
	id, _ := srv.Organizations()[0]["id"].(string)
	return id
}

var auditOptions = map[string][]mockserver.Option{
	"as documented": nil,
	"other names":   {mockserver.With("audit-names", "client")},
	"other targets": {mockserver.With("audit-member-target", "User"), mockserver.With("audit-failures", "logged")},
}

func TestDriftIsAttributed(t *testing.T) {
	t.Parallel()
	config := map[string]any{
		"name": "Acme", "description": "d", "limits": map[string]any{"device": 10, "flow": 5}, "tags": map[string]any{"plan": []any{"gold"}},
		"allowed_invitation_domains": []any{"a.example"}, "read_only": false, "mfa_mode": "notRequired", "payloads_enabled": true,
		"audit_log_enabled": false, "icon_color": "red", "referral_id": "r", "banner": map[string]any{"level": "info", "message": "Hi"},
	}
	for name, opts := range auditOptions {
		for attribute, change := range map[string]mockserver.Doc{
			"name": {"name": "Acme Farms"}, "description": {"description": ""}, "icon_color": {"iconColor": "blue"}, "referral_id": {"referralId": "s"},
			`limits["device"]`: {"limits": mockserver.Doc{"device": 11}}, "read_only": {"isReadOnly": true}, "mfa_mode": {"mfaMode": "required"},
			"tags":                       {"tags": []any{mockserver.Doc{"key": "plan", "value": "free"}}},
			"allowed_invitation_domains": {"whitelistedEmailDomains": []any{}}, "audit_log_enabled": {"auditLogEnabled": true},
			"payloads_enabled": {"disabledAt": true}, "payloads_enabled_until": {"disabledAt": "2099-01-31T00:00:00Z"},
			"banner": {"banner": mockserver.Doc{"message": ""}}, `limits["device"], limits["flow"], name`: {"name": "A", "limits": mockserver.Doc{"device": 11, "flow": 6}},
		} {
			t.Run(name+"/"+attribute, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t, opts...)
				object := applied(t, srv, typeName, config)
				id := idOf(t, srv)
				srv.AuditAs(eve)
				srv.EditOrganization(id, change)
				call := "organization patch"
				if name == "other names" {
					call = "instanceOrg patch"
				}
				object = acctest.ExpectAttribution(t, srv, typeName, object,
					`Organization "Acme" (`+id+`): changed outside Terraform`, eve+" changed "+attribute+" ("+call+").")
				acctest.ExpectAuditReads(t, srv, 1)
				acctest.ExpectAttribution(t, srv, typeName, object)
				acctest.ExpectAuditReads(t, srv, 0)
			})
		}
	}
}

// Everybody can choose their own name, so it must not change what is printed.
func TestNamesInTheAuditLogArePrintable(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	object := applied(t, srv, typeName, map[string]any{"name": "Acme"})
	id := idOf(t, srv)
	srv.EditOrganization(id, mockserver.Doc{"name": "Evil\x1b]0;x\a\u2066"})
	log, err := json.Marshal(map[string]any{"totalCount": 1, "items": []any{mockserver.Doc{
		"id": "1", "actorType": "User", "actorName": "Eve\x1b[2J\u202e\n\nError: all is well\n::stop-commands::x" + strings.Repeat("e", 5000),
		"primaryTargetType": "Organization", "primaryTargetId": id, "requestResource": "organization\n", "requestAction": "patch\u200b",
		"requestBody": mockserver.Doc{"name": "Evil"}, "responseStatus": 200, "creationDate": "today\x07",
	}}})
	if err != nil {
		t.Fatal(err)
	}
	srv.Fail(mockserver.Fault{PathContains: "/audit-logs", Status: http.StatusOK, Body: string(log), Times: -1})
	_, diagnostics := acctest.NewProtocol(t, srv, typeName, acctest.Attribution).Refresh(object)
	if len(diagnostics) != 1 || !strings.HasPrefix(diagnostics[0].Detail, `Eve\x1b[2J\u202e Error: all is well ::stop-commands::x`) {
		t.Fatalf("got %q", acctest.Details(diagnostics))
	}
	line, _, _ := strings.Cut(diagnostics[0].Detail, "\n")
	for _, text := range []string{diagnostics[0].Summary, line} {
		if len(text) > 2500 || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%d characters: %q", len(text), text)
		}
	}
}

func TestDeletionIsAttributed(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]mockserver.Option{
		"log with bodies": mockserver.With("audit-bodies", "kept"), "log without bodies": mockserver.With("audit-bodies", "omitted"),
		"other targets": mockserver.With("audit-member-target", "User"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, opt)
			object := applied(t, srv, typeName, map[string]any{"name": "Acme"})
			id := idOf(t, srv)
			limits := applied(t, srv, "losant_organization_limits", map[string]any{"organization_id": id, "limits": map[string]any{"device": 3}})
			srv.AuditAs("bob@example.com")
			srv.AddMember(id, mockserver.Doc{"email": "ada@example.com"})
			srv.RemoveMember(id, "ada@example.com")
			srv.Invite(id, mockserver.Doc{"email": "ada@example.com"})
			srv.RevokeInvitation(id, "ada@example.com")
			acctest.ExpectAttribution(t, srv, typeName, object)
			srv.AuditAs(eve)
			srv.RemoveOrganization(id)
			const call = eve + " removed it (organization delete)."
			acctest.ExpectAttribution(t, srv, typeName, object, `Organization "Acme" (`+id+`): removed outside Terraform`, call)
			acctest.ExpectAttribution(t, srv, "losant_organization_limits", limits, "The limits of organization "+id+": removed outside Terraform", call)
		})
	}
}

func TestEachChangeIsAttributedToItsAuthor(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	object := applied(t, srv, typeName, map[string]any{"name": "Acme", "description": "d", "referral_id": "r"})
	id := idOf(t, srv)
	srv.AuditAs(eve)
	srv.EditOrganization(id, mockserver.Doc{"name": "x", "description": "e"})
	srv.AuditAs("bob@example.com")
	srv.EditOrganization(id, mockserver.Doc{"name": "y", "isReadOnly": false})
	srv.AuditAs("")
	srv.EditOrganization(id, mockserver.Doc{"referralId": "s"})
	acctest.ExpectAttribution(t, srv, typeName, object, `Organization "Acme" (`+id+`): changed outside Terraform`,
		"bob@example.com changed name (organization patch).", eve+" changed description (organization patch).")
}

// Neither is a change that was reverted. The provider's own update is the newest
// entry for the attributes, so no older entry is the cause.
func TestOwnUpdatesAreNotAttributed(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]mockserver.Option{
		"log with bodies": nil, "log without bodies": {mockserver.With("audit-bodies", "omitted")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, opts...)
			object := applied(t, srv, typeName, map[string]any{"name": "Acme", "limits": map[string]any{"device": 10}})
			id := idOf(t, srv)
			srv.AuditAs(eve)
			srv.EditOrganization(id, mockserver.Doc{"description": "by eve", "limits": mockserver.Doc{"device": 50}})
			srv.AuditAs("")
			p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
			object = p.Apply(object, p.Config(map[string]any{"name": "Acme", "description": "ours", "payloads_enabled": false, "limits": map[string]any{"device": 20}}))
			srv.EditOrganization(id, mockserver.Doc{"description": "by nobody", "disabledAt": false, "limits": mockserver.Doc{"device": 30}})
			acctest.ExpectAttribution(t, srv, typeName, object)
			acctest.ExpectAuditReads(t, srv, 1)
		})
	}
}

func TestOnlyConfiguredAttributesDrift(t *testing.T) {
	t.Parallel()
	for _, typ := range []string{typeName, "losant_organization_limits"} {
		t.Run(typ, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			config, summary := map[string]any{"name": "Acme", "limits": map[string]any{"device": 10}}, `Organization "Acme"`
			if typ != typeName {
				id := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
				config, summary = map[string]any{"organization_id": id, "limits": map[string]any{"device": 10}}, "The limits of organization"
			}
			object := applied(t, srv, typ, config)
			id := idOf(t, srv)
			srv.AuditAs(eve)
			srv.EditOrganization(id, mockserver.Doc{"limits": mockserver.Doc{"flow": 1}, "isReadOnly": true})
			acctest.ExpectAttribution(t, srv, typ, object)
			acctest.ExpectAuditReads(t, srv, 0)
			srv.EditOrganization(id, mockserver.Doc{"limits": mockserver.Doc{"device": 1}})
			_, diagnostics := acctest.NewProtocol(t, srv, typ, acctest.Attribution).Refresh(object)
			acctest.ExpectDetails(t, diagnostics, summary)
		})
	}
}

func TestAttributionThatIsOffOrForbiddenAddsNoWarning(t *testing.T) {
	t.Parallel()
	refresh := func(t *testing.T, srv *mockserver.Server, block map[string]any, object acctest.Object) []string {
		t.Helper()
		srv.ResetRequests()
		_, diagnostics := acctest.NewProtocol(t, srv, typeName, block).Refresh(object)
		return acctest.Details(diagnostics)
	}
	srv := mockserver.Start(t)
	object := applied(t, srv, typeName, map[string]any{"name": "Acme"})
	id := idOf(t, srv)
	srv.AuditAs(eve)
	srv.EditOrganization(id, mockserver.Doc{"name": "x"})
	for name, tc := range map[string]struct {
		block map[string]any
		reads int
	}{
		"when it is off":       {map[string]any{"drift_attribution": false}, 0},
		"when it is not set":   {nil, 0},
		"when it may not read": {map[string]any{"drift_attribution": true, "api_token": srv.AddToken("instanceOrg.get")}, 1},
	} {
		if got := refresh(t, srv, tc.block, object); len(got) > 0 {
			t.Errorf("%s: %q", name, got)
		}
		acctest.ExpectAuditReads(t, srv, tc.reads)
	}
	acctest.ExpectUnattributedImport(t, srv, typeName, id)
	acctest.ExpectUnattributedImport(t, srv, typeName, "60106426dc03c6aad06540bb")
	acctest.ExpectUnattributedImport(t, srv, "losant_organization_limits", id)
	// Other failures are warnings.
	srv.Fail(mockserver.Fault{PathContains: "audit-logs", Status: 400, Body: `{"type":"Validation","message":"no such thing"}`, Times: -1})
	if got := refresh(t, srv, acctest.Attribution, object); len(got) != 1 || !strings.HasPrefix(got[0], "WARNING Could not read the audit log of instance "+srv.InstanceID()) {
		t.Errorf("got %q", got)
	}
}

func TestAuditLogIsReadOncePerRunAndOnlyToALimit(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("max-per-page", "100"))
	p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
	var objects []acctest.Object
	for i := range 30 {
		objects = append(objects, p.Apply(p.Null(), p.Config(map[string]any{"name": fmt.Sprintf("Org %02d", i)})))
	}
	srv.AuditAs(eve)
	for _, o := range srv.Organizations() {
		srv.EditOrganization(o["id"].(string), mockserver.Doc{"description": "x"}) //nolint:forcetypeassert // A test may panic.
	}
	refresh := func(want, reads int) {
		t.Helper()
		srv.ResetRequests()
		p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
		var warned atomic.Int64
		var group sync.WaitGroup
		p.Run(func() {
			for _, object := range objects {
				group.Go(func() {
					_, diagnostics := p.Refresh(object)
					warned.Add(int64(len(diagnostics)))
				})
			}
			group.Wait()
		})
		if got := int(warned.Load()); got != want {
			t.Errorf("%d warnings, want %d", got, want)
		}
		acctest.ExpectAuditReads(t, srv, reads)
	}
	refresh(30, 1)
	srv.AuditAs("")
	for _, o := range srv.Organizations() {
		srv.EditOrganization(o["id"].(string), mockserver.Doc{"referralId": "y"}) //nolint:forcetypeassert // A test may panic.
	}
	refresh(30, 1) // Nothing older than the creations can be the cause.
	other := srv.AddOrganization(mockserver.Doc{"name": "Other"})
	srv.AuditAs(eve)
	for range 1100 {
		srv.EditOrganization(other, mockserver.Doc{"isReadOnly": true})
	}
	refresh(0, 10)
	acctest.ExpectCount(t, srv, http.MethodPost, 0)
}
