package ui_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// roster returns the members and the invitations of an organization with their roles.
func (v *visitor) roster(id string) string {
	var all []string
	for _, m := range v.Members(id) {
		all = append(all, fmt.Sprintf("%s %s", m["email"], m["role"]))
	}
	for _, i := range v.Invitations(id) {
		all = append(all, fmt.Sprintf("%s %s invited, expired %t", i["email"], i["role"], i["hasExpired"]))
	}
	return strings.Join(all, "; ")
}

// pressed is a button, what is filled in before, and what must then be true.
type pressed struct {
	inputs map[string]string
	notice string
	effect func(v *visitor, id string) (got, want any)
}

const people = "ada@example.com admin; bob@example.com view"

func organizationButtons() map[string]pressed {
	roster := func(want string) func(*visitor, string) (any, any) {
		return func(v *visitor, id string) (any, any) { return v.roster(id), want }
	}
	return map[string]pressed{
		"Accept the invitation of jane@example.com": {
			nil, "status: The invitation is accepted. The person is a member now.",
			roster(people + "; jane@example.com edit; old@example.com view invited, expired true"),
		},
		"Reject the invitation of jane@example.com": {
			nil, "status: The invitation is rejected.", roster(people + "; old@example.com view invited, expired true"),
		},
		"Reject the invitation of old@example.com": {
			nil, "status: The invitation is rejected.", roster(people + "; jane@example.com edit invited, expired false"),
		},
		"Expire the invitation of jane@example.com": {
			nil, "status: The invitation has expired.",
			roster(people + "; jane@example.com edit invited, expired true; old@example.com view invited, expired true"),
		},
		"Change the address of ada@example.com": {
			map[string]string{"New e-mail address of ada@example.com": "ada+new/x@example.com"},
			"status: The person has a new e-mail address.",
			roster("ada+new/x@example.com admin; bob@example.com view; jane@example.com edit invited, expired false; old@example.com view invited, expired true"),
		},
		"Change the address of bob@example.com": {
			map[string]string{"New e-mail address of bob@example.com": "bo@example.com"},
			"status: The person has a new e-mail address.",
			roster("ada@example.com admin; bo@example.com view; jane@example.com edit invited, expired false; old@example.com view invited, expired true"),
		},
		"Join": {
			map[string]string{"E-mail address": "zoe@example.com", "Role": "collaborate"},
			"status: The person is a member now, without Terraform.",
			roster(people + "; zoe@example.com collaborate; jane@example.com edit invited, expired false; old@example.com view invited, expired true"),
		},
		"Save": {
			map[string]string{"Name": "Beta & Co", "Description": ""},
			"status: The organization is changed.",
			func(v *visitor, id string) (any, any) {
				return []any{v.Organization(id)["name"], v.Organization(id)["description"]}, []any{"Beta & Co", ""}
			},
		},
		"Change the limit": {
			map[string]string{"Limit": "device", "Value": "800"},
			"status: The limit is changed.",
			func(v *visitor, id string) (any, any) {
				limits, _ := v.Organization(id)["limits"].(doc)
				return []any{limits["device"], limits["webhook"]}, []any{800, 5}
			},
		},
		"Let the trial lapse now": {
			nil, "status: The trial has lapsed. Payloads are off.",
			func(v *visitor, id string) (any, any) {
				text, _ := v.Organization(id)["disabledAt"].(string)
				at, err := time.Parse(time.RFC3339, text)
				return err == nil && !at.After(time.Now()), true
			},
		},
	}
}

func buttonNames(p *page) []string {
	var names []string
	for _, n := range p.all("button", nil) {
		names = append(names, p.nameOf(n))
	}
	return names
}

