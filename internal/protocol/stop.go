package protocol

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// writeGrace is how long the provider waits for writes before it ends. The client
// gives them as long to get a response.
const writeGrace = 30 * time.Second

// stopper ends the contexts of all calls when Terraform asks the provider to stop.
// Calls that begin later have a context that has ended. Then nothing waits, nothing
// is read, and no write begins. A write that was sent goes on: the client does not
// abandon it when its context ends, so the call returns what the write has done.
type stopper struct {
	mu          sync.Mutex
	run         context.Context //nolint:containedctx // It ends at a stop.
	stop        context.CancelFunc
	permanently bool
	writes      atomic.Int64 // calls that can write and have not returned
}

func newStopper() *stopper {
	s := &stopper{}
	s.run, s.stop = context.WithCancel(context.Background())
	return s
}

// context returns a context that ends with ctx or when the provider stops.
func (s *stopper) context(ctx context.Context) (context.Context, context.CancelFunc) {
	s.mu.Lock()
	run := s.run
	s.mu.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	forget := context.AfterFunc(run, cancel)
	if run.Err() != nil {
		cancel() // AfterFunc calls it in a goroutine, perhaps too late.
	}
	return ctx, func() {
		forget()
		cancel()
	}
}

// end stops the run. If it stops permanently, no later run begins.
func (s *stopper) end(permanently bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.permanently = s.permanently || permanently
	s.stop()
}

// begin begins another run. A provider that Terraform is attached to serves several.
func (s *stopper) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.run.Err() != nil && !s.permanently {
		s.run, s.stop = context.WithCancel(context.Background())
	}
}

// waitForWrites returns when no call that can write is running, or after a timeout.
func (s *stopper) waitForWrites(timeout time.Duration) {
	const interval = 20 * time.Millisecond
	for end := time.Now().Add(timeout); s.writes.Load() > 0 && time.Now().Before(end); {
		time.Sleep(interval)
	}
}

// StopProvider returns at once: core stops one provider after the other, and
// meanwhile holds a lock that finished resources need.
func (s *server) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	s.stopper.end(false)
	return s.frameworkServer.StopProvider(ctx, req)
}

// ConfigureProvider begins a run.
func (s *server) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	s.stopper.begin()
	return s.frameworkServer.ConfigureProvider(ctx, req)
}

// ApplyResourceChange counts as a write, and releases the context of the request
// afterwards.
func (s *server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	s.stopper.writes.Add(1)
	defer s.stopper.writes.Add(-1)
	resp, err := forgetting(ctx, s.stopper, req, s.frameworkServer.ApplyResourceChange)
	if err == nil {
		s.nameOrganizations(ctx, resp.Diagnostics, resp.NewState, req.PriorState)
	}
	return resp, err
}

// OpenEphemeralResource counts as a write.
func (s *server) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	s.stopper.writes.Add(1)
	defer s.stopper.writes.Add(-1)
	return forgetting(ctx, s.stopper, req, s.frameworkServer.OpenEphemeralResource)
}

// CloseEphemeralResource also runs after a stop, because it revokes what a run has
// opened.
func (s *server) CloseEphemeralResource(ctx context.Context, req *tfprotov6.CloseEphemeralResourceRequest) (*tfprotov6.CloseEphemeralResourceResponse, error) {
	s.stopper.writes.Add(1)
	defer s.stopper.writes.Add(-1)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeGrace)
	defer cancel()
	return s.frameworkServer.CloseEphemeralResource(ctx, req)
}

// InvokeAction counts as a write until the action has ended, which is when its last
// event was read.
func (s *server) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	ctx, cancel := s.stopper.context(ctx)
	stream, err := s.frameworkServer.InvokeAction(ctx, req)
	if err != nil || stream == nil {
		cancel()
		return stream, err
	}
	events := stream.Events
	stream.Events = func(yield func(tfprotov6.InvokeActionEvent) bool) {
		s.stopper.writes.Add(1)
		defer s.stopper.writes.Add(-1)
		defer cancel()
		events(func(event tfprotov6.InvokeActionEvent) bool { return yield(s.nameOrganizationsIn(ctx, event)) })
	}
	return stream, nil
}
