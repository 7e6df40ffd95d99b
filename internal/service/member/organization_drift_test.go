package member_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const (
	eve         = "eve@example.com"
	membersType = "losant_organization_members"
)

// create applies a configuration with drift attribution.
func create(t *testing.T, srv *mockserver.Server, typeName string, config map[string]any) acctest.Object {
	t.Helper()
	p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
	return p.Apply(p.Null(), p.Config(config))
}

var auditOptions = map[string][]mockserver.Option{
	"as documented": nil,
	"other names":   {mockserver.With("audit-names", "client"), mockserver.With("audit-failures", "logged")},
	"other targets": {mockserver.With("audit-member-target", "User")},
}

func TestMemberDriftIsAttributed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(srv *mockserver.Server, org string)
		want   []string // the warning, without the operation
	}{
		"role":    {func(srv *mockserver.Server, org string) { srv.EditMember(org, jane, mockserver.Doc{"role": "view"}) }, []string{"changed", "changed role"}},
		"removed": {func(srv *mockserver.Server, org string) { srv.RemoveMember(org, jane) }, []string{"removed", "removed it"}},
		"by a stricter mode": {func(srv *mockserver.Server, org string) {
			srv.EditOrganization(org, mockserver.Doc{"mfaMode": "adminRequired"})
		}, []string{"changed", "changed role"}},
		"by the strictest mode": {func(srv *mockserver.Server, org string) {
			srv.EditOrganization(org, mockserver.Doc{"mfaMode": "required"})
		}, []string{"removed", "removed it"}},
		"with the organization": {func(srv *mockserver.Server, org string) { srv.RemoveOrganization(org) }, []string{"removed", "removed it"}},
		"added again": {func(srv *mockserver.Server, org string) {
			srv.RemoveMember(org, jane)
			srv.AddMember(org, mockserver.Doc{"email": jane, "role": "edit"})
		}, []string{"changed", "changed role"}},
	} {
		for log, opts := range auditOptions {
			t.Run(name+"/"+log, func(t *testing.T) {
				t.Parallel()
				srv, org := start(t, opts...)
				srv.AddAccount(mockserver.Doc{"email": jane})
				object := create(t, srv, typeName, person(org, jane, "admin"))
				srv.AuditAs("bob@example.com")
				other := srv.AddOrganization(mockserver.Doc{"name": "Other"})
				srv.AuditAs(eve)
				tc.change(srv, org)
				srv.AuditAs("bob@example.com")
				srv.AddMember(other, mockserver.Doc{"email": jane, "role": "view"})
				srv.RemoveMember(other, jane)
				call, _ := srv.AuditLog()[2]["requestResource"].(string)
				action, _ := srv.AuditLog()[2]["requestAction"].(string)
				acctest.ExpectAttribution(t, srv, typeName, object,
					jane+" in "+acctest.OrganizationName(srv, org)+": "+tc.want[0]+" outside Terraform", eve+" "+tc.want[1]+" ("+call+" "+action+").")
				acctest.ExpectAuditReads(t, srv, 1)
			})
		}
	}
}

