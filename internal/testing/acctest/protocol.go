package acctest

import (
	"context"
	"encoding/json"
	"os"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
)

// Protocol calls one resource of an in-process provider as Terraform core does. It
// takes milliseconds, so it suits tests of many configurations, and of features
// that the installed Terraform is too old for.
type Protocol struct {
	Server tfprotov6.ProviderServer
	Type   tftypes.Object

	t        testing.TB
	typeName string
	schema   *tfprotov6.Schema
	identity tftypes.Type
	provider *tfprotov6.DynamicValue
	run      *run
}

// run is the state of a provider that the resources of its runs share.
type run struct {
	isOpen bool
	calls  sync.Mutex
}

// Object is what Terraform stores for a resource.
type Object struct {
	State    tftypes.Value
	Private  []byte
	Identity *tfprotov6.ResourceIdentityData
}

// Planned is the response to a plan.
type Planned struct {
	State           tftypes.Value
	Private         []byte
	RequiresReplace []*tftypes.AttributePath
	Diagnostics     []*tfprotov6.Diagnostic

	identity *tfprotov6.ResourceIdentityData
}

// NewProtocol starts a provider with this provider block, whose environment
// points at the mock server.
func NewProtocol(t testing.TB, srv *mockserver.Server, typeName string, block map[string]any) *Protocol {
	t.Helper()
	return NewProtocolWith(t, typeName, block, Environment(srv))
}

// NewProtocolWith starts a provider with this provider block and environment.
func NewProtocolWith(t testing.TB, typeName string, block map[string]any, getenv func(string) string, opts ...provider.Option) *Protocol {
	t.Helper()
	p := &Protocol{t: t, typeName: typeName, run: &run{}}
	var err error
	if p.Server, err = factory(getenv, opts...)(); err != nil {
		t.Fatal(err)
	}
	schemas, err := readSchemas()
	p.check(err, nil)
	providerType := schemas.Provider.ValueType()
	p.provider = p.dynamic(providerType, Value(providerType, block))
	p.setType(typeName)
	p.startRun()
	return p
}

// Other returns another resource type of the same provider. It shares the runs.
func (p *Protocol) Other(typeName string) *Protocol {
	p.t.Helper()
	other := *p
	other.setType(typeName)
	return &other
}

func (p *Protocol) setType(typeName string) {
	p.t.Helper()
	schemas, err := readSchemas()
	p.check(err, nil)
	p.typeName = typeName
	p.schema = schemas.ResourceSchemas[typeName]
	p.identity = schemas.IdentitySchemas[typeName].ValueType()
	objectType, ok := p.schema.ValueType().(tftypes.Object)
	if !ok {
		p.t.Fatalf("%s is not an object", typeName)
	}
	p.Type = objectType
}

type schemas struct {
	*tfprotov6.GetProviderSchemaResponse
	*tfprotov6.GetResourceIdentitySchemasResponse
}

// readSchemas reads the schemas once, because they are the same for all tests.
var readSchemas = sync.OnceValues(func() (s schemas, err error) {
	ctx := context.Background()
	server, err := factory(os.Getenv)()
	if err != nil {
		return s, err
	}
	if s.GetProviderSchemaResponse, err = server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{}); err != nil {
		return s, err
	}
	s.GetResourceIdentitySchemasResponse, err = server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	return s, err
})

// Run calls f in one run of Terraform, for which the provider is configured once.
// The run shares what it reads. Outside of Run, each Refresh, Import, Plan, Apply and
// Destroy is a run of its own.
func (p *Protocol) Run(f func()) {
	p.t.Helper()
	p.startRun()
	p.run.isOpen = true
	defer func() { p.run.isOpen = false }()
	f()
}

// lock separates the parallel tests of one provider, except within Run.
func (p *Protocol) lock() (unlock func()) {
	if p.run.isOpen {
		return func() {}
	}
	p.run.calls.Lock()
	return p.run.calls.Unlock
}

func (p *Protocol) startRun() {
	p.t.Helper()
	if p.run.isOpen {
		return
	}
	configured, err := p.Server.ConfigureProvider(p.t.Context(), p.Configuration())
	p.check(err, configured.Diagnostics)
}

// Configuration returns the request that configures the provider.
func (p *Protocol) Configuration() *tfprotov6.ConfigureProviderRequest {
	return &tfprotov6.ConfigureProviderRequest{TerraformVersion: "1.14.0", Config: p.provider}
}

