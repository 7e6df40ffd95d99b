package protocol_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const organizationType = "losant_organization"

type memory [1 << 10]byte

type memoryKey struct{}

// A provider serves each object of a plan with several requests. The framework
// keeps something of each of them; it must not keep their contexts.
func TestContextsOfFinishedRequestsAreForgotten(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocol(t, srv, organizationType, nil)
	config := p.Config(map[string]any{"name": "Acme"})
	object := p.Apply(p.Null(), config)
	state, configured := dynamic(t, p.Type, object.State), dynamic(t, p.Type, config)
	server := newServer(t, srv, "LOSANT_SHORTCUTS", "off")
	configure(t, server, p)
	for name, call := range map[string]func(context.Context) error{
		"validate": func(ctx context.Context) error {
			_, err := server.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: organizationType, Config: configured})
			return err
		},
		"read": func(ctx context.Context) error {
			_, err := server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: organizationType, CurrentState: state, CurrentIdentity: object.Identity})
			return err
		},
		"plan": func(ctx context.Context) error {
			_, err := server.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
				TypeName: organizationType, PriorState: state, ProposedNewState: state, Config: configured, PriorIdentity: object.Identity,
			})
			return err
		},
		"apply": func(ctx context.Context) error {
			_, err := server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
				TypeName: organizationType, PriorState: state, PlannedState: state, Config: configured, PlannedIdentity: &tfprotov6.ResourceIdentityData{IdentityData: object.Identity.IdentityData},
			})
			return err
		},
	} {
		held := hold(t, call)
		for range 10 {
			runtime.GC()
		}
		if held.Value() != nil {
			t.Errorf("%s: the context of a finished request is still held", name)
		}
	}
	runtime.KeepAlive(server)
}

// hold makes a request whose context holds memory.
func hold(t *testing.T, call func(context.Context) error) weak.Pointer[memory] {
	t.Helper()
	held := &memory{}
	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), memoryKey{}, held))
	defer cancel()
	if err := call(ctx); err != nil {
		t.Fatal(err)
	}
	return weak.Make(held)
}

// Terraform stops a provider when the user presses Ctrl-C: what is in flight must
// end.
func TestStopProviderEndsRequestsInFlight(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocol(t, srv, organizationType, nil)
	object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))

	reached := make(chan struct{}, 10)
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		reached <- struct{}{}
		<-req.Context().Done()
	}))
	t.Cleanup(silent.Close)
	server := newServer(t, srv, provider.EnvAPIURL, silent.URL)
	configure(t, server, p)
	done := make(chan *tfprotov6.ReadResourceResponse, 1)
	go func() {
		resp, _ := server.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{
			TypeName: organizationType, CurrentState: dynamic(t, p.Type, object.State), CurrentIdentity: object.Identity,
		})
		done <- resp
	}()
	<-reached
	if _, err := server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{}); err != nil {
		t.Fatal(err)
	}
	select {
	case resp := <-done:
		if len(acctest.Errors(resp.Diagnostics)) != 1 {
			t.Errorf("got %q", acctest.Details(resp.Diagnostics))
		}
	case <-time.After(time.Minute):
		t.Fatal("the request goes on after StopProvider")
	}
}
