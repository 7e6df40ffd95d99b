package torture_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// place is what an operation finds, and what it may refer to.
type place struct {
	srv                          *mockserver.Server
	client                       *losant.Client
	instance, organization       string
	member, invitation, newcomer string // newcomer has an account, and belongs nowhere
	instanceMember, userToken    string
	span                         losant.Range
	opts                         []losant.Option
}

// operations are all that the provider asks of the API: the method and a part of the path that the faults strike, and the call.
var operations = map[string]struct {
	strikes string
	call    func(context.Context, *place) error
}{
	"Organizations.Get": {"GET /orgs/", func(ctx context.Context, p *place) error {
		return last(p.client.Organizations.Get(ctx, p.instance, p.organization, losant.WithSummary("payloadCount")))
	}},
	"Organizations.All": {"GET /orgs", func(ctx context.Context, p *place) error {
		return last(losant.Collect(p.client.Organizations.All(ctx, p.instance, losant.WithPageSize(1))))
	}},
	"Organizations.Named": {"GET /orgs", func(ctx context.Context, p *place) error {
		return last(p.client.Organizations.Named(ctx, p.instance, "Acme"))
	}},
	"Organizations.Snapshot": {"GET /orgs", func(ctx context.Context, p *place) error {
		return last(p.client.Organizations.Snapshot(ctx, p.instance))
	}},
	"Organizations.Create": {"POST /orgs", func(ctx context.Context, p *place) error {
		return last(p.client.Organizations.Create(ctx, p.instance, losant.OrganizationPost{Name: "New", Limits: losant.Limits{"device": 5}}))
	}},
	"Organizations.Update": {"PATCH /orgs/", func(ctx context.Context, p *place) error {
		return last(p.client.Organizations.Update(ctx, p.instance, p.organization, losant.OrganizationPatch{Name: losant.Set("Renamed")}))
	}},
	"Organizations.Delete": {"DELETE /orgs/", func(ctx context.Context, p *place) error {
		return p.client.Organizations.Delete(ctx, p.instance, p.organization)
	}},
	"Members.All": {"GET /members", func(ctx context.Context, p *place) error {
		return last(losant.Collect(p.client.Members.All(ctx, p.instance, p.organization)))
	}},
	"Members.Add, member": {"POST /members", func(ctx context.Context, p *place) error {
		return last(p.client.Members.Add(ctx, p.instance, p.organization, losant.MemberPost{Email: "newcomer@acme.example", Role: "view"}))
	}},
	"Members.Add, by id": {"POST /members", func(ctx context.Context, p *place) error {
		return last(p.client.Members.Add(ctx, p.instance, p.organization, losant.MemberPost{UserID: p.newcomer, Role: "view"}))
	}},
	"Members.Add, invited": {"POST /members", func(ctx context.Context, p *place) error {
		return last(p.client.Members.Add(ctx, p.instance, p.organization, losant.MemberPost{Email: "stranger@acme.example", Role: "view"}))
	}},
	"Members.Update": {"PATCH /members/", func(ctx context.Context, p *place) error {
		return last(p.client.Members.Update(ctx, p.instance, p.organization, p.member, "edit"))
	}},
	"Members.Remove": {"DELETE /members/", func(ctx context.Context, p *place) error {
		return p.client.Members.Remove(ctx, p.instance, p.organization, p.member)
	}},
	"Invitations.All": {"GET /invites", func(ctx context.Context, p *place) error {
		return last(losant.Collect(p.client.Invitations.All(ctx, p.instance, p.organization)))
	}},
	"Invitations.Create": {"POST /invites", func(ctx context.Context, p *place) error {
		return last(p.client.Invitations.Create(ctx, p.instance, p.organization, losant.InvitationPost{Email: "stranger@acme.example", Role: "view"}))
	}},
	"Invitations.Resend": {"POST /invites/", func(ctx context.Context, p *place) error {
		return last(p.client.Invitations.Resend(ctx, p.instance, p.organization, p.invitation, "edit"))
	}},
	"Invitations.Revoke": {"DELETE /invites/", func(ctx context.Context, p *place) error {
		return p.client.Invitations.Revoke(ctx, p.instance, p.organization, p.invitation)
	}},
	"Instances.Get": {"GET /instances/", func(ctx context.Context, p *place) error {
		return last(p.client.Instances.Get(ctx, p.instance))
	}},
	"Instances.All": {"GET /instances", func(ctx context.Context, p *place) error {
		user, err := losant.New(p.userToken, p.opts...)
		if err != nil {
			return err
		}
		return last(losant.Collect(user.Instances.All(ctx)))
	}},
	"Instances.Update": {"PATCH /instances/", func(ctx context.Context, p *place) error {
		return last(p.client.Instances.Update(ctx, p.instance, losant.InstancePatch{DefaultOrganizationLimits: losant.Set(losant.Limits{"device": 7})}))
	}},
	"InstanceMembers.All": {"GET /members", func(ctx context.Context, p *place) error {
		return last(losant.Collect(p.client.InstanceMembers.All(ctx, p.instance)))
	}},
	"InstanceMembers.Add": {"POST /members", func(ctx context.Context, p *place) error {
		return last(p.client.InstanceMembers.Add(ctx, p.instance, losant.InstanceMemberPost{UserID: p.newcomer, Role: "view"}))
	}},
	"InstanceMembers.Update": {"PATCH /members/", func(ctx context.Context, p *place) error {
		return last(p.client.InstanceMembers.Update(ctx, p.instance, p.instanceMember, "admin"))
	}},
	"InstanceMembers.Remove": {"DELETE /members/", func(ctx context.Context, p *place) error {
		return p.client.InstanceMembers.Remove(ctx, p.instance, p.instanceMember)
	}},
	"Usage.Organization": {"GET /orgs/", func(ctx context.Context, p *place) error {
		return last(p.client.Usage.Organization(ctx, p.instance, p.organization, "storageStats"))
	}},
	"Usage.DeviceCounts": {"GET /deviceCounts", func(ctx context.Context, p *place) error {
		return last(p.client.Usage.DeviceCounts(ctx, p.instance, p.organization, p.span))
	}},
	"Usage.NotebookMinuteCounts": {"GET /notebookMinuteCounts", func(ctx context.Context, p *place) error {
		return last(p.client.Usage.NotebookMinuteCounts(ctx, p.instance, "", p.span))
	}},
	"Usage.PayloadCounts": {"GET /payloadCounts", func(ctx context.Context, p *place) error {
		return last(p.client.Usage.PayloadCounts(ctx, p.instance, p.organization, p.span, true))
	}},
	"Usage.PayloadCountsBreakdown": {"GET /payloadCountsBreakdown", func(ctx context.Context, p *place) error {
		return last(p.client.Usage.PayloadCountsBreakdown(ctx, p.instance, p.organization, p.span, losant.BreakdownOptions{}))
	}},
}

