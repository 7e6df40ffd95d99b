package provider_test

import (
	"maps"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/protocol"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

type object = map[string]any

// mistake is a wrong value of an attribute.
type mistake struct {
	name  string
	value any
}

func huge(text string) *big.Float {
	n, _, _ := big.ParseFloat(text, 10, 512, big.ToNearestEven)
	return n
}

// mistakesOf returns wrong values of an attribute, and of the attributes inside it.
func mistakesOf(a *tfprotov6.SchemaAttribute) []mistake {
	all := []mistake{{"unknown", acctest.Unknown}, {"null", nil}}
	if a.NestedType == nil {
		return append(all, mistakesOfType(a.Type)...)
	}
	for _, inner := range a.NestedType.Attributes {
		if !inner.Required && !inner.Optional {
			continue
		}
		for _, m := range mistakesOf(inner) {
			all = append(all, mistake{inner.Name + " " + m.name, nest(a.NestedType.Nesting, object{inner.Name: m.value})})
		}
	}
	if a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle {
		return all
	}
	return append(all, mistake{"null element", nest(a.NestedType.Nesting, nil)}, mistake{"unknown element", nest(a.NestedType.Nesting, acctest.Unknown)})
}

func nest(nesting tfprotov6.SchemaObjectNestingMode, element any) any {
	switch nesting {
	case tfprotov6.SchemaObjectNestingModeSingle:
		return element
	case tfprotov6.SchemaObjectNestingModeMap:
		return object{"jane@acme.example": element, "Wrong key\x00": element, "": element}
	default:
		return []any{element}
	}
}

func mistakesOfType(typ tftypes.Type) []mistake {
	var all []mistake
	switch typ := typ.(type) {
	case tftypes.Map:
		all = append(all, mistake{"empty", object{}}, mistake{"wrong keys", object{"": nil, " ": nil, "DEVICE": nil, "a\x00b": nil}},
			mistake{"null element", object{"device": nil}}, mistake{"unknown element", object{"device": acctest.Unknown}})
		for _, m := range mistakesOfType(typ.ElementType) {
			all = append(all, mistake{"element " + m.name, object{"device": m.value}})
		}
	case tftypes.Set:
		all = mistakesOfElements(typ.ElementType)
	case tftypes.List:
		all = mistakesOfElements(typ.ElementType)
	default:
		switch {
		case typ.Is(tftypes.Number):
			all = []mistake{
				{"fraction", huge("166.67")},
				{"beyond 64 bits", huge("99999999999999999999")},
				{"huge", huge("1e400")},
				{"negative", huge("-1")},
				{"huge and negative", huge("-1e400")},
				{"tiny", huge("1e-400")},
				{"zero", huge("0")},
			}
		case typ.Is(tftypes.String):
			all = []mistake{
				{"empty", ""},
				{"blank", " "},
				{"control character", "a\x00b\n"},
				{"wrong case", "ADMIN"},
				{"long", strings.Repeat("x", 40_000)},
				{"beyond ASCII", "Jörg\u200b@bücher.example"},
				{"format verb", "%d%!s(x)"},
				{"template", "${x}"},
			}
		}
	}
	return all
}

func mistakesOfElements(element tftypes.Type) []mistake {
	all := []mistake{{"empty", []any{}}, {"null element", []any{nil}}, {"unknown element", []any{acctest.Unknown}}}
	for _, m := range mistakesOfType(element) {
		all = append(all, mistake{"element " + m.name, []any{m.value}})
	}
	return all
}

// validConfig returns the attributes that a type requires.
func validConfig(kind, typeName string, schema *tfprotov6.Schema, org string) object {
	person := object{"email": "jane@acme.example", "role": "view"}
	valid := maps.Clone(map[string]object{
		"resource losant_organization":                      {"name": "Acme"},
		"resource losant_organization_limits":               {"limits": object{"device": 5}},
		"resource losant_organization_member":               person,
		"resource losant_organization_invitation":           person,
		"resource losant_organization_members":              {"members": object{"jane@acme.example": object{"role": "admin"}}},
		"resource losant_instance_member":                   person,
		"resource losant_instance_api_token":                {"name": "CI", "scopes": []any{"all.Instance.read"}},
		"resource losant_instance_notification_rule":        {"name": "Rule", "target_query": "{}", "rule": object{"type": "payloadUsage", "threshold": 80}},
		"resource losant_instance_custom_node":              {"name": "Node", "definition": `{"triggers":[],"nodes":[]}`},
		"data losant_organization":                          {"id": org},
		"data losant_instance_custom_node":                  {"name": "Node"},
		"data losant_instance_custom_node_stats":            {"custom_node_id": org},
		"data losant_instance_custom_node_errors":           {"custom_node_id": org},
		"data losant_instance_notification_rule_deliveries": {"notification_rule_id": org},
		"ephemeral losant_instance_api_token":               {"name": "CI", "scopes": []any{"all.Instance.read"}},
		"action losant_resend_invitation":                   {"email": "jane@acme.example"},
		"action losant_generate_report":                     {"email": "jane@acme.example"},
		"action losant_evaluate_notification_rule":          {"notification_rule_id": org},
	}[kind+" "+typeName])
	if valid == nil {
		valid = object{}
	}
	for _, a := range schema.Block.Attributes {
		if a.Name == "organization_id" && a.Required {
			valid[a.Name] = org
		}
	}
	return valid
}

// sweep drives the attributes of one type with wrong values.
type sweep struct {
	t     *testing.T
	srv   *mockserver.Server
	cases *atomic.Int64
	// plan is nil if only validation is possible without a write. It gets whether the
	// configuration is valid and wholly known.
	validate func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic
	plan     func(config *tfprotov6.DynamicValue, valid bool) []*tfprotov6.Diagnostic
}

func (s sweep) run(block *tfprotov6.SchemaBlock, valid object) {
	attributes := block.Attributes
	typ := block.ValueType()
	for _, a := range attributes {
		if !a.Required && !a.Optional {
			continue
		}
		for _, m := range mistakesOf(a) {
			config := maps.Clone(valid)
			config[a.Name] = m.value
			s.try(a.Name+": "+m.name, typ, config)
		}
	}
}

func (s sweep) try(name string, typ tftypes.Type, config object) {
	s.t.Helper()
	s.cases.Add(1)
	value := acctest.Value(typ, config)
	dynamic, err := tfprotov6.NewDynamicValue(typ, value)
	if err != nil {
		s.t.Fatalf("%s: %s", name, err)
	}
	s.srv.ResetRequests()
	diagnostics := s.validate(&dynamic)
	if sent := s.srv.Requests(); len(sent) > 0 {
		s.t.Errorf("%s: validation sent %s %s", name, sent[0].Method, sent[0].Path)
	}
	isError := func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError }
	if s.plan != nil {
		diagnostics = append(diagnostics, s.plan(&dynamic, value.IsFullyKnown() && !slices.ContainsFunc(diagnostics, isError))...)
	}
	if sent := s.srv.Requests(http.MethodPost, http.MethodPatch, http.MethodDelete); len(sent) > 0 {
		s.t.Errorf("%s: sent %s %s", name, sent[0].Method, sent[0].Path)
	}
	for _, d := range acctest.Details(diagnostics) {
		for _, forbidden := range []string{
			"always an error in the provider", "bug in the provider", "Value Conversion Error", "report the following to the provider developer", "%!s(", "..", "<nil>",
		} {
			text := strings.ReplaceAll(strings.ReplaceAll(d, "%d%!s(x)", ""), "Format: https", "")
			if strings.Contains(text, forbidden) {
				s.t.Errorf("%s: %q in %.600s", name, forbidden, d)
			}
		}
	}
}

