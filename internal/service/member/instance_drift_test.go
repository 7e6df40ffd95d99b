package member_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

var instanceAuditOptions = map[string][]mockserver.Option{
	"as documented": nil,
	"other names":   {mockserver.With("audit-names", "client")},
	"other targets": {mockserver.With("audit-member-target", "User"), mockserver.With("audit-failures", "logged")},
}

func TestInstanceMemberImportIsNotAttributed(t *testing.T) {
	t.Parallel()
	srv := startWithOwner(t)
	srv.AuditAs(eve)
	srv.AddInstanceMember(mockserver.Doc{"email": jane})
	acctest.ExpectUnattributedImport(t, srv, instanceType, jane)
	srv.RemoveInstanceMember(jane)
	_, diagnostics := acctest.NewProtocol(t, srv, instanceType, acctest.Attribution).Import(jane, nil)
	acctest.ExpectDetails(t, diagnostics, "ERROR "+jane+" was not found in instance "+srv.InstanceID()+": Only a member can be imported. Check the address or ID, and the instance.")
}

func TestInstanceMemberDriftIsAttributed(t *testing.T) {
	t.Parallel()
	for log, opts := range instanceAuditOptions {
		t.Run(log, func(t *testing.T) {
			t.Parallel()
			srv := startWithOwner(t, opts...)
			srv.AddAccount(mockserver.Doc{"email": jane})
			p := acctest.NewProtocol(t, srv, instanceType, acctest.Attribution)
			object := p.Apply(p.Null(), p.Config(instancePerson(jane, "view")))
			org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
			srv.AuditAs(eve)
			srv.RemoveInstanceMember(jane)
			srv.AuditAs("bob@example.com")
			srv.AddMember(org, mockserver.Doc{"email": jane, "role": "edit"})
			srv.RemoveMember(org, jane)
			what := jane + " in instance " + srv.InstanceID()
			acctest.ExpectAttribution(t, srv, instanceType, object, what+": removed outside Terraform", eve+" removed it (instanceMember delete).")
			acctest.ExpectAuditReads(t, srv, 1)
			srv.AddInstanceMember(mockserver.Doc{"email": jane, "role": "admin"})
			object = acctest.ExpectAttribution(t, srv, instanceType, object, what+": changed outside Terraform", "bob@example.com changed role (instanceMembers post).")
			acctest.ExpectAttribution(t, srv, instanceType, object)
			acctest.ExpectAuditReads(t, srv, 0)
		})
	}
}