// Changes that are not drift, and changes by this configuration, are not attributed.
func TestExpectedChangesAreNotAttributed(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(srv *mockserver.Server, org string){
		"accepted":             func(srv *mockserver.Server, org string) { srv.AcceptInvitation(org, jane) },
		"expired":              func(srv *mockserver.Server, org string) { srv.ExpireInvitation(org, jane) },
		"not in the audit log": func(srv *mockserver.Server, org string) { srv.AuditAs(""); srv.RevokeInvitation(org, jane) },
		"role change not in the audit log": func(srv *mockserver.Server, org string) {
			srv.AcceptInvitation(org, jane)
			srv.AuditAs("")
			srv.EditMember(org, jane, mockserver.Doc{"role": "view"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			srv.AuditAs(eve)
			srv.Invite(org, mockserver.Doc{"email": jane, "role": "view"})
			srv.RevokeInvitation(org, jane)
			object := create(t, srv, typeName, person(org, jane, "edit"))
			change(srv, org)
			acctest.ExpectAttribution(t, srv, typeName, object)
		})
	}
}

// The former administrator is kept until the new one accepts. The log shows who
// added them, which is Terraform's own earlier apply.
func TestPendingHandOverIsNotAttributed(t *testing.T) {
	t.Parallel()
	var hours atomic.Int64
	now := time.Now()
	srv := mockserver.Start(t, mockserver.WithClock(func() time.Time { return now.Add(time.Duration(hours.Load()) * time.Hour) }))
	org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	for _, email := range []string{owner, jane} {
		config := membersConfig(org, email, "admin")
		p := acctest.NewProtocol(t, srv, membersType, acctest.Attribution)
		if email == owner {
			create(t, srv, membersType, config)
			srv.AcceptInvitation(org, owner)
			hours.Add(1)
			continue
		}
		object, _ := p.Import(org, nil)
		object = p.Apply(object, p.Config(config))
		hours.Add(1)
		object = acctest.ExpectAttribution(t, srv, membersType, object)
		acctest.ExpectDetails(t, newMembersProtocol(t, srv).Plan(object, p.Config(config)).Diagnostics, "Waiting for "+jane+" to accept the invitation.")
	}
}

// A stricter MFA mode gives administrators the role edit, and changes nothing else.
func TestMFAModeIsNotNamedForOtherChanges(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.AddAccount(mockserver.Doc{"email": jane, "twoFactorAuthEnabled": true})
	object := create(t, srv, typeName, person(org, jane, "admin"))
	srv.AuditAs(eve)
	srv.EditOrganization(org, mockserver.Doc{"mfaMode": "adminRequired"})
	srv.AuditAs("")
	srv.EditMember(org, jane, mockserver.Doc{"role": "view"})
	acctest.ExpectAttribution(t, srv, typeName, object)
}

func TestImportedMembersAreNotAttributed(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.AuditAs(eve)
	srv.EditMember(org, owner, mockserver.Doc{"role": "edit"})
	acctest.ExpectUnattributedImport(t, srv, typeName, org+"/"+owner)
	_, diagnostics := acctest.NewProtocol(t, srv, typeName, acctest.Attribution).Import(org+"/"+jane, nil)
	acctest.ExpectDetails(t, diagnostics, `ERROR `+jane+` was not found in organization "Acme" (`+org+`)`)
	acctest.ExpectUnattributedImport(t, srv, membersType, org)
}

// One warning names the author of each change.
func TestMembersDriftIsAttributed(t *testing.T) {
	t.Parallel()
	for log, opts := range auditOptions {
		t.Run(log, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t, opts...)
			for _, email := range []string{jane, "left@acme.example"} {
				srv.AddAccount(mockserver.Doc{"email": email})
			}
			entry := func(role string) map[string]any { return map[string]any{"role": role} }
			object := create(t, srv, membersType, map[string]any{"organization_id": org, "members": map[string]any{
				owner: entry("admin"), jane: entry("edit"), "left@acme.example": entry("view"), "guest@acme.example": entry("view"),
			}})
			acctest.ExpectAttribution(t, srv, membersType, object)
			acctest.ExpectAuditReads(t, srv, 0)
			srv.AcceptInvitation(org, "guest@acme.example")
			object = acctest.ExpectAttribution(t, srv, membersType, object)
			srv.AuditAs(eve)
			srv.EditMember(org, jane, mockserver.Doc{"role": "admin"})
			srv.RemoveMember(org, "left@acme.example")
			srv.AuditAs("bob@example.com")
			srv.AddMember(org, mockserver.Doc{"email": "new@acme.example", "role": "view"})
			_, diagnostics := acctest.NewProtocol(t, srv, membersType, acctest.Attribution).Refresh(object)
			acctest.ExpectDetails(t, diagnostics, "WARNING The members of "+acctest.OrganizationName(srv, org)+": changed outside Terraform: bob@example.com changed members[\"new@acme.example\"] at 20")
			expectLines(t, diagnostics, eve+` changed members["left@acme.example"] at 20`, eve+` changed members["jane@acme.example"] at 20`)
			srv.RemoveOrganization(org)
			_, diagnostics = acctest.NewProtocol(t, srv, membersType, acctest.Attribution).Refresh(object)
			acctest.ExpectDetails(t, diagnostics, "WARNING The members of "+acctest.OrganizationName(srv, org)+": removed outside Terraform: bob@example.com removed it")
		})
	}
}

func expectLines(t *testing.T, diagnostics []*tfprotov6.Diagnostic, lines ...string) {
	t.Helper()
	for _, line := range lines {
		acctest.ExpectDetails(t, diagnostics, line)
	}
}
