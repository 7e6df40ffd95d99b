package provider

import (
	"bytes"
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// server is the framework's server with shortcuts for two requests that a plan
// makes for each object, and whose answer for an unchanged one repeats what was
// asked. At a thousand organizations the framework would spend two thirds of the
// provider's time on them. Whatever is not as plain as that goes to the framework.
type server struct {
	frameworkServer
	settled map[string]base.NoOpPlanner // by resource type
	data    func() *base.ProviderData
	shapes  func() (map[string]shape, error)
}

// frameworkServer is all that the framework's server can do.
type frameworkServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

// shape is what the state of a resource type looks like.
type shape struct {
	version int64
	object  tftypes.Type
}

// NewServer returns a constructor of servers for providers of this version.
func NewServer(version string, opts ...Option) func() (tfprotov6.ProviderServer, error) {
	return func() (tfprotov6.ProviderServer, error) {
		p := newProvider(version, opts)
		plain, err := providerserver.NewProtocol6WithError(p)()
		if err != nil {
			return nil, err
		}
		whole, ok := plain.(frameworkServer)
		if !ok {
			return plain, nil
		}
		s := &server{frameworkServer: whole, settled: settlers(p), data: p.configured.Load}
		s.shapes = sync.OnceValues(s.readShapes)
		return s, nil
	}
}

// settlers are the resources that can tell when nothing is left to plan.
func settlers(p *Provider) map[string]base.NoOpPlanner {
	settlers := map[string]base.NoOpPlanner{}
	for _, newResource := range p.Resources(context.Background()) {
		r := newResource()
		if settler, ok := r.(base.NoOpPlanner); ok {
			var named resource.MetadataResponse
			r.Metadata(context.Background(), resource.MetadataRequest{ProviderTypeName: "losant"}, &named)
			settlers[named.TypeName] = settler
		}
	}
	return settlers
}

func (s *server) readShapes() (map[string]shape, error) {
	schemas, err := s.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	shapes := make(map[string]shape, len(schemas.ResourceSchemas))
	for name, schema := range schemas.ResourceSchemas {
		shapes[name] = shape{version: schema.Version, object: schema.ValueType()}
	}
	return shapes, nil
}

// PlanResourceChange plans no change where Terraform proposes none and the
// resource has nothing to add.
func (s *server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	settler, ok := s.settled[req.TypeName]
	if !ok || req.PriorState == nil || req.ProposedNewState == nil || len(req.PriorState.MsgPack) == 0 ||
		!bytes.Equal(req.PriorState.MsgPack, req.ProposedNewState.MsgPack) {
		return s.frameworkServer.PlanResourceChange(ctx, req)
	}
	var state map[string]any
	// A null state, and one that holds something unknown, decodes to nothing or to an error.
	if err := msgpack.Unmarshal(req.PriorState.MsgPack, &state); err != nil || state == nil || !settler.PlanIsNoOp(s.data(), state) {
		return s.frameworkServer.PlanResourceChange(ctx, req)
	}
	return &tfprotov6.PlanResourceChangeResponse{
		PlannedState: req.ProposedNewState, PlannedPrivate: req.PriorPrivate, PlannedIdentity: req.PriorIdentity,
	}, nil
}

// UpgradeResourceState hands back a state of the present version as it was
// stored, in the other encoding of the protocol. JSON would do as well, but
// Terraform takes numbers from it with a precision that it then pays for.
func (s *server) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	shapes, err := s.shapes()
	if now, ok := shapes[req.TypeName]; err == nil && ok && req.Version == now.version && req.RawState != nil {
		if state, ok := toMsgPack(req.RawState.JSON, now.object); ok {
			return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &tfprotov6.DynamicValue{MsgPack: state}}, nil
		}
	}
	return s.frameworkServer.UpgradeResourceState(ctx, req)
}
