package member_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// onlyAdministrator returns a server whose only instance administrator is jane,
// and her user ID.
func onlyAdministrator(t *testing.T, opts ...mockserver.Option) (*mockserver.Server, string) {
	t.Helper()
	srv := mockserver.Start(t, opts...)
	user := srv.AddInstanceMember(mockserver.Doc{"email": jane, "role": "admin"})
	for _, m := range srv.InstanceMembers() {
		if email, _ := m["email"].(string); email != jane {
			srv.RemoveInstanceMember(email)
		}
	}
	return srv, user
}

// The API requires an administrator. The person is kept, and the destroy succeeds.
func TestLastInstanceAdministratorIsKept(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"400", "403", "409"} {
		srv, _ := onlyAdministrator(t, mockserver.With("last-admin-status", status))
		p := newInstanceProtocol(t, srv)
		object, _ := p.Import(jane, nil)
		destroyed, diagnostics := p.Destroy(object)
		acctest.ExpectDetails(t, diagnostics, "WARNING "+jane+" in instance "+srv.InstanceID()+" was kept: last administrator")
		if !destroyed.State.IsNull() || instanceRoleOf(srv, jane) != "admin" {
			t.Errorf("%s: role %q, state %s", status, instanceRoleOf(srv, jane), destroyed.State)
		}
	}
}

// A new administrator in the same run allows the removal of the former one.
func TestInstanceAdministratorIsReplaced(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(srv *mockserver.Server, p *acctest.Protocol) acctest.Object{
		"by a person who is added": func(srv *mockserver.Server, p *acctest.Protocol) acctest.Object {
			srv.AddAccount(mockserver.Doc{"email": "joan@acme.example"})
			return p.Null()
		},
		"by a person who is promoted": func(srv *mockserver.Server, p *acctest.Protocol) acctest.Object {
			srv.AddInstanceMember(mockserver.Doc{"email": "joan@acme.example", "role": "view"})
			object, _ := p.Import("joan@acme.example", nil)
			return object
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, user := onlyAdministrator(t)
			p := newInstanceProtocol(t, srv)
			joan := prepare(srv, p)
			object, _ := p.Import(jane, nil)
			p.Run(func() {
				_, diagnostics := p.Destroy(object)
				acctest.ExpectDetails(t, diagnostics, "WARNING "+jane)
				srv.ResetRequests()
				p.Apply(joan, p.Config(instancePerson("joan@acme.example", "admin")))
			})
			if got := instanceRoleOf(srv, jane) + " " + instanceRoleOf(srv, "joan@acme.example"); got != " admin" {
				t.Errorf("the roles are %q", got)
			}
			if last := srv.Requests(http.MethodDelete); len(last) != 1 || last[0].Path != "/instances/"+srv.InstanceID()+"/members/"+user {
				t.Errorf("removed by %v", last)
			}
		})
	}
}

// Terraform may start the demotion first. It waits for the promotion.
func TestInstanceAdministratorsAreSwapped(t *testing.T) {
	t.Parallel()
	srv, _ := onlyAdministrator(t)
	srv.AddInstanceMember(mockserver.Doc{"email": "joan@acme.example", "role": "view"})
	p := newInstanceProtocol(t, srv)
	former, _ := p.Import(jane, nil)
	next, _ := p.Import("joan@acme.example", nil)
	config := p.Config(instancePerson(jane, "view"))
	p.Run(func() {
		planned := p.Plan(former, config)
		var group sync.WaitGroup
		group.Go(func() {
			_, diagnostics := p.ApplyPlanned(former, config, planned)
			acctest.ExpectDetails(t, diagnostics)
		})
		for len(srv.Requests(http.MethodPatch)) == 0 { // until the demotion was attempted
			time.Sleep(time.Millisecond)
		}
		p.Apply(next, p.Config(instancePerson("joan@acme.example", "admin")))
		group.Wait()
	})
	if got := instanceRoleOf(srv, jane) + " " + instanceRoleOf(srv, "joan@acme.example"); got != "view admin" {
		t.Errorf("the roles are %q", got)
	}
}

