package member_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const instanceType = "losant_instance_member"

func newInstanceProtocol(t *testing.T, srv *mockserver.Server) *acctest.Protocol {
	t.Helper()
	return acctest.NewProtocol(t, srv, instanceType, nil)
}

// startWithOwner returns a server whose instance has one administrator besides
// those that it always has.
func startWithOwner(t *testing.T, opts ...mockserver.Option) *mockserver.Server {
	t.Helper()
	srv := mockserver.Start(t, opts...)
	srv.AddInstanceMember(mockserver.Doc{"email": "owner@reseller.example", "role": "admin"})
	return srv
}

func instancePerson(email, role string) map[string]any {
	return map[string]any{"email": email, "role": role}
}

func instanceUser(user, role string) map[string]any {
	return map[string]any{"user_id": user, "role": role}
}

// instanceRoleOf returns the role of a person in the instance, or "".
func instanceRoleOf(srv *mockserver.Server, email string) string {
	for _, m := range srv.InstanceMembers() {
		if m["email"] == email {
			role, _ := m["role"].(string)
			return role
		}
	}
	return ""
}

func expectTexts(t *testing.T, p *acctest.Protocol, object acctest.Object, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for name := range want {
		got[name] = p.Text(object.State, name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
}

func TestInstanceMemberLifecycle(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ email, userID bool }{
		"by e-mail":  {email: true},
		"by user ID": {userID: true},
		"by both":    {email: true, userID: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := startWithOwner(t)
			user := srv.AddAccount(mockserver.Doc{"email": jane})
			sent, id := mockserver.Doc{"email": jane, "role": "view"}, srv.InstanceID()+"/"+user
			if tc.userID { // The user ID does not change, so it is preferred.
				sent = mockserver.Doc{"userId": user, "role": "view"}
			}
			if tc.email {
				id = srv.InstanceID() + "/" + jane
			}
			config := func(role string) map[string]any {
				config := map[string]any{"role": role}
				if tc.email {
					config["email"] = jane
				}
				if tc.userID {
					config["user_id"] = user
				}
				return config
			}
			p := newInstanceProtocol(t, srv)
			object := p.MustRefresh(p.Apply(p.Null(), p.Config(config("view"))))
			acctest.ExpectBodies(t, srv, http.MethodPost, sent)
			p.ExpectEmpty(object, config("view"))
			all := map[string]string{"id": id, "instance_id": srv.InstanceID(), "email": jane, "user_id": user, "role": "view"}
			expectTexts(t, p, object, all)

			srv.ResetRequests()
			object = p.MustRefresh(p.Apply(object, p.Config(config("admin"))))
			acctest.ExpectWrites(t, srv, "PATCH /members/"+user)
			acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"role": "admin"})
			p.ExpectEmpty(object, config("admin"))

			srv.ResetRequests()
			p.Apply(object, p.Null().State)
			acctest.ExpectWrites(t, srv, "DELETE /members/"+user)
			if role := instanceRoleOf(srv, jane); role != "" {
				t.Errorf("the person still has the role %s", role)
			}
		})
	}
}

