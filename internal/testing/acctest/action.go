package acctest

import "github.com/hashicorp/terraform-plugin-go/tfprotov6"

// Invoke validates, plans and invokes an action as Terraform core does. It stops
// at the first step (validate, plan or invoke) with a diagnostic, and returns that
// step and the progress messages.
func (s *Server) Invoke(typeName string, config map[string]any) (progress []string, step string, diagnostics []*tfprotov6.Diagnostic) {
	s.t.Helper()
	actions, ok := s.ProviderServer.(tfprotov6.ProviderServerWithActions) //nolint:staticcheck // Deprecated only because it is to be part of the larger interface.
	if !ok {
		s.t.Fatal("the provider has no actions")
	}
	typ := s.schemas.ActionSchemas[typeName].Schema.ValueType()
	value := Value(typ, config)
	dynamic := s.dynamic(typ, value)
	validated, err := actions.ValidateActionConfig(s.t.Context(), &tfprotov6.ValidateActionConfigRequest{ActionType: typeName, Config: dynamic})
	if s.check(err, nil); len(validated.Diagnostics) > 0 {
		return nil, "validate", validated.Diagnostics
	}
	planned, err := actions.PlanAction(s.t.Context(), &tfprotov6.PlanActionRequest{ActionType: typeName, Config: dynamic})
	if s.check(err, nil); len(planned.Diagnostics) > 0 || !value.IsFullyKnown() {
		return nil, "plan", planned.Diagnostics
	}
	stream, err := actions.InvokeAction(s.t.Context(), &tfprotov6.InvokeActionRequest{ActionType: typeName, Config: dynamic})
	s.check(err, nil)
	for event := range stream.Events {
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			diagnostics = event.Diagnostics
		}
	}
	return progress, "invoke", diagnostics
}