// Whatever a user writes, the message is about the mistake, validation sends nothing,
// and a plan writes nothing.
func TestEveryMistakeIsExplained(t *testing.T) {
	t.Parallel()
	var cases atomic.Int64
	t.Cleanup(func() { t.Logf("%d wrong values", cases.Load()) })
	start := func(t *testing.T) (*mockserver.Server, tfprotov6.ProviderServer, *tfprotov6.GetProviderSchemaResponse, string) {
		t.Helper()
		srv := mockserver.Start(t)
		org := srv.AddOrganization(mockserver.Doc{"name": "Other"})
		server, err := protocol.NewServer("test", provider.WithEnvironment(acctest.Environment(srv)))()
		if err != nil {
			t.Fatal(err)
		}
		schemas := must(server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{}))
		block := acctest.Value(schemas.Provider.ValueType(), object{})
		dynamic, err := tfprotov6.NewDynamicValue(block.Type(), block)
		if err != nil {
			t.Fatal(err)
		}
		must(server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: &dynamic}))
		return srv, server, schemas, org
	}
	_, _, schemas, _ := start(t)
	run := func(kind, typeName string, schema *tfprotov6.Schema, prepare func(t *testing.T, server tfprotov6.ProviderServer, s *sweep)) {
		t.Run(kind+" "+typeName, func(t *testing.T) {
			t.Parallel()
			srv, server, _, org := start(t)
			s := &sweep{t: t, srv: srv, cases: &cases}
			prepare(t, server, s)
			s.run(schema.Block, validConfig(kind, typeName, schema, org))
		})
	}
	for typeName, schema := range schemas.ResourceSchemas {
		run("resource", typeName, schema, func(t *testing.T, server tfprotov6.ProviderServer, s *sweep) {
			s.validate, s.plan = resourceCalls(t, server, typeName, schema)
		})
	}
	for typeName, schema := range schemas.DataSourceSchemas {
		run("data", typeName, schema, func(t *testing.T, server tfprotov6.ProviderServer, s *sweep) {
			s.validate, s.plan = dataCalls(t, server, typeName)
		})
	}
	for typeName, schema := range schemas.EphemeralResourceSchemas {
		run("ephemeral", typeName, schema, func(t *testing.T, server tfprotov6.ProviderServer, s *sweep) {
			s.validate = func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
				return must(server.ValidateEphemeralResourceConfig(t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{TypeName: typeName, Config: config})).Diagnostics
			}
		})
	}
	for typeName, schema := range schemas.ListResourceSchemas {
		run("list", typeName, schema, func(t *testing.T, server tfprotov6.ProviderServer, s *sweep) {
			lister := server.(tfprotov6.ListResourceServer) //nolint:forcetypeassert // It is meant to panic.
			s.validate = func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
				return must(lister.ValidateListResourceConfig(t.Context(), &tfprotov6.ValidateListResourceConfigRequest{TypeName: typeName, Config: config})).Diagnostics
			}
		})
	}
	for typeName, action := range schemas.ActionSchemas {
		run("action", typeName, action.Schema, func(t *testing.T, server tfprotov6.ProviderServer, s *sweep) {
			actions := server.(tfprotov6.ActionServer) //nolint:forcetypeassert // It is meant to panic.
			s.validate = func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
				return must(actions.ValidateActionConfig(t.Context(), &tfprotov6.ValidateActionConfigRequest{ActionType: typeName, Config: config})).Diagnostics
			}
			s.plan = func(config *tfprotov6.DynamicValue, _ bool) []*tfprotov6.Diagnostic {
				return must(actions.PlanAction(t.Context(), &tfprotov6.PlanActionRequest{ActionType: typeName, Config: config})).Diagnostics
			}
		})
	}
	run("provider", "", schemas.Provider, func(t *testing.T, server tfprotov6.ProviderServer, s *sweep) {
		s.validate = func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
			return must(server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: config})).Diagnostics
		}
		s.plan = func(config *tfprotov6.DynamicValue, _ bool) []*tfprotov6.Diagnostic {
			return must(server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: config})).Diagnostics
		}
	})
}

