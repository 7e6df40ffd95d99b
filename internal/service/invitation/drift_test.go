package invitation_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const eve = "eve@example.com"

func TestImportedInvitationsAreNotAttributed(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.AuditAs(eve)
	srv.Invite(org, mockserver.Doc{"email": jane, "role": "edit"})
	acctest.ExpectUnattributedImport(t, srv, typeName, org+"/"+jane)
	srv.RevokeInvitation(org, jane)
	acctest.ExpectUnattributedImport(t, srv, typeName, org+"/"+jane)
}

func TestInvitationDriftIsAttributed(t *testing.T) {
	t.Parallel()
	again := func(doc mockserver.Doc) func(srv *mockserver.Server, org string) {
		return func(srv *mockserver.Server, org string) {
			srv.RevokeInvitation(org, jane)
			srv.Invite(org, doc)
		}
	}
	for name, tc := range map[string]struct {
		change func(srv *mockserver.Server, org string)
		want   []string // What is warned, if anything.
	}{
		"revoked":         {func(srv *mockserver.Server, org string) { srv.RevokeInvitation(org, jane) }, []string{"removed", "removed it"}},
		"with everything": {func(srv *mockserver.Server, org string) { srv.RemoveOrganization(org) }, []string{"removed", "removed it"}},
		"another role":    {again(mockserver.Doc{"email": jane, "role": "view"}), []string{"changed", "changed role"}},
		"other terms":     {again(mockserver.Doc{"email": jane, "role": "edit", "disallowTransfer": true}), []string{"changed", "changed disallow_transfer"}},
		"the same again":  {again(mockserver.Doc{"email": jane, "role": "edit"}), nil},
		"accepted":        {func(srv *mockserver.Server, org string) { srv.AcceptInvitation(org, jane) }, nil},
		"expired":         {func(srv *mockserver.Server, org string) { srv.ExpireInvitation(org, jane) }, nil},
		"accepted and left": {func(srv *mockserver.Server, org string) {
			srv.AcceptInvitation(org, jane)
			srv.EditMember(org, jane, mockserver.Doc{"role": "view"})
		}, nil},
		"rejected": {func(srv *mockserver.Server, org string) { srv.AuditAs(""); srv.RevokeInvitation(org, jane) }, nil},
	} {
		for log, opt := range map[string]mockserver.Option{
			"as documented": mockserver.With("audit-names", "documented"), "other names": mockserver.With("audit-names", "client"),
			"other targets": mockserver.With("audit-member-target", "User"),
		} {
			t.Run(name+"/"+log, func(t *testing.T) {
				t.Parallel()
				srv, org := start(t, opt)
				p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
				object := p.Apply(p.Null(), p.Config(invited(org, jane, "edit")))
				srv.AuditAs(eve)
				tc.change(srv, org)
				if tc.want == nil {
					acctest.ExpectAttribution(t, srv, typeName, object)
					return
				}
				newest := srv.AuditLog()[0]
				call, _ := newest["requestResource"].(string)
				action, _ := newest["requestAction"].(string)
				acctest.ExpectAttribution(t, srv, typeName, object,
					"The invitation of "+jane+" to organization "+org+": "+tc.want[0]+" outside Terraform", eve+" "+tc.want[1]+" ("+call+" "+action+").")
				acctest.ExpectAuditReads(t, srv, 1)
			})
		}
	}
}
