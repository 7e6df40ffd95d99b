package member_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// expectedErrors holds the settings under which lifecycle must fail, with the
// error.
var expectedErrors = map[string]string{
	"resend-expired=refused": "apply: ERROR Could not send the invitation to guest@acme.example",
}

// A person with an account and one without are added, invited, changed, imported
// and removed under each setting of each assumption. Each plan in between is empty.
func TestLifecycleUnderEachAssumption(t *testing.T) {
	t.Parallel()
	acctest.RunUnderAssumptions(t, expectedErrors, lifecycle)
}

// lifecycle returns the first failure, or "".
func lifecycle(t *testing.T, opt mockserver.Option) string {
	t.Helper()
	srv, org := start(t, opt)
	srv.AddAccount(mockserver.Doc{"email": jane})
	const guest = "guest@acme.example"
	objects := map[string]acctest.Object{}
	apply := func(email string, config map[string]any) string {
		p := newProtocol(t, srv)
		prior, ok := objects[email]
		if ok {
			prior = p.MustRefresh(prior)
		} else {
			prior = p.Null()
		}
		planned := p.Plan(prior, p.Config(config))
		if got := acctest.Errors(planned.Diagnostics); len(got) > 0 {
			return "plan: " + got[0]
		}
		object, diagnostics := p.ApplyPlanned(prior, p.Config(config), planned)
		if got := acctest.Errors(diagnostics); len(got) > 0 {
			return "apply: " + got[0]
		}
		p = newProtocol(t, srv)
		object = p.MustRefresh(object)
		objects[email] = object
		planned = p.Plan(object, p.Config(config))
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
		func() string { return apply(jane, person(org, jane, "view")) },
		func() string { return apply(guest, person(org, guest, "view")) },
		func() string { return apply(guest, person(org, guest, "edit")) },
		func() string { srv.ExpireInvitation(org, guest); return apply(guest, person(org, guest, "edit")) },
		func() string { srv.AcceptInvitation(org, guest); return apply(guest, person(org, guest, "edit")) },
		func() string { return apply(guest, person(org, guest, "collaborate")) },
		func() string { return apply(jane, person(org, strings.ToUpper(jane), "edit")) },
	} {
		if got := step(); got != "" {
			return got
		}
	}
	for email, object := range objects {
		p := newProtocol(t, srv)
		p.Apply(object, p.Null().State)
		if role := roleOf(srv, org, email); role != "" {
			return email + " was not removed"
		}
	}
	return ""
}
