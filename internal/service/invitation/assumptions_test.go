package invitation_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// expectedFailures lists the settings under which no client can succeed, with the
// beginning of the expected failure.
var expectedFailures = map[string]string{
	"resend-expired=refused": "apply: ERROR Could not send the invitation of guest@acme.example",
}

// Each setting of each assumption that matters is tested on its own.
func TestLifecycleUnderEveryAssumption(t *testing.T) {
	t.Parallel()
	acctest.RunUnderAssumptions(t, expectedFailures, lifecycle)
}

// lifecycle invites a person with an account and one without. It changes the role,
// lets the invitation expire, sends it again, accepts it, changes the letter case of
// the address, imports and destroys it, and expects an empty plan after each step.
// It returns the first failure, or "".
func lifecycle(t *testing.T, opt mockserver.Option) string {
	t.Helper()
	srv, org := start(t, opt)
	srv.AddAccount(mockserver.Doc{"email": jane})
	const guest = "guest@acme.example"
	objects := map[string]acctest.Object{}
	apply := func(email, role string) string {
		p := newProtocol(t, srv)
		prior, config := p.Null(), invited(org, email, role)
		if object, ok := objects[strings.ToLower(email)]; ok {
			prior = p.MustRefresh(object)
		}
		object, diagnostics := p.ApplyPlanned(prior, p.Config(config), p.Plan(prior, p.Config(config)))
		if got := acctest.Errors(diagnostics); len(got) > 0 {
			return "apply: " + got[0]
		}
		p = newProtocol(t, srv)
		object = p.MustRefresh(object)
		objects[strings.ToLower(email)] = object
		planned := p.Plan(object, p.Config(config))
		if diffs, err := object.State.Diff(planned.State); err != nil || len(diffs) > 0 {
			return fmt.Sprintf("plan is not empty: %v %v", diffs, err)
		}
		imported, diagnostics := p.Import(org+"/"+email, nil)
		if got := acctest.Errors(diagnostics); len(got) > 0 {
			return "import: " + got[0]
		}
		if planned := p.Plan(imported, p.Config(config)); !planned.State.Equal(imported.State) {
			return "plan after import is not empty"
		}
		return ""
	}
	for _, step := range []func() string{
		func() string { return apply(jane, "view") },
		func() string { return apply(guest, "view") },
		func() string { return apply(guest, "edit") },
		func() string { srv.ExpireInvitation(org, guest); return apply(guest, "edit") },
		func() string { srv.AcceptInvitation(org, guest); return apply(guest, "edit") },
		func() string { return apply(strings.ToUpper(guest), "edit") },
	} {
		if got := step(); got != "" {
			return got
		}
	}
	for _, object := range objects {
		newProtocol(t, srv).Destroy(object)
	}
	if left := srv.Invitations(org); len(left) > 0 {
		return fmt.Sprintf("not deleted: %v", left)
	}
	return ""
}
