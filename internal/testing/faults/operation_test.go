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

// fixture is the content of a server that an operation may use.
type fixture struct {
	srv                          *mockserver.Server
	client                       *losant.Client
	instance, organization       string
	member, invitation, newcomer string // newcomer has an account, but is not a member
	instanceMember, userToken    string
	token, rule, node            string
	span                         losant.Range
	opts                         []losant.Option
}

// newFixture returns a server with one object of each type.
func newFixture(t *testing.T, k kind) *fixture {
	t.Helper()
	srv := mockserver.Start(t)
	p := &fixture{srv: srv, instance: srv.InstanceID(), userToken: srv.AddUserToken()}
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
	p.node = srv.AddCustomNode(mockserver.Doc{"name": "Node"})
	p.span = losant.Range{Start: time.Now().Add(-48 * time.Hour), End: time.Now()}
	p.opts = append(k.options(), losant.WithBaseURL(srv.URL()))
	client, err := losant.New(srv.Token(), p.opts...)
	if err != nil {
		t.Fatal(err)
	}
	p.client = client
	// The client gives up sooner on a host that has never responded.
	if _, err := client.Usage.NotebookMinuteCounts(t.Context(), p.owner(), losant.Range{}); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *fixture) owner() losant.UsageOwner {
	return losant.UsageOwner{InstanceID: p.instance, OrganizationID: p.organization}
}

func (p *fixture) ref() losant.OrganizationRef {
	return losant.OrganizationRef{InstanceID: p.instance, ID: p.organization}
}

// content returns the content of the server without what differs between servers,
// such as dates.
func (p *fixture) content() string {
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
	for _, node := range p.srv.CustomNodes() {
		all = append(all, fmt.Sprint(node["id"], node["name"], node["nodes"]))
	}
	for _, token := range p.srv.InstanceTokens() { // A token whose response was lost is created twice, so the ID may differ.
		all = append(all, fmt.Sprint(token["name"], token["scope"], token["status"]))
	}
	return strings.Join(all, "\n")
}

// run performs an operation whose first requests fail, and returns the number of
// requests.
func (p *fixture) run(ctx context.Context, t *testing.T, name string, k kind, times int) int {
	op := operations[name]
	method, part, _ := strings.Cut(op.request, " ")
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
				t.Errorf("%s: no request had the fault", name)
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

// An operation whose first requests fail succeeds, and has the same effect as
// without the faults.
func TestOperationsSurviveFaults(t *testing.T) {
	t.Parallel()
	names := slices.Sorted(maps.Keys(operations))
	want := map[string]string{}
	for _, name := range names {
		p := newFixture(t, kind{})
		p.run(t.Context(), t, name, kind{}, 0)
		want[name] = p.content()
	}
	maxFaults := 1
	if *full {
		maxFaults = 2
	}
	for _, k := range kinds() {
		for times := 1; times <= maxFaults; times++ {
			t.Run(fmt.Sprintf("%s, %d times", k.name, times), func(t *testing.T) {
				t.Parallel()
				requests := make([]string, len(names))
				var group sync.WaitGroup
				for i, name := range names {
					p := newFixture(t, k)
					group.Go(func() {
						n := p.run(t.Context(), t, name, k, times)
						if got := p.content(); got != want[name] {
							t.Errorf("%s: the server contains\n%s\nwant\n%s", name, got, want[name])
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

// A permanent fault ends in an error, and the server does not change.
func TestOperationsGiveUp(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(operations)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newFixture(t, kind{})
			before := p.content()
			p.srv.Fail(mockserver.Fault{Status: http.StatusServiceUnavailable, Times: -1})
			if err := operations[name].call(t.Context(), p); err == nil || !strings.Contains(err.Error(), "503") {
				t.Errorf("error %v", err)
			}
			if got := p.content(); got != before {
				t.Errorf("the server contains\n%s\nbefore:\n%s", got, before)
			}
		})
	}
}
