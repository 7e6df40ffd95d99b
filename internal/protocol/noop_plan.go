package protocol

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/service/member"
	"github.com/losant/terraform-provider-losant/internal/service/organization"
)

// EnvShortcuts is the environment variable that, set to "off", sends every read and
// plan to the framework.
const EnvShortcuts = "LOSANT_SHORTCUTS"

// noOpPlans holds, for each resource type that takes part in the shortcut, a
// function that reports whether the framework would plan the prior state and add
// no diagnostic.
//
// The schema of these types must have no default, no write-only attribute and no
// plan modifier that acts on unchanged values: the shortcut skips all three. The
// attribute limits has a plan modifier that does; the functions apply its rules.
var noOpPlans = map[string]func(*base.ProviderData, base.UnchangedPlan) bool{
	"losant_organization":        organization.PlanIsNoOp,
	"losant_organization_limits": organization.LimitsPlanIsNoOp,
	"losant_organization_member": member.PlanIsNoOp,
}

// PlanResourceChange plans the prior state if Terraform proposes no change and the
// resource has nothing to add. For an unchanged object the framework would use
// about a quarter of a plan's CPU time.
func (s *server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	if s.shortcuts {
		if private, ok := s.planNoOp(req); ok {
			return &tfprotov6.PlanResourceChangeResponse{
				PlannedState: req.PriorState, PlannedPrivate: private, PlannedIdentity: req.PriorIdentity,
			}, nil
		}
	}
	resp, err := forgetting(ctx, s.stopper, req, s.planChange)
	if err == nil {
		addDestroyHint(req, resp)
		s.warnOfScopes(req, resp)
		s.nameOrganizations(ctx, resp.Diagnostics, req.PriorState, req.Config)
	}
	return resp, err
}

// planNoOp reports whether an object is planned without the framework, and returns
// the planned private data.
func (s *server) planNoOp(req *tfprotov6.PlanResourceChangeRequest) (plannedPrivate []byte, ok bool) {
	isNoOp, ok := noOpPlans[req.TypeName]
	if !ok || req.ProposedNewState == nil {
		return nil, false
	}
	prior, decoded := decode(req.PriorState)
	if !decoded {
		return nil, false
	}
	if !bytes.Equal(req.PriorState.MsgPack, req.ProposedNewState.MsgPack) {
		proposed, decoded := decode(req.ProposedNewState)
		if !decoded || !equalButLimits(prior, proposed) {
			return nil, false
		}
	}
	config, decoded := decode(req.Config)
	if !decoded {
		return nil, false
	}
	private := map[string][]byte{}
	if len(req.PriorPrivate) > 0 && json.Unmarshal(req.PriorPrivate, &private) != nil {
		return nil, false
	}
	plannedPrivate = req.PriorPrivate
	ok = isNoOp(s.data(), base.UnchangedPlan{
		Prior: prior, Config: config,
		HasPrivate: func(key string) bool { return private[key] != nil },
		SetPrivate: func(key string, value []byte) {
			if bytes.Equal(private[key], value) {
				return
			}
			private[key] = value
			plannedPrivate, _ = json.Marshal(private) //nolint:errchkjson // Texts and bytes are always JSON.
		},
	})
	return plannedPrivate, ok
}

// decode decodes an object. It declines null, and what contains an unknown value.
func decode(value *tfprotov6.DynamicValue) (object map[string]any, ok bool) {
	if value == nil || len(value.MsgPack) == 0 {
		return nil, false
	}
	err := msgpack.Unmarshal(value.MsgPack, &object)
	return object, err == nil && object != nil
}

// equalButLimits reports whether two objects differ at most in limits. The state
// of an import has limits that the configuration need not name.
func equalButLimits(a, b map[string]any) bool {
	if len(a) != len(b) {
		return false
	}
	for name, value := range a {
		if name != "limits" && !reflect.DeepEqual(value, b[name]) {
			return false
		}
	}
	return true
}
