package protocol

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Terraform plans a replacement with two requests: the change, and then the creation
// of the new object without a prior state. It drops the warnings of the second
// response, such as that an e-mail is sent. So the first response has them too. The
// errors of the second response reach the user.

// null is null in MessagePack.
var null = &tfprotov6.DynamicValue{MsgPack: []byte{0xc0}}

// planChange has the framework plan a change. The plan of a replacement has the
// warnings about the new object.
func (s *server) planChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp, err := s.frameworkServer.PlanResourceChange(ctx, req)
	if err != nil || len(resp.RequiresReplace) == 0 || hasError(resp.Diagnostics) {
		return resp, err
	}
	if isNull, err := req.PriorState.IsNull(); isNull || err != nil {
		return resp, err
	}
	creation := *req
	creation.PriorState, creation.ProposedNewState = null, req.Config
	creation.PriorPrivate, creation.PriorIdentity = resp.PlannedPrivate, nil
	created, err := s.frameworkServer.PlanResourceChange(ctx, &creation)
	if err != nil {
		return resp, err
	}
	for _, d := range created.Diagnostics {
		isSame := func(other *tfprotov6.Diagnostic) bool { return other.Summary == d.Summary && other.Detail == d.Detail }
		if d.Severity == tfprotov6.DiagnosticSeverityWarning && !slices.ContainsFunc(resp.Diagnostics, isSame) {
			resp.Diagnostics = append(resp.Diagnostics, d)
		}
	}
	return resp, nil
}

func hasError(diagnostics []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diagnostics, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError })
}