// resourceCalls plans each configuration as a creation, also if it is invalid: what was
// unknown during validation may be known in the plan.
func resourceCalls(t *testing.T, server tfprotov6.ProviderServer, typeName string, schema *tfprotov6.Schema) (validate func(*tfprotov6.DynamicValue) []*tfprotov6.Diagnostic, plan func(*tfprotov6.DynamicValue, bool) []*tfprotov6.Diagnostic) {
	t.Helper()
	null, err := tfprotov6.NewDynamicValue(schema.ValueType(), tftypes.NewValue(schema.ValueType(), nil))
	if err != nil {
		t.Fatal(err)
	}
	validate = func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
		return must(server.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{TypeName: typeName, Config: config})).Diagnostics
	}
	plan = func(config *tfprotov6.DynamicValue, _ bool) []*tfprotov6.Diagnostic {
		return must(server.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{
			TypeName: typeName, PriorState: &null, ProposedNewState: config, Config: config,
		})).Diagnostics
	}
	return validate, plan
}

// dataCalls reads what is valid and known.
func dataCalls(t *testing.T, server tfprotov6.ProviderServer, typeName string) (validate func(*tfprotov6.DynamicValue) []*tfprotov6.Diagnostic, read func(*tfprotov6.DynamicValue, bool) []*tfprotov6.Diagnostic) {
	t.Helper()
	validate = func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
		return must(server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: typeName, Config: config})).Diagnostics
	}
	read = func(config *tfprotov6.DynamicValue, valid bool) []*tfprotov6.Diagnostic {
		if !valid {
			return nil
		}
		return must(server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: config})).Diagnostics
	}
	return validate, read
}

// must returns the response of a call whose errors are those of the transport.
func must[T any](resp *T, err error) *T {
	if err != nil {
		panic(err)
	}
	return resp
}
