package protocol

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// destroyHint is the way out of a plan that fails. A destroy begins with a normal
// plan of everything in the configuration, unless it does not refresh.
const destroyHint = "To destroy instead: terraform destroy -refresh=false"

// addDestroyHint adds the hint to the errors of a plan that is not the plan of a
// destroy.
func addDestroyHint(req *tfprotov6.PlanResourceChangeRequest, resp *tfprotov6.PlanResourceChangeResponse) {
	if req.ProposedNewState == nil {
		return
	}
	if isDestroy, err := req.ProposedNewState.IsNull(); isDestroy || err != nil {
		return
	}
	for _, d := range resp.Diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			d.Detail = strings.TrimPrefix(d.Detail+"\n\n"+destroyHint, "\n\n")
		}
	}
}
