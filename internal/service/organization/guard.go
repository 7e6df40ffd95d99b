package organization

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// What an organization holds that is lost with it, by the summary's fields.
var holdings = []struct{ field, one, many string }{
	{"appCount", "application", "applications"},
	{"dashCount", "dashboard", "dashboards"},
	{"deviceCount", "device", "devices"},
}

// guardDestroy refuses to destroy an organization that still holds something.
// Where that cannot be told it refuses too. (Without a client it is silent: then
// nothing is destroyed either, and a client is there when the plan is applied.)
func (r *organizationResource) guardDestroy(ctx context.Context, state *model) diag.Diagnostics {
	if state.AllowDataLoss.ValueBool() || !r.HasClient() {
		return nil
	}
	var diags diag.Diagnostics
	refused := "Refused to destroy organization " + state.displayName()
	const wayOut = "To destroy it with everything in it, set allow_data_loss = true, apply, then destroy. " +
		"To keep it and only forget it, use a removed block or terraform state rm."
	org, err := r.Client.Organizations.Get(ctx, state.ref(), losant.WithSummary(summaryFields()...))
	if err != nil {
		gone, err := r.IsGone(ctx, state.InstanceID.ValueString(), err)
		if !gone {
			diags.AddError(refused, "It could not be read what it holds: "+err.Error()+"\n\n"+wayOut)
		}
		return diags
	}
	var held []string
	for _, h := range holdings {
		n, counted := int64(0), false
		if org.Summary != nil {
			n, counted = org.Summary.Counts[h.field]
		}
		switch {
		case !counted:
			held = append(held, "an unknown number of "+h.many)
		case n == 1:
			held = append(held, "1 "+h.one)
		case n > 1:
			held = append(held, fmt.Sprintf("%d %s", n, h.many))
		}
	}
	if len(held) > 0 {
		diags.AddError(refused, "It holds "+strings.Join(held, ", ")+", which would be deleted for good.\n\n"+wayOut)
	}
	return diags
}

func summaryFields() []string {
	fields := make([]string, len(holdings))
	for i, h := range holdings {
		fields[i] = h.field
	}
	return fields
}