func TestButtonsOfAnOrganization(t *testing.T) {
	t.Parallel()
	buttons := organizationButtons()
	v := visit(t)
	shown := buttonNames(v.open("/_ui/organizations/" + v.full()))
	slices.Sort(shown)
	if want := slices.Sorted(maps.Keys(buttons)); !slices.Equal(shown, want) {
		t.Fatalf("the page has the buttons\n%q, and the test\n%q", shown, want)
	}
	for name, tc := range buttons {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := visit(t)
			id := v.full()
			p := v.press(v.open("/_ui/organizations/"+id), name, tc.inputs)
			if p.status != http.StatusOK || p.notice() != tc.notice || !strings.HasPrefix(p.path, "/_ui/organizations/"+id+"?done=") {
				t.Errorf("leads to %s, status %d, notice %q", p.path, p.status, p.notice())
			}
			got, want := tc.effect(v, id)
			if g, w := encoded(t, got), encoded(t, want); g != w {
				t.Errorf("got  %s\nwant %s", g, w)
			}
			if n := len(v.Requests()); n != 0 {
				t.Errorf("%d requests were recorded", n)
			}
		})
	}
}

func encoded(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The audit log names a person for the changes, as that of Losant does. Nobody makes a trial lapse.
func TestButtonsAreInTheAuditLog(t *testing.T) {
	t.Parallel()
	v := visit(t)
	id := v.full()
	for _, name := range []string{"Save", "Let the trial lapse now"} {
		v.press(v.open("/_ui/organizations/"+id), name, nil)
	}
	entries := v.AuditLog()
	if entries[0]["actorName"] != "manager@example.com" || entries[0]["requestAction"] != "patch" || entries[1]["actorName"] != "eve@example.com" {
		t.Errorf("got %v", entries[:2])
	}
	v.EditOrganization(id, doc{"description": "x"})
	if n := len(v.AuditLog()); n != len(entries) {
		t.Error("a change of the control API is recorded too")
	}
}

// A description keeps its lines when only the name is changed.
func TestSaveKeepsTheLines(t *testing.T) {
	t.Parallel()
	v := visit(t)
	const description = "\nMilk tanks\n  and cow collars.\n"
	id := v.AddOrganization(doc{"name": "Acme", "description": description})
	v.press(v.open("/_ui/organizations/"+id), "Save", map[string]string{"Name": "Beta"})
	if got := v.Organization(id)["description"]; got != description {
		t.Errorf("got %q", got)
	}
}

func TestButtonsThatFail(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		button string
		inputs map[string]string
		status int
		want   string
	}{
		"address of another account": {"Change the address of ada@example.com", map[string]string{"New e-mail address of ada@example.com": "bob@example.com"}, 400, "Could not change the e-mail address: the account exists."},
		"empty address":              {"Change the address of ada@example.com", nil, 400, "Could not change the e-mail address: email must be email format."},
		"member who joins":           {"Join", map[string]string{"E-mail address": "ada@example.com"}, 400, "Could not add the person: ada@example.com is already a member."},
		"empty name":                 {"Save", map[string]string{"Name": ""}, 400, "Could not change the organization: name has less length than allowed."},
		"limit above the instance's": {"Change the limit", map[string]string{"Value": "100001"}, 400, "Could not change the limit: limits.device must not exceed the limit of the instance, which is 100000."},
		"fraction":                   {"Change the limit", map[string]string{"Value": "1.5"}, 400, "Could not change the limit: the limit must be a whole number."},
		"negative":                   {"Change the limit", map[string]string{"Value": "-1"}, 400, "Could not change the limit: limits.device is less than minimum."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := visit(t)
			id := v.full()
			before := encoded(t, v.Organization(id)) + v.roster(id)
			p := v.press(v.open("/_ui/organizations/"+id), tc.button, tc.inputs)
			if p.status != tc.status || p.notice() != "alert: "+tc.want {
				t.Errorf("got status %d, notice %q", p.status, p.notice())
			}
			if after := encoded(t, v.Organization(id)) + v.roster(id); after != before {
				t.Errorf("got  %s\nwant %s", after, before)
			}
		})
	}
}

