package protocol

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/service/organization"
)

// The framework registers a cancel function for every request and keeps it until
// StopProvider. It keeps the context of the request in memory, and everything that
// the context refers to. With 1,000 objects, that is most of the provider's memory.
// So the requests that come once for each object get a context that releases the
// original one when the response is returned. Requests with a stream as response
// (ListResource, InvokeAction) do not, because their work starts after the method
// has returned.

// requestContext forwards to the context of a request until release is called, and
// then to one that has ended.
type requestContext struct {
	current atomic.Pointer[context.Context]
}

var ended = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

func newRequestContext(ctx context.Context) (forwarding context.Context, release func()) {
	c := &requestContext{}
	c.current.Store(&ctx)
	return c, func() { c.current.Store(&ended) }
}

func (c *requestContext) Deadline() (time.Time, bool) { return (*c.current.Load()).Deadline() }

func (c *requestContext) Done() <-chan struct{} { return (*c.current.Load()).Done() }

func (c *requestContext) Err() error { return (*c.current.Load()).Err() }

func (c *requestContext) Value(key any) any { return (*c.current.Load()).Value(key) }

// forgetting calls a method with a context that is released afterwards, and that
// ends when the provider stops.
func forgetting[Request, Response any](
	ctx context.Context, stopper *stopper, req Request, call func(context.Context, Request) (Response, error),
) (Response, error) {
	ctx, cancel := stopper.context(ctx)
	defer cancel()
	ctx, release := newRequestContext(ctx)
	defer release()
	return call(ctx, req)
}

// ValidateResourceConfig releases the context of the request afterwards.
func (s *server) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return forgetting(ctx, s.stopper, req, s.frameworkServer.ValidateResourceConfig)
}

// ValidateDataResourceConfig releases the context of the request afterwards.
func (s *server) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return forgetting(ctx, s.stopper, req, s.frameworkServer.ValidateDataResourceConfig)
}

// UpgradeResourceState releases the context of the request afterwards. It records
// which organizations are in the state.
func (s *server) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	if req.TypeName == "losant_organization" && req.RawState != nil {
		organization.RecordState(s.data(), req.RawState.JSON)
	}
	return forgetting(ctx, s.stopper, req, s.frameworkServer.UpgradeResourceState)
}

// UpgradeResourceIdentity releases the context of the request afterwards.
func (s *server) UpgradeResourceIdentity(ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return forgetting(ctx, s.stopper, req, s.frameworkServer.UpgradeResourceIdentity)
}

// ReadDataSource releases the context of the request afterwards.
func (s *server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	resp, err := forgetting(ctx, s.stopper, req, s.frameworkServer.ReadDataSource)
	if err == nil {
		s.nameOrganizations(ctx, resp.Diagnostics, req.Config)
	}
	return resp, err
}

// ImportResourceState releases the context of the request afterwards.
func (s *server) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	resp, err := forgetting(ctx, s.stopper, req, s.frameworkServer.ImportResourceState)
	if err == nil {
		s.nameOrganizations(ctx, resp.Diagnostics, nil)
	}
	return resp, err
}