// A destroy fails if the instance is not found.
func TestInstanceMemberWithATokenOfAnotherInstance(t *testing.T) {
	t.Parallel()
	srv := startWithOwner(t)
	srv.AddInstanceMember(mockserver.Doc{"email": jane, "role": "view"})
	p := newInstanceProtocol(t, srv)
	object, _ := p.Import(jane, nil)
	srv.Fail(mockserver.Fault{Status: http.StatusNotFound, Body: `{"type":"NotFound","message":"Instance was not found"}`, Times: -1})
	p = newInstanceProtocol(t, srv)
	kept, diagnostics := p.Refresh(object)
	acctest.ExpectDetails(t, diagnostics, "instance_id is the instance that the API token belongs to")
	if kept.State.IsNull() {
		t.Error("the person was removed from the state")
	}
	_, diagnostics = p.Destroy(object)
	acctest.ExpectDetails(t, diagnostics, "ERROR Could not read "+jane)
	if len(srv.Requests(http.MethodDelete)) > 0 {
		t.Error("removed somebody")
	}
}

// A lost response adds nobody twice.
func TestInstanceMemberWithLostResponse(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mockserver.Fault{"after the effect": mockserver.ResetAfter(), "before the effect": mockserver.ResetBefore()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := startWithOwner(t)
			srv.AddAccount(mockserver.Doc{"email": jane})
			p := newInstanceProtocol(t, srv)
			config := instancePerson(jane, "view")
			planned := p.Plan(p.Null(), p.Config(config))
			fault.Method = http.MethodPost
			srv.Fail(fault)
			object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
			acctest.ExpectDetails(t, diagnostics)
			p.ExpectEmpty(p.MustRefresh(object), config)
		})
	}
}

func TestInstanceMemberErrorsNameTheScope(t *testing.T) {
	t.Parallel()
	srv := startWithOwner(t)
	srv.AddAccount(mockserver.Doc{"email": jane})
	p := acctest.NewProtocol(t, srv, instanceType, map[string]any{"api_token": srv.AddToken("instanceMembers.get")})
	config := p.Config(instancePerson(jane, "view"))
	_, diagnostics := p.ApplyPlanned(p.Null(), config, p.Plan(p.Null(), config))
	acctest.ExpectDetails(t, diagnostics, "all.Instance, instanceMembers.*, instanceMembers.post")

	blind := acctest.NewProtocol(t, srv, instanceType, map[string]any{"api_token": srv.AddToken("instance.get")})
	acctest.ExpectDetails(t, blind.Plan(blind.Null(), config).Diagnostics, "WARNING Checks skipped: the API token lacks the scope instanceMembers.get")
}

func TestInstanceMemberWithUnknownValues(t *testing.T) {
	t.Parallel()
	srv := startWithOwner(t)
	srv.AddInstanceMember(mockserver.Doc{"email": jane, "role": "view"})
	p := newInstanceProtocol(t, srv)
	object, _ := p.Import(jane, nil)
	srv.ResetRequests()
	for _, config := range []map[string]any{
		{"email": acctest.Unknown, "role": "view"},
		{"user_id": acctest.Unknown, "role": "view"},
	} {
		if planned := p.Plan(p.Null(), p.Config(config)); len(planned.Diagnostics) > 0 || p.IsKnown(planned.State, "id") {
			t.Errorf("%v: %q, %s", config, acctest.Details(planned.Diagnostics), planned.State)
		}
	}
	if planned := p.Plan(object, p.Config(map[string]any{"email": acctest.Unknown, "role": "view"})); len(planned.RequiresReplace) != 1 {
		t.Error("an unknown address does not force a new resource")
	}
	unknown := acctest.NewProtocol(t, srv, instanceType, map[string]any{"api_token": acctest.Unknown})
	kept, diagnostics := unknown.Refresh(object)
	acctest.ExpectDetails(t, diagnostics, "WARNING Skipped refreshing from Losant")
	unknown.ExpectEmpty(kept, instancePerson(jane, "view"))
	if planned := unknown.Plan(unknown.Null(), unknown.Config(instancePerson(jane, "view"))); len(planned.Diagnostics) > 0 {
		t.Errorf("got %q", acctest.Details(planned.Diagnostics))
	}
	acctest.ExpectWrites(t, srv)
	acctest.ExpectCount(t, srv, http.MethodGet, 3) // Each run checks whether the token works.
}

func TestInvalidInstanceMembers(t *testing.T) {
	t.Parallel()
	p := newInstanceProtocol(t, mockserver.Start(t))
	for name, config := range map[string]map[string]any{
		"nobody":            {"role": "view"},
		"no address":        instancePerson("jane", "view"),
		"organization role": instancePerson(jane, "edit"),
	} {
		if got := acctest.Errors(p.Validate(p.Config(config))); len(got) == 0 {
			t.Errorf("%s is valid", name)
		}
	}
}
