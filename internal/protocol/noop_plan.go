package protocol

import (
	"bytes"
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/service/member"
	"github.com/losant/terraform-provider-losant/internal/service/organization"
)

// EnvPlanShortcut is the environment variable that, set to "off", sends every
// plan to the framework.
const EnvPlanShortcut = "LOSANT_PLAN_SHORTCUT"

// noOpPlans holds, for each resource type that takes part in the shortcut, a
// function that reports whether ModifyPlan would leave a state unchanged and add
// no diagnostic. It is called only for states to which Terraform proposes no
// change. The state holds nil, bool, string, numbers, []any for sets and
// map[string]any; it must not be changed.
//
// The schema of these types must have no default, no write-only attribute and no
// plan modifier that acts on unchanged values: the shortcut skips all three.
var noOpPlans = map[string]func(data *base.ProviderData, state map[string]any) bool{
	"losant_organization":        organization.PlanIsNoOp,
	"losant_organization_limits": organization.LimitsPlanIsNoOp,
	"losant_organization_member": member.PlanIsNoOp,
}

// PlanResourceChange plans no change if Terraform proposes none and the resource
// has nothing to add. For an unchanged object the framework would use about a
// quarter of a plan's CPU time.
func (s *server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	if s.shortcut && s.isNoOp(req) {
		return &tfprotov6.PlanResourceChangeResponse{
			PlannedState: req.ProposedNewState, PlannedPrivate: req.PriorPrivate, PlannedIdentity: req.PriorIdentity,
		}, nil
	}
	return forgetting(ctx, req, s.frameworkServer.PlanResourceChange)
}

func (s *server) isNoOp(req *tfprotov6.PlanResourceChangeRequest) bool {
	isNoOp, ok := noOpPlans[req.TypeName]
	if !ok || req.PriorState == nil || req.ProposedNewState == nil || len(req.PriorState.MsgPack) == 0 ||
		!bytes.Equal(req.PriorState.MsgPack, req.ProposedNewState.MsgPack) {
		return false
	}
	var state map[string]any
	// A null state decodes to nothing, and one with an unknown value to an error.
	if err := msgpack.Unmarshal(req.PriorState.MsgPack, &state); err != nil || state == nil {
		return false
	}
	return isNoOp(s.data(), state)
}
