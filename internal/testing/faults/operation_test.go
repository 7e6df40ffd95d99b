package faults_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
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
	token, rule                  string
	span                         losant.Range
	opts                         []losant.Option
}

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
	p.token = srv.AddInstanceToken(mockserver.Doc{"name": "Token"})
	p.rule = srv.AddNotificationRule(mockserver.Doc{
		"name": "Rule", "callbackUrl": "https://acme.example",
		"ruleConfig": mockserver.Doc{"ruleType": payloads.RuleType, "thresholdType": payloads.ThresholdType, "threshold": payloads.Threshold},
	})
	p.span = losant.Range{Start: time.Now().Add(-48 * time.Hour), End: time.Now()}
	p.opts = append(k.options(), losant.WithBaseURL(srv.URL()))
	client, err := losant.New(srv.Token(), p.opts...)
	if err != nil {
		t.Fatal(err)
	}
	p.client = client
	// A host that has never answered would be given up soon.
	if _, err := client.Usage.NotebookMinuteCounts(t.Context(), p.ref(), losant.Range{}); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *place) ref() losant.OrganizationRef {
	return losant.OrganizationRef{InstanceID: p.instance, ID: p.organization}
}

// holds is what the server holds, but for what no two servers have alike, such as dates.
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
	for _, rule := range p.srv.NotificationRules() {
		all = append(all, fmt.Sprint(rule["id"], rule["name"], rule["callbackUrl"], rule["ruleConfig"]))
	}
	for _, token := range p.srv.InstanceTokens() { // One that was lost has left its id to nobody.
		all = append(all, fmt.Sprint(token["name"], token["scope"], token["status"]))
	}
	return strings.Join(all, "\n")
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
			if p.srv.FaultHits() == 0 && times > 0 {
				t.Errorf("%s: no request was struck", name)
			}
			return len(p.srv.Requests()) - before
		case <-time.After(time.Millisecond):
		}
		if k.restart && p.srv.FaultHits() > restarts {
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
	want := map[string]string{}
	for _, name := range names {
		p := newPlace(t, kind{})
		p.run(t.Context(), t, name, kind{}, 0)
		want[name] = p.holds()
	}
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
					p := newPlace(t, k)
					group.Go(func() {
						n := p.run(t.Context(), t, name, k, times)
						if got := p.holds(); got != want[name] {
							t.Errorf("%s: the server holds\n%s\nwant\n%s", name, got, want[name])
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
