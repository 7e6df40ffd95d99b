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
	_, diagnostics := acctest.NewProtocol(t, srv, typeName, acctest.Attribution).Import(org+"/"+jane, nil)
	acctest.ExpectDetails(t, diagnostics, `ERROR `+jane+` was not found in organization "Acme" (`+org+`)`)
}

func TestInvitationDriftIsAttributed(t *testing.T) {
	t.Parallel()
	replace := func(doc mockserver.Doc) func(srv *mockserver.Server, org string) {
		return func(srv *mockserver.Server, org string) {
			srv.RevokeInvitation(org, jane)
			srv.Invite(org, doc)
		}
	}
	for name, tc := range map[string]struct {
		change func(srv *mockserver.Server, org string)
		want   []string // the end of the summary, and the cause; nil if there is no warning
	}{
		"revoked":                        {func(srv *mockserver.Server, org string) { srv.RevokeInvitation(org, jane) }, []string{"removed", "removed it"}},
		"deleted with its organization":  {func(srv *mockserver.Server, org string) { srv.RemoveOrganization(org) }, []string{"removed", "removed it"}},
		"invited with another role":      {replace(mockserver.Doc{"email": jane, "role": "view"}), []string{"changed", "changed role"}},
		"invited with disallow_transfer": {replace(mockserver.Doc{"email": jane, "role": "edit", "disallowTransfer": true}), []string{"changed", "changed disallow_transfer"}},
		"invited with the same role":     {replace(mockserver.Doc{"email": jane, "role": "edit"}), nil},
		"accepted":                       {func(srv *mockserver.Server, org string) { srv.AcceptInvitation(org, jane) }, nil},
		"expired":                        {func(srv *mockserver.Server, org string) { srv.ExpireInvitation(org, jane) }, nil},
		"accepted, then role changed": {func(srv *mockserver.Server, org string) {
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
					"The invitation of "+jane+" to "+acctest.OrganizationName(srv, org)+": "+tc.want[0]+" outside Terraform", eve+" "+tc.want[1]+" ("+call+" "+action+").")
				acctest.ExpectAuditReads(t, srv, 1)
			})
		}
	}
}