// last is the error of a call whose result does not matter here.
func last[T any](_ T, err error) error { return err }

// newPlace returns a server that holds one of everything.
func newPlace(t *testing.T, k kind) *place {
	t.Helper()
	srv := mockserver.Start(t)
	p := &place{srv: srv, instance: srv.InstanceID(), userToken: srv.AddUserToken()}
	p.organization = srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	srv.AddOrganization(mockserver.Doc{"name": "Borealis"})
	srv.AddMember(p.organization, mockserver.Doc{"email": "root@acme.example", "role": "admin"})
	p.member = srv.AddMember(p.organization, mockserver.Doc{"email": "member@acme.example"})
	p.invitation = srv.Invite(p.organization, mockserver.Doc{"email": "guest@acme.example", "role": "view"})
	p.newcomer = srv.AddAccount(mockserver.Doc{"email": "newcomer@acme.example"})
	p.instanceMember = srv.AddInstanceMember(mockserver.Doc{"email": "viewer@acme.example", "role": "view"})
	p.span = losant.Range{Start: time.Now().Add(-48 * time.Hour), End: time.Now()}
	p.opts = append(k.options(), losant.WithBaseURL(srv.URL()))
	client, err := losant.New(srv.Token(), p.opts...)
	if err != nil {
		t.Fatal(err)
	}
	p.client = client
	// A host that has never answered would be given up soon.
	if _, err := client.Usage.NotebookMinuteCounts(t.Context(), p.instance, p.organization, losant.Range{}); err != nil {
		t.Fatal(err)
	}
	return p
}

