package protocol

import (
	"bytes"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/losant/terraform-provider-losant/internal/provider"
)

// localAttributes are the attributes that no request contains. A change of only these
// needs no scope.
var localAttributes = map[string]bool{
	"allow_data_loss": true, "deletion_protection": true, "on_equal_name": true, "timeouts": true, "ignore": true,
	"resend_expired": true, "reinvite": true,
}

// warnOfScopes adds a warning for each operation that a planned change needs and that
// the API token does not permit, as far as the token states its scopes.
func (s *server) warnOfScopes(req *tfprotov6.PlanResourceChangeRequest, resp *tfprotov6.PlanResourceChangeResponse) {
	data := s.data()
	if !data.HasClient() || data.Client.Claims().Scopes == nil || hasError(resp.Diagnostics) {
		return
	}
	for _, operations := range plannedOperations(req, resp) {
		if summary, detail := data.WarnOfScopes(req.TypeName, operations); summary != "" {
			resp.Diagnostics = append(resp.Diagnostics, &tfprotov6.Diagnostic{
				Severity: tfprotov6.DiagnosticSeverityWarning, Summary: summary, Detail: detail,
			})
		}
	}
}

// plannedOperations returns the operations of a plan.
func plannedOperations(req *tfprotov6.PlanResourceChangeRequest, resp *tfprotov6.PlanResourceChangeResponse) [][]string {
	all := provider.ChangeOperations(req.TypeName)
	prior, planned := rawAttributes(req.PriorState), rawAttributes(resp.PlannedState)
	switch {
	case prior == nil && planned == nil:
		return nil
	case prior == nil:
		return [][]string{all.Create}
	case planned == nil:
		return [][]string{all.Delete}
	case len(resp.RequiresReplace) > 0:
		return [][]string{all.Delete, all.Create}
	}
	for name, value := range planned {
		if !localAttributes[name] && !sameRaw(value, prior[name]) {
			return [][]string{all.Update}
		}
	}
	return nil
}

// rawAttributes returns the encoded attributes of an object, or nil for null. Unlike
// decode, it accepts unknown values.
func rawAttributes(value *tfprotov6.DynamicValue) (attributes map[string]msgpack.RawMessage) {
	if value == nil || msgpack.Unmarshal(value.MsgPack, &attributes) != nil {
		return nil
	}
	return attributes
}

// sameRaw reports whether two encoded values are equal. Numbers have several
// encodings.
func sameRaw(a, b msgpack.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var first, second any
	return msgpack.Unmarshal(a, &first) == nil && msgpack.Unmarshal(b, &second) == nil && fmt.Sprint(first) == fmt.Sprint(second)
}
