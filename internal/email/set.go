package email

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// ReconcileSet returns the set of addresses that the API has. An address that
// differs from a prior one only in letter case keeps the prior form.
func ReconcileSet(emails []string, prior types.Set) types.Set {
	var reconciled []string
	for _, email := range base.Strings(prior) {
		if Contains(emails, email) {
			reconciled = append(reconciled, email)
		}
	}
	for _, email := range emails {
		if !Contains(reconciled, email) {
			reconciled = append(reconciled, email)
		}
	}
	return base.KeepEmptySet(reconciled, prior)
}

// KeepSameSet plans the prior form of a set of addresses if the configuration has
// the same ones.
func KeepSameSet() planmodifier.Set { return keepSameSet{} }

type keepSameSet struct{}

func (keepSameSet) Description(context.Context) string { return docSameAddress }

func (keepSameSet) MarkdownDescription(context.Context) string { return docSameAddress }

func (keepSameSet) PlanModifySet(_ context.Context, req planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	if req.PlanValue.IsUnknown() || len(req.PlanValue.Elements()) == 0 || len(req.StateValue.Elements()) == 0 {
		return
	}
	prior, planned := base.Strings(req.StateValue), base.Strings(req.PlanValue)
	notIn := func(emails []string) func(string) bool {
		return func(email string) bool { return !Contains(emails, email) }
	}
	allKnown := len(planned) == len(req.PlanValue.Elements())
	if allKnown && !slices.ContainsFunc(planned, notIn(prior)) && !slices.ContainsFunc(prior, notIn(planned)) {
		resp.PlanValue = req.StateValue
	}
}
