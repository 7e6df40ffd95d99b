package protocol_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const (
	tokenType   = "losant_instance_api_token"
	memberType  = "losant_organization_member"
	membersType = "losant_organization_members"
)

// applied is the response to an apply.
type applied struct {
	object      acctest.Object
	diagnostics []*tfprotov6.Diagnostic
}

// beginApply applies the creation of an object. Its response arrives in the channel.
func beginApply(p *acctest.Protocol, config map[string]any) <-chan applied {
	planned := p.Plan(p.Null(), p.Config(config))
	done := make(chan applied, 1)
	go func() {
		object, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
		done <- applied{object, diagnostics}
	}()
	return done
}

func stopProvider(t *testing.T, p *acctest.Protocol) {
	t.Helper()
	resp, err := p.Server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{})
	if err != nil || resp.Error != "" {
		t.Errorf("%v %v", resp, err)
	}
}

// The provider is stopped, or the operation's timeout ends, after the server has
// received the POST of a creation. The creation is in the state, and nothing is sent
// twice.
func TestCreationIsFinishedAfterStop(t *testing.T) {
	t.Parallel()
	org := func(srv *mockserver.Server) string {
		return srv.AddOrganization(mockserver.Doc{"name": "Parent"})
	}
	for typeName, tc := range map[string]struct {
		suffix string
		config func(srv *mockserver.Server) map[string]any
		id     string // an attribute of the state that only the response has
	}{
		organizationType: {"/orgs", func(*mockserver.Server) map[string]any { return map[string]any{"name": "Acme"} }, "id"},
		tokenType: {"/tokens", func(*mockserver.Server) map[string]any {
			return map[string]any{"name": "CI", "scopes": []any{"all.Instance.read"}}
		}, "token"},
		memberType: {"/members", func(srv *mockserver.Server) map[string]any {
			srv.AddAccount(mockserver.Doc{"email": "jane@example.com"})
			return map[string]any{"organization_id": org(srv), "email": "jane@example.com", "role": "edit"}
		}, "user_id"},
	} {
		ends := []string{"stop"}
		if typeName == organizationType {
			ends = append(ends, "timeout")
		}
		for _, end := range ends {
			t.Run(typeName+", "+end, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t)
				config := tc.config(srv)
				if end == "timeout" {
					config["timeouts"] = map[string]any{"create": "2s"}
				}
				gate := acctest.NewGate(t, srv, http.MethodPost, tc.suffix)
				p := acctest.NewProtocolWith(t, typeName, nil, acctest.Environment(srv, provider.EnvAPIURL, gate.URL))
				done := beginApply(p, config)
				<-gate.Reached
				if end == "stop" {
					stopProvider(t, p) // returns although the apply goes on
				} else {
					time.Sleep(2 * time.Second)
				}
				select {
				case a := <-done:
					t.Fatalf("the apply ended without the response: %q", acctest.Details(a.diagnostics))
				default:
				}
				close(gate.Release)
				a := <-done
				if errs := acctest.Errors(a.diagnostics); len(errs) > 0 || p.Text(a.object.State, tc.id) == "" {
					t.Errorf("state %s, errors %q", a.object.State, errs)
				}
				acctest.ExpectCount(t, srv, http.MethodPost, 1)
			})
		}
	}
}

// What waits when the provider is stopped ends at once, and nothing begins later.
func TestNothingBeginsAfterStop(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.Fail(mockserver.Fault{Method: http.MethodPost, Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"60"}}})
	p := acctest.NewProtocol(t, srv, organizationType, nil)
	start := time.Now()
	p.Run(func() {
		waiting := beginApply(p, map[string]any{"name": "Acme"})
		for srv.FaultHits() == 0 {
			time.Sleep(time.Millisecond)
		}
		stopProvider(t, p)
		for range 2 {
			a := <-waiting
			if !a.object.State.IsNull() {
				t.Errorf("state %s", a.object.State)
			}
			acctest.ExpectDetails(t, a.diagnostics, "because the run was stopped")
			if took := time.Since(start); took > 50*time.Second {
				t.Errorf("took %s", took)
			}
			acctest.ExpectCount(t, srv, http.MethodPost, 1)
			waiting = beginApply(p, map[string]any{"name": "Beta"})
		}
		if n := len(srv.Organizations()); n != 0 {
			t.Errorf("%d organizations", n)
		}
		<-waiting
	})

	// Terraform that is attached to the provider can run it again.
	if object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"})); object.State.IsNull() {
		t.Error("nothing was created in the next run")
	}
}

// An authoritative set stops between its steps. The state has what was done, and
// the next apply does the rest.
func TestSetStopsBetweenSteps(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	config := map[string]any{"organization_id": srv.AddOrganization(mockserver.Doc{"name": "Acme"}), "members": map[string]any{}}
	members, _ := config["members"].(map[string]any)
	for _, name := range []string{"ada", "bob", "cleo"} {
		srv.AddAccount(mockserver.Doc{"email": name + "@example.com"})
		members[name+"@example.com"] = map[string]any{"role": "admin"}
	}
	gate := acctest.NewGate(t, srv, http.MethodPost, "/members")
	p := acctest.NewProtocolWith(t, membersType, nil, acctest.Environment(srv, provider.EnvAPIURL, gate.URL))
	done := beginApply(p, config)
	<-gate.Reached
	stopProvider(t, p)
	close(gate.Release)
	a := <-done
	acctest.ExpectDetails(t, a.diagnostics, "because the run was stopped")
	acctest.ExpectCount(t, srv, http.MethodPost, 1)
	var stored map[string]any
	if object, ok := acctest.JSONValue(a.object.State).(map[string]any); ok {
		stored, _ = object["members"].(map[string]any)
	}
	if diff := cmp.Diff(map[string]any{"ada@example.com": map[string]any{"role": "admin"}}, stored); diff != "" {
		t.Errorf("members (-want +got):\n%s", diff)
	}
	p.Apply(a.object, p.Config(config))
	var posted []string
	for _, r := range srv.Requests(http.MethodPost) {
		email, _ := r.JSON()["email"].(string)
		posted = append(posted, strings.TrimSuffix(email, "@example.com"))
	}
	if diff := cmp.Diff([]string{"ada", "bob", "cleo"}, posted); diff != "" {
		t.Errorf("people (-want +got):\n%s", diff)
	}
}