func TestInstanceMemberAdoption(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		role   string
		writes []string
		says   string
	}{
		"in the same role": {"view", nil, "jane@acme.example already belongs to instance ID: The person (view) "},
		"in another role":  {"admin", []string{"PATCH /members/USER"}, `the role changes to "admin"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := startWithOwner(t)
			user := srv.AddInstanceMember(mockserver.Doc{"email": "Jane@acme.example", "role": "view"})
			p := newInstanceProtocol(t, srv)
			config := instancePerson(jane, tc.role)
			planned := p.Plan(p.Null(), p.Config(config))
			object, applied := p.ApplyPlanned(p.Null(), p.Config(config), planned)
			says := strings.NewReplacer("ID", srv.InstanceID()).Replace(tc.says)
			acctest.ExpectDetails(t, planned.Diagnostics, says)
			acctest.ExpectDetails(t, applied, says)
			for i := range tc.writes {
				tc.writes[i] = strings.ReplaceAll(tc.writes[i], "USER", user)
			}
			acctest.ExpectWrites(t, srv, tc.writes...)
			expectTexts(t, p, object, map[string]string{"email": jane, "role": tc.role, "user_id": user})
			p.ExpectEmpty(p.MustRefresh(object), config)
		})
	}
}

func TestInstanceMemberWithoutAnAccount(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"400", "404"} {
		srv := startWithOwner(t, mockserver.With("instance-member-unknown", status))
		p := newInstanceProtocol(t, srv)
		for at, config := range map[string]map[string]any{"email": instancePerson(jane, "view"), "user_id": instanceUser("60106426dc03c6aad06540bb", "view")} {
			_, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), p.Plan(p.Null(), p.Config(config)))
			acctest.ExpectDetails(t, diagnostics, "Check that the person has a Losant account")
			if acctest.RootOf(diagnostics[0]) != at {
				t.Errorf("the error is not at %s: %v", at, diagnostics[0].Attribute)
			}
		}
	}
}

// The user ID identifies a person whose address changes.
func TestInstanceMemberWithNewAddress(t *testing.T) {
	t.Parallel()
	const fresh = "jane.doe@acme.example"
	srv := startWithOwner(t)
	user := srv.AddInstanceMember(mockserver.Doc{"email": jane, "role": "view"})
	other := srv.AddInstanceMember(mockserver.Doc{"email": "joan@acme.example", "role": "view"})
	p := newInstanceProtocol(t, srv)
	object, _ := p.Import(jane, nil)
	byID, _ := p.Import(user, nil)
	srv.EditAccount(jane, mockserver.Doc{"email": fresh})
	srv.ResetRequests()

	p = newInstanceProtocol(t, srv)
	object, diagnostics := p.Refresh(object)
	acctest.ExpectDetails(t, diagnostics, "WARNING "+jane+" changed their e-mail address: The user "+user+" of instance "+srv.InstanceID()+" now has the address "+fresh)
	p.ExpectEmpty(object, instancePerson(jane, "view"))
	if planned := p.Plan(object, p.Config(instancePerson("joan@acme.example", "view"))); len(planned.RequiresReplace) != 1 {
		t.Error("the address of another person does not force a new resource")
	}
	if planned := p.Plan(object, p.Config(instanceUser(other, "view"))); len(planned.RequiresReplace) != 1 {
		t.Error("the ID of another person does not force a new resource")
	}
	config := instancePerson(fresh, "view")
	if planned := p.Plan(object, p.Config(config)); len(planned.RequiresReplace) > 0 {
		t.Error("a new address of the same person forces a new resource")
	}
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	expectTexts(t, p, object, map[string]string{"id": srv.InstanceID() + "/" + jane, "email": fresh, "user_id": user})

	byID = p.MustRefresh(byID)
	p.ExpectEmpty(byID, instanceUser(user, "view"))
	expectTexts(t, p, byID, map[string]string{"email": fresh})
	acctest.ExpectWrites(t, srv)
}

func TestInstanceMemberEmailIsCaseInsensitive(t *testing.T) {
	t.Parallel()
	srv := startWithOwner(t)
	srv.AddInstanceMember(mockserver.Doc{"email": jane, "role": "view"})
	p := newInstanceProtocol(t, srv)
	object, _ := p.Import(jane, nil)
	srv.ResetRequests()
	p.ExpectEmpty(object, instancePerson("Jane@ACME.example", "view"))
	if sent := srv.Requests(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}

func TestInstanceMemberRemovedOutsideTerraform(t *testing.T) {
	t.Parallel()
	srv := startWithOwner(t)
	srv.AddInstanceMember(mockserver.Doc{"email": jane, "role": "view"})
	p := newInstanceProtocol(t, srv)
	object, _ := p.Import(jane, nil)
	srv.RemoveInstanceMember(jane)
	srv.ResetRequests()
	p = newInstanceProtocol(t, srv)
	if after := p.MustRefresh(object); !after.State.IsNull() {
		t.Error("the person is still in the state")
	}
	p.Apply(object, p.Null().State)
	acctest.ExpectWrites(t, srv)
}

func TestInstanceMemberImport(t *testing.T) {
	t.Parallel()
	srv := startWithOwner(t)
	user := srv.AddInstanceMember(mockserver.Doc{"email": jane, "role": "admin"})
	p := newInstanceProtocol(t, srv)
	in := srv.InstanceID() + "/"
	for name, tc := range map[string]struct {
		id       string
		identity map[string]any
		person   string // in the identity
	}{
		"e-mail":                     {jane, nil, jane},
		"e-mail in upper case":       {"JANE@acme.example", nil, jane},
		"user id":                    {strings.ToUpper(user), nil, user},
		"instance and e-mail":        {in + jane, nil, jane},
		"instance and user id":       {in + user, nil, user},
		"identity by e-mail":         {"", map[string]any{"person": jane}, jane},
		"identity by user id":        {"", map[string]any{"person": user}, user},
		"identity with the instance": {"", map[string]any{"instance_id": srv.InstanceID(), "person": user}, user},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			object, diagnostics := p.Import(tc.id, tc.identity)
			acctest.ExpectDetails(t, diagnostics)
			if diff := cmp.Diff(map[string]string{"instance_id": srv.InstanceID(), "person": tc.person}, p.IdentityOf(object)); diff != "" {
				t.Errorf("identity (-want +got):\n%s", diff)
			}
			p.ExpectEmpty(object, instancePerson(jane, "admin"))
			p.ExpectEmpty(object, instanceUser(user, "admin"))
		})
	}
	for id, says := range map[string]string{"jane": "EMAIL, USER_ID", in + in + jane: "24 hexadecimal digits"} {
		_, diagnostics := p.Import(id, nil)
		acctest.ExpectDetails(t, diagnostics, says)
	}
	if object, _ := p.Import("joan@acme.example", nil); !object.State.IsNull() {
		t.Error("a person who is not a member was imported")
	}
}
