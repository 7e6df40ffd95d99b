package member_test

import (
	"net/http"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// A pattern in ignore protects everybody with an address in the domain, and nobody else.
func TestIgnoredDomainIsLeftAlone(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	rogue := srv.AddMember(org, mockserver.Doc{"email": "rogue@acme.example", "role": "edit"})
	srv.AddMember(org, mockserver.Doc{"email": "support@Reseller.example", "role": "edit"})
	srv.Invite(org, mockserver.Doc{"email": "new@reseller.example", "role": "view"})
	p := newMembersProtocol(t, srv)
	config := membersConfig(org, owner, "admin")
	config["ignore"] = []any{"*@reseller.example"}
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	acctest.ExpectWrites(t, srv, "DELETE /orgs/"+org+"/members/"+rogue)
	p.ExpectEmpty(object, config)

	srv.AddMember(org, mockserver.Doc{"email": "third@reseller.example", "role": "view"})
	p.ExpectEmpty(p.MustRefresh(object), config)
	acctest.ExpectCount(t, srv, http.MethodPost, 0)

	listed := membersConfig(org, owner, "admin", "kim@reseller.example", "view")
	listed["ignore"] = []any{"*@reseller.example"}
	acctest.ExpectDetails(t, p.Validate(p.Config(listed)), `"kim@reseller.example" is in members and in ignore.`)
}
