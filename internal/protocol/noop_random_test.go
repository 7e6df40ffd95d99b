package protocol_test

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/protocol"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// randomStates is how many states of each resource type are compared.
const randomStates = 60

// States that somebody has edited are planned as without the shortcut, except for IDs: the
// shortcut of limits does not compare them.
func TestEditedStatesArePlannedLikeTheFramework(t *testing.T) {
	t.Parallel()
	for typeName, attributes := range map[string]map[string]any{
		"losant_organization": {
			"name": "Acme", "description": "Text", "payloads_enabled_until": "2099-01-31T01:00:00+01:00", "tags": map[string]any{"a": []any{"1"}},
			"limits": map[string]any{"device": 5}, "banner": map[string]any{"level": "info", "message": "m"}, "allowed_invitation_domains": []any{"a.example"},
		},
		"losant_organization_limits": {"limits": map[string]any{"device": 5, "flow": 6}},
		"losant_organization_member": {"email": "ada@acme.example", "role": "admin"},
	} {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			if typeName != organizationType {
				org := srv.AddOrganization(mockserver.Doc{"name": "Other"})
				srv.AddMember(org, mockserver.Doc{"email": "ada@acme.example", "role": "admin"})
				attributes["organization_id"] = org
			}
			block := map[string]any{"max_retries": 0}
			fast := acctest.NewProtocol(t, srv, typeName, block)
			slow := acctest.NewProtocolWith(t, typeName, block, acctest.Environment(srv, protocol.EnvShortcuts, "off"))
			config := fast.Config(attributes)
			object := fast.MustRefresh(fast.Apply(fast.Null(), config))
			taken, configurable := 0, configurable(t, fast, typeName)
			srv.ResetRequests()
			for seed := range uint64(randomStates) {
				random := rand.New(rand.NewPCG(seed, 0))
				edited, config, what := edit(t, random, object, config, configurable)
				got, want := fast.Plan(edited, config), slow.Plan(edited, config)
				if diffs, err := want.State.Diff(got.State); err != nil || len(diffs) > 0 {
					t.Errorf("seed %d, %s: unlike the framework (-framework +server): %v %v", seed, what, diffs, err)
				}
				if diff := cmp.Diff(acctest.Errors(want.Diagnostics), acctest.Errors(got.Diagnostics)); diff != "" {
					t.Errorf("seed %d, %s: errors unlike the framework's (-framework +server):\n%s", seed, what, diff)
				}
				if got.State.Equal(edited.State) {
					taken++
				}
			}
			acctest.ExpectWrites(t, srv)
			if taken < randomStates/2 {
				t.Errorf("only %d of %d states are planned unchanged", taken, randomStates)
			}
		})
	}
}

// configurable returns the attributes that a configuration can set.
func configurable(t *testing.T, p *acctest.Protocol, typeName string) map[string]bool {
	t.Helper()
	schemas, err := p.Server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, a := range schemas.ResourceSchemas[typeName].Block.Attributes {
		found[a.Name] = a.Required || a.Optional
	}
	return found
}

// edit changes one to three attributes of a state, and returns their names. Most of them
// change in the configuration too, so that it proposes no change.
func edit(
	t *testing.T, random *rand.Rand, object acctest.Object, config tftypes.Value, configurable map[string]bool,
) (edited acctest.Object, editedConfig tftypes.Value, what string) {
	t.Helper()
	var state, configured map[string]tftypes.Value
	if err := errors.Join(object.State.As(&state), config.As(&configured)); err != nil {
		t.Fatal(err)
	}
	state, configured = maps.Clone(state), maps.Clone(configured)
	var names []string
	for name := range state {
		if name != "id" && name != "instance_id" && name != "organization_id" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for range 1 + random.IntN(3) {
		name := names[random.IntN(len(names))]
		state[name] = randomValue(random, state[name].Type())
		if what += " " + name; configurable[name] && random.IntN(8) > 0 {
			configured[name] = state[name]
		}
	}
	edited = object
	edited.State = tftypes.NewValue(object.State.Type(), state)
	return edited, tftypes.NewValue(config.Type(), configured), what
}

// randomValue returns null, or a value that a state can have.
func randomValue(random *rand.Rand, typ tftypes.Type) tftypes.Value {
	if random.IntN(4) == 0 {
		return tftypes.NewValue(typ, nil)
	}
	switch typ := typ.(type) {
	case tftypes.Object:
		values := map[string]tftypes.Value{}
		for name, inner := range typ.AttributeTypes {
			values[name] = randomValue(random, inner)
		}
		return tftypes.NewValue(typ, values)
	case tftypes.Map:
		values := map[string]tftypes.Value{}
		for _, key := range []string{"device", "flow", "storage"}[random.IntN(4):] {
			values[key] = randomValue(random, typ.ElementType)
		}
		return tftypes.NewValue(typ, values)
	case tftypes.Set:
		var values []tftypes.Value
		for i := range random.IntN(3) {
			values = append(values, tftypes.NewValue(typ.ElementType, fmt.Sprint("v", i)))
		}
		return tftypes.NewValue(typ, values)
	}
	switch {
	case typ.Is(tftypes.Bool):
		return tftypes.NewValue(typ, random.IntN(2) == 0)
	case typ.Is(tftypes.Number):
		return tftypes.NewValue(typ, big.NewFloat(float64(random.IntN(9))))
	}
	return tftypes.NewValue(typ, []string{"", "Acme", "admin", "view", "active", "expired", "2020-01-01T00:00:00Z", "2099-01-31T01:00:00+01:00", "adminRequired"}[random.IntN(9)])
}