// Terraform or somebody else was faster than the button.
func TestButtonsOfAnOutdatedPage(t *testing.T) {
	t.Parallel()
	v := visit(t)
	id := v.full()
	p := v.open("/_ui/organizations/" + id)
	v.RevokeInvitation(id, "jane@example.com")
	if after := v.press(p, "Accept the invitation of jane@example.com", nil); after.status != 404 || after.notice() != "alert: Could not accept the invitation: Invite was not found." {
		t.Errorf("got status %d, notice %q", after.status, after.notice())
	}
	v.press(p, "Let the trial lapse now", nil)
	if after := v.press(p, "Let the trial lapse now", nil); after.notice() != "alert: Could not end the trial: disabledAt is not in the future." {
		t.Errorf("got notice %q", after.notice())
	}
	v.RemoveOrganization(id)
	if after := v.press(p, "Save", nil); after.status != 404 || !strings.Contains(after.source, "the organization was deleted") {
		t.Errorf("got status %d", after.status)
	}
}

func TestButtonsOfRequests(t *testing.T) {
	t.Parallel()
	v := visit(t)
	v.request("GET", "/instances/"+v.InstanceID(), "")
	p := v.press(v.open("/_ui/requests"), "Add the fault", map[string]string{"Fault": "unavailable", "Method": "PATCH", "Requests": "2"})
	if p.notice() != "status: The fault waits for the next request that it can hit." || !strings.Contains(p.source, "<li>The next 2 PATCH requests: 503, service unavailable</li>") {
		t.Errorf("got notice %q in %s", p.notice(), p.source)
	}
	if got := buttonNames(p); !slices.Equal(got, []string{"Add the fault", "Remove all faults", "Pause", "Clear the list"}) {
		t.Errorf("got the buttons %q", got)
	}
	if p = v.press(p, "Remove all faults", nil); p.notice() != "status: The faults are removed." || len(v.Faults()) != 0 {
		t.Errorf("got notice %q, faults %v", p.notice(), v.Faults())
	}
	if p = v.press(p, "Clear the list", nil); p.notice() != "status: The list is empty." || len(v.Requests()) != 0 {
		t.Errorf("got notice %q, requests %v", p.notice(), v.Requests())
	}
	for times, want := range map[string]string{"0": "must be from 1 to 1000", "1001": "must be from 1 to 1000", "x": "must be from 1 to 1000"} {
		if p = v.press(p, "Add the fault", map[string]string{"Requests": times}); p.status != 400 || !strings.Contains(p.notice(), want) {
			t.Errorf("%s: got status %d, notice %q", times, p.status, p.notice())
		}
	}
	if p := v.send(http.MethodPost, "/_ui/requests/fault", url.Values{"kind": {"nonsense"}}, nil); p.status != 400 || len(v.Faults()) != 0 {
		t.Errorf("got status %d, faults %v", p.status, v.Faults())
	}
}

// Each fault that the page offers is that of the mock, and the page recognizes it again.
func TestFaultsOfThePage(t *testing.T) {
	t.Parallel()
	v := visit(t)
	p := v.open("/_ui/requests")
	want := map[string]mockserver.Fault{
		"throttled": mockserver.TooManyRequests(time.Second), "unavailable": mockserver.ServerError(503), "reset": mockserver.ResetBefore(),
		"lost": mockserver.ResetAfter(), "cut": mockserver.CutBody(), "slow": {Latency: 5 * time.Second},
	}
	offered := 0
	for option := range p.byID("kind").ChildNodes() {
		if option.Type != html.ElementNode {
			continue
		}
		offered++
		v.ClearFaults()
		name, label := attribute(option, "value"), textOf(option)
		shown := v.press(p, "Add the fault", map[string]string{"Fault": name})
		fault := want[name]
		fault.Times = 1
		if got := v.Faults(); len(got) != 1 || encoded(t, got[0]) != encoded(t, fault) || got[0].Latency != fault.Latency {
			t.Errorf("%s: got %v, want %v", name, got, fault)
		}
		if !strings.Contains(html.UnescapeString(shown.source), "<li>The next request: "+label+"</li>") {
			t.Errorf("%s: the page does not show it", name)
		}
	}
	if offered != len(want) {
		t.Errorf("the page offers %d faults, want %d", offered, len(want))
	}
	v.ClearFaults()
	v.Fail(mockserver.Fault{Hang: true, Times: -1, Method: "GET", PathPrefix: "/instances"})
	if p := v.open("/_ui/requests"); !strings.Contains(p.source, "Every GET request for /instances: another fault") {
		t.Error("the page does not show a fault of the control API")
	}
}
