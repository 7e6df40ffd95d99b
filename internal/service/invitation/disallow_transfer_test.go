package invitation_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// The API cannot change who may accept an invitation.
func TestDisallowTransferReplacesTheInvitation(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	transferable, bound := invited(org, jane, "view", "disallow_transfer", false), invited(org, jane, "view", "disallow_transfer", true)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(bound)))
	acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"email": jane, "role": "view", "disallowTransfer": true})
	p.ExpectEmpty(object, bound)
	for _, config := range []map[string]any{transferable, invited(org, jane, "view"), invited(org, jane, "view", "disallow_transfer", acctest.Unknown)} {
		if planned := p.Plan(object, p.Config(config)); len(planned.RequiresReplace) != 1 {
			t.Errorf("%v: replaced because of %v", config, planned.RequiresReplace)
		}
	}

	srv.AcceptInvitation(org, jane)
	p = newProtocol(t, srv)
	object = p.MustRefresh(object)
	if planned := p.Plan(object, p.Config(transferable)); len(planned.RequiresReplace) > 0 {
		t.Error("an accepted invitation is replaced")
	}
	srv.ResetRequests()
	p.ExpectEmpty(p.Apply(object, p.Config(transferable)), transferable)
	acctest.ExpectWrites(t, srv)
}

// The API does not distinguish null from false.
func TestDisallowTransferFalseEqualsNull(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(invited(org, jane, "view"))))
	srv.ResetRequests()
	config := invited(org, jane, "view", "disallow_transfer", false)
	if planned := p.Plan(object, p.Config(config)); len(planned.RequiresReplace) > 0 {
		t.Error("the invitation is replaced")
	}
	p.ExpectEmpty(p.MustRefresh(p.Apply(object, p.Config(config))), config)
	acctest.ExpectWrites(t, srv)
}

// A new resource replaces an existing invitation that another account can accept, or
// cannot.
func TestAdoptedInvitationWithAnotherDisallowTransferIsReplaced(t *testing.T) {
	t.Parallel()
	for _, wanted := range []bool{true, false} {
		srv, org := start(t)
		id := srv.Invite(org, mockserver.Doc{"email": jane, "role": "edit", "disallowTransfer": !wanted})
		p := newProtocol(t, srv)
		config := invited(org, jane, "view", "disallow_transfer", wanted)
		const announced = "is revoked, and Losant sends a new one by e-mail, because its disallow_transfer is "
		planned := p.Plan(p.Null(), p.Config(config))
		acctest.ExpectDetails(t, planned.Diagnostics, announced)
		object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
		acctest.ExpectDetails(t, diagnostics, announced)
		acctest.ExpectWrites(t, srv, "DELETE /orgs/"+org+"/invites/"+id, "POST /orgs/"+org+"/invites")
		acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"email": jane, "role": "view", "disallowTransfer": wanted})
		p.ExpectEmpty(p.MustRefresh(object), config)
	}
	srv, org := start(t)
	srv.Invite(org, mockserver.Doc{"email": jane, "role": "edit"})
	p := newProtocol(t, srv)
	unknown := p.Config(invited(org, jane, "edit", "disallow_transfer", acctest.Unknown))
	acctest.ExpectDetails(t, p.Plan(p.Null(), unknown).Diagnostics, "is adopted, or revoked and replaced by a new one if its disallow_transfer differs.")
}

// With create_before_destroy, the new object comes first, and Terraform plans the
// destruction of the former one during the apply.
func TestDisallowTransferWithCreateBeforeDestroy(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	former := p.MustRefresh(p.Apply(p.Null(), p.Config(invited(org, jane, "view", "disallow_transfer", false))))
	config := invited(org, jane, "view", "disallow_transfer", true)
	p.Run(func() {
		prior := p.Null()
		prior.Private = p.Plan(former, p.Config(config)).Private
		acctest.ExpectDetails(t, p.Plan(prior, p.Config(config)).Diagnostics, "is revoked, and Losant sends a new one by e-mail")
	})
	var object acctest.Object
	p.Run(func() {
		var diagnostics []*tfprotov6.Diagnostic
		object, diagnostics = p.ApplyPlanned(p.Null(), p.Config(config), p.Plan(p.Null(), p.Config(config)))
		acctest.ExpectDetails(t, diagnostics, "is revoked, and Losant sends a new one by e-mail")
		planned := p.Plan(former, p.Null().State)
		acctest.ExpectDetails(t, planned.Diagnostics)
		_, diagnostics = p.ApplyPlanned(former, p.Null().State, planned)
		acctest.ExpectDetails(t, diagnostics, "Its replacement or another resource now manages the person")
	})
	if got := onlyInvitation(t, srv, org)["disallowTransfer"]; got != true {
		t.Errorf("disallowTransfer is %v", got)
	}
	p.ExpectEmpty(p.MustRefresh(object), config)
}

// Somebody is invited with another disallow_transfer right before the request, or
// accepts while the invitation is being revoked.
func TestInvitationToReplaceChangesMeanwhile(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"invited": "pending", "accepted": "accepted"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			if name == "accepted" {
				srv.Invite(org, mockserver.Doc{"email": jane, "role": "view"})
			}
			p := newProtocol(t, srv)
			config := p.Config(invited(org, jane, "view", "disallow_transfer", true))
			var object acctest.Object
			p.Run(func() {
				planned := p.Plan(p.Null(), config) // The run keeps what it has read.
				if name == "accepted" {
					srv.AcceptInvitation(org, jane)
				} else {
					srv.Invite(org, mockserver.Doc{"email": jane, "role": "view"})
				}
				var diagnostics []*tfprotov6.Diagnostic
				object, diagnostics = p.ApplyPlanned(p.Null(), config, planned)
				for _, err := range acctest.Errors(diagnostics) {
					t.Error(err)
				}
			})
			expectTexts(t, p, p.MustRefresh(object), map[string]string{"status": want})
		})
	}
}