// Config returns a configuration with these attributes. All others are null.
func (p *Protocol) Config(attributes map[string]any) tftypes.Value { return Value(p.Type, attributes) }

// Null returns the state of an object that does not exist.
func (p *Protocol) Null() Object { return Object{State: tftypes.NewValue(p.Type, nil)} }

// Validate validates a configuration.
func (p *Protocol) Validate(config tftypes.Value) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.Server.ValidateResourceConfig(p.ctx(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: p.typeName, Config: p.dynamic(p.Type, config),
	})
	p.check(err, nil)
	return resp.Diagnostics
}

// Plan plans a configuration. A null configuration plans the destruction.
func (p *Protocol) Plan(prior Object, config tftypes.Value) Planned {
	p.t.Helper()
	defer p.lock()()
	p.startRun()
	return p.plan(prior, config)
}

func (p *Protocol) plan(prior Object, config tftypes.Value) Planned {
	p.t.Helper()
	resp, err := p.Server.PlanResourceChange(p.ctx(), p.PlanRequest(prior, config))
	p.check(err, nil)
	planned := Planned{Private: resp.PlannedPrivate, RequiresReplace: resp.RequiresReplace, Diagnostics: resp.Diagnostics, identity: resp.PlannedIdentity}
	if resp.PlannedState != nil {
		planned.State = p.value(resp.PlannedState)
	}
	return planned
}

// PlanRequest returns the request by which core plans a configuration.
func (p *Protocol) PlanRequest(prior Object, config tftypes.Value) *tfprotov6.PlanResourceChangeRequest {
	p.t.Helper()
	return &tfprotov6.PlanResourceChangeRequest{
		TypeName:         p.typeName,
		PriorState:       p.dynamic(p.Type, prior.State),
		ProposedNewState: p.dynamic(p.Type, proposedNew(p.schema.Block.Attributes, prior.State, config)),
		Config:           p.dynamic(p.Type, config),
		PriorPrivate:     prior.Private,
		PriorIdentity:    prior.Identity,
	}
}

// Apply plans and applies a configuration. It fails the test if there is an error,
// or if the result differs from the plan.
func (p *Protocol) Apply(prior Object, config tftypes.Value) Object {
	p.t.Helper()
	defer p.lock()()
	p.startRun()
	planned := p.plan(prior, config)
	p.check(nil, planned.Diagnostics)
	object, diagnostics := p.applyPlanned(prior, config, planned)
	p.check(nil, diagnostics)
	if !conforms(object.State, planned.State) {
		p.t.Fatalf("inconsistent result after apply:\nplanned %s\ngot     %s", planned.State, object.State)
	}
	return object
}

// ApplyPlanned applies a plan.
func (p *Protocol) ApplyPlanned(prior Object, config tftypes.Value, planned Planned) (Object, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	defer p.lock()()
	return p.applyPlanned(prior, config, planned)
}

func (p *Protocol) applyPlanned(prior Object, config tftypes.Value, planned Planned) (Object, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.Server.ApplyResourceChange(p.ctx(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName:        p.typeName,
		PriorState:      p.dynamic(p.Type, prior.State),
		PlannedState:    p.dynamic(p.Type, planned.State),
		Config:          p.dynamic(p.Type, config),
		PlannedPrivate:  planned.Private,
		PlannedIdentity: planned.identity,
	})
	p.check(err, nil)
	return Object{State: p.value(resp.NewState), Private: resp.Private, Identity: resp.NewIdentity}, resp.Diagnostics
}

// Destroy applies the destruction of an object, without its plan.
func (p *Protocol) Destroy(object Object) (Object, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	defer p.lock()()
	p.startRun()
	null := p.Null().State
	return p.applyPlanned(object, null, Planned{State: null})
}

// Refresh reads an object.
func (p *Protocol) Refresh(prior Object) (Object, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	defer p.lock()()
	p.startRun()
	return p.read(prior)
}

func (p *Protocol) read(prior Object) (Object, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.Server.ReadResource(p.ctx(), &tfprotov6.ReadResourceRequest{
		TypeName: p.typeName, CurrentState: p.dynamic(p.Type, prior.State), Private: prior.Private, CurrentIdentity: prior.Identity,
	})
	p.check(err, nil)
	object := Object{Private: resp.Private, Identity: resp.NewIdentity}
	if resp.NewState != nil {
		object.State = p.value(resp.NewState)
	}
	return object, resp.Diagnostics
}