var volatile = regexp.MustCompile(`"(_etag|creationDate|lastUpdated|inviteDate|expirationDate|tokensRevokedAt)":"[^"]*"`)

// holds is what the server holds, but for dates.
func (p *place) holds() string {
	var all []string
	for _, org := range p.srv.Organizations() {
		id, _ := org["id"].(string)
		all = append(all, fmt.Sprint(org["name"], org["limits"], p.srv.Members(id)))
		for _, i := range p.srv.Invitations(id) {
			all = append(all, fmt.Sprint(i["email"], i["role"]))
		}
	}
	all = append(all, fmt.Sprint(p.srv.InstanceMembers()))
	return volatile.ReplaceAllString(strings.Join(all, "\n"), "")
}

// run does an operation while its first requests fail, and returns how many requests it took.
func (p *place) run(ctx context.Context, t *testing.T, name string, k kind, times int) int {
	op := operations[name]
	method, part, _ := strings.Cut(op.strikes, " ")
	k.fault.Method, k.fault.PathContains, k.fault.Times = method, part, times
	if times > 0 {
		p.srv.Fail(k.fault)
	}
	before := len(p.srv.Requests())
	ended := make(chan error, 1)
	go func() { ended <- op.call(ctx, p) }()
	for restarts := 0; ; {
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if p.srv.Struck() == 0 && times > 0 {
				t.Errorf("%s: no request was struck", name)
			}
			return len(p.srv.Requests()) - before
		case <-time.After(time.Millisecond):
		}
		if k.restart && p.srv.Struck() > restarts {
			if err := p.srv.Restart(ctx, 10*time.Millisecond); err != nil {
				t.Error(err)
			}
			restarts++
		}
	}
}

// Whatever becomes of the first requests of an operation, it succeeds, and the server holds what it would hold without the trouble.
func TestOperationsBearFaults(t *testing.T) {
	t.Parallel()
	names := slices.Sorted(maps.Keys(operations))
	most := 1
	if *full {
		most = 2
	}
	for _, k := range kinds() {
		for times := 1; times <= most; times++ {
			t.Run(fmt.Sprintf("%s, %d times", k.name, times), func(t *testing.T) {
				t.Parallel()
				requests := make([]string, len(names))
				var group sync.WaitGroup
				for i, name := range names {
					calm, rough := newPlace(t, kind{}), newPlace(t, k)
					group.Go(func() {
						calm.run(t.Context(), t, name, kind{}, 0)
						n := rough.run(t.Context(), t, name, k, times)
						if want, got := calm.holds(), rough.holds(); got != want {
							t.Errorf("%s: the server holds\n%s\nwant\n%s", name, got, want)
						}
						requests[i] = fmt.Sprintf("%s ok (%d)", name, n)
					})
				}
				group.Wait()
				report("operations | %-23s x %d | %s", k.name, times, strings.Join(requests, ", "))
			})
		}
	}
}

// What stays broken is an error in the end, and not a wait without one.
func TestOperationsGiveUp(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(operations)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, kind{})
			before := p.holds()
			p.srv.Fail(mockserver.Fault{Status: http.StatusServiceUnavailable, Times: -1})
			if err := operations[name].call(t.Context(), p); err == nil || !strings.Contains(err.Error(), "503") {
				t.Errorf("error %v", err)
			}
			if got := p.holds(); got != before {
				t.Errorf("the server holds\n%s\nand held\n%s", got, before)
			}
		})
	}
}
