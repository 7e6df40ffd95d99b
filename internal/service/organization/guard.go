package organization

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// contents lists what is deleted together with an organization, by the fields of
// its summary.
var contents = []struct{ field, one, many string }{
	{"appCount", "application", "applications"},
	{"dashCount", "dashboard", "dashboards"},
	{"deviceCount", "device", "devices"},
}

// guardDestroy refuses to destroy an organization that is not empty, or whose
// contents cannot be counted. It allows everything without a client, because then
// nothing can be destroyed: the apply has a client and calls it again.
func (r *organizationResource) guardDestroy(ctx context.Context, state *model) diag.Diagnostics {
	if state.AllowDataLoss.ValueBool() || !r.HasClient() {
		return nil
	}
	var diags diag.Diagnostics
	summary := "Refused to destroy organization " + state.displayName()
	const howToProceed = "To destroy it with everything in it, set allow_data_loss = true, apply, and then destroy it. " +
		"To keep it and only stop managing it, use a removed block or terraform state rm."
	org, err := r.Client.Organizations.Get(ctx, state.ref(), losant.WithSummary(summaryFields()...))
	if err != nil {
		isGone, err := r.IsGone(ctx, err, r.OrganizationAbsence(state.ref()))
		if !isGone {
			diags.AddError(summary, "Its contents could not be counted: "+base.ErrorText(err)+"\n\n"+howToProceed)
		}
		return diags
	}
	if found := contentsOf(org); len(found) > 0 {
		diags.AddError(summary, "It contains "+strings.Join(found, ", ")+", which would be permanently deleted.\n\n"+howToProceed)
	}
	return diags
}

// contentsOf returns what an organization contains, for example "2 applications".
// A missing or impossible count is not taken for zero.
func contentsOf(org *losant.Organization) []string {
	var found []string
	for _, c := range contents {
		n, counted := int64(0), false
		if org.Summary != nil {
			n, counted = org.Summary.Counts[c.field]
		}
		switch {
		case !counted || n < 0:
			found = append(found, "an unknown number of "+c.many)
		case n == 1:
			found = append(found, "1 "+c.one)
		case n > 1:
			found = append(found, fmt.Sprintf("%d %s", n, c.many))
		}
	}
	return found
}

func summaryFields() []string {
	fields := make([]string, len(contents))
	for i, c := range contents {
		fields[i] = c.field
	}
	return fields
}