// Import imports by an identity if it is not nil, or else by an ID, and refreshes
// as core does.
func (p *Protocol) Import(id string, identity map[string]any) (Object, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	defer p.lock()()
	p.startRun()
	req := &tfprotov6.ImportResourceStateRequest{TypeName: p.typeName, ID: id}
	if identity != nil {
		req.Identity = &tfprotov6.ResourceIdentityData{IdentityData: p.dynamic(p.identity, Value(p.identity, identity))}
	}
	resp, err := p.Server.ImportResourceState(p.ctx(), req)
	p.check(err, nil)
	if len(resp.ImportedResources) == 0 {
		return Object{}, resp.Diagnostics
	}
	imported := resp.ImportedResources[0]
	return p.read(Object{State: p.value(imported.State), Private: imported.Private, Identity: imported.Identity})
}

// Generate returns the configuration that the provider generates for an object.
func (p *Protocol) Generate(object Object) tftypes.Value {
	p.t.Helper()
	resp, err := p.Server.GenerateResourceConfig(p.ctx(), &tfprotov6.GenerateResourceConfigRequest{
		TypeName: p.typeName, State: p.dynamic(p.Type, object.State),
	})
	p.check(err, resp.Diagnostics)
	return p.value(resp.Config)
}

// IdentityOf returns the attributes of an object's identity.
func (p *Protocol) IdentityOf(object Object) map[string]string {
	p.t.Helper()
	value, err := object.Identity.IdentityData.Unmarshal(p.identity)
	p.check(err, nil)
	return texts(p.t, value)
}

// Text returns a string attribute of an object, or "" for null.
func (p *Protocol) Text(state tftypes.Value, name string) string {
	p.t.Helper()
	return texts(p.t, state)[name]
}

// Bool returns a bool attribute of an object, which must be known.
func (p *Protocol) Bool(state tftypes.Value, name string) bool {
	p.t.Helper()
	var b bool
	p.check(attributesOf(state)[name].As(&b), nil)
	return b
}

// IsKnown reports whether an attribute of an object is known.
func (p *Protocol) IsKnown(state tftypes.Value, name string) bool {
	return attributesOf(state)[name].IsFullyKnown()
}

func (p *Protocol) ctx() context.Context { return p.t.Context() }

func (p *Protocol) check(err error, diagnostics []*tfprotov6.Diagnostic) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			p.t.Fatalf("%s: %s (%v)", d.Summary, d.Detail, d.Attribute)
		}
	}
}

func (p *Protocol) dynamic(typ tftypes.Type, value tftypes.Value) *tfprotov6.DynamicValue {
	p.t.Helper()
	dynamic, err := tfprotov6.NewDynamicValue(typ, value)
	p.check(err, nil)
	return &dynamic
}

func (p *Protocol) value(dynamic *tfprotov6.DynamicValue) tftypes.Value {
	p.t.Helper()
	value, err := dynamic.Unmarshal(p.Type)
	p.check(err, nil)
	return value
}

// Move moves an object of another resource type to this one, as a moved block does.
func (p *Protocol) Move(from *Protocol, object Object) (Object, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	attributes := map[string]any{}
	for name, text := range texts(p.t, object.State) {
		attributes[name] = text
		if text == "" {
			attributes[name] = nil
		}
	}
	for name, value := range attributesOf(object.State) {
		if value.Type().Is(tftypes.Bool) && !value.IsNull() {
			attributes[name] = p.Bool(object.State, name)
		}
	}
	raw, err := json.Marshal(attributes)
	p.check(err, nil)
	resp, err := p.Server.MoveResourceState(p.ctx(), &tfprotov6.MoveResourceStateRequest{
		SourceProviderAddress: "registry.terraform.io/losant/losant", SourceTypeName: from.typeName,
		SourceState: &tfprotov6.RawState{JSON: raw}, TargetTypeName: p.typeName,
	})
	p.check(err, nil)
	moved := Object{Private: resp.TargetPrivate, Identity: resp.TargetIdentity}
	if resp.TargetState != nil {
		moved.State = p.value(resp.TargetState)
	}
	return moved, resp.Diagnostics
}
