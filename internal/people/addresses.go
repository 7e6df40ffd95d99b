package people

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Addresses returns the set of e-mail addresses that the API has, in the
// spelling of the prior one where that differs in letter case alone.
func Addresses(present []string, prior types.Set) types.Set {
	var spelt []string
	for _, email := range base.Strings(prior) {
		if hasAddress(present, email) {
			spelt = append(spelt, email)
		}
	}
	for _, email := range present {
		if !hasAddress(spelt, email) {
			spelt = append(spelt, email)
		}
	}
	return base.AuthoredSet(spelt, prior)
}

func hasAddress(emails []string, email string) bool {
	return slices.ContainsFunc(emails, func(other string) bool { return losant.SameEmail(other, email) })
}

// KeepSameEmails plans the prior spelling of a set of addresses while the
// configuration means the same ones.
func KeepSameEmails() planmodifier.Set { return keepSameEmails{} }

type keepSameEmails struct{}

func (keepSameEmails) Description(context.Context) string {
	return "Letter case makes no other address."
}

func (m keepSameEmails) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (keepSameEmails) PlanModifySet(_ context.Context, req planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	if req.PlanValue.IsUnknown() || len(req.PlanValue.Elements()) == 0 || len(req.StateValue.Elements()) == 0 {
		return
	}
	prior, planned := base.Strings(req.StateValue), base.Strings(req.PlanValue)
	other := func(among []string) func(string) bool {
		return func(email string) bool { return !hasAddress(among, email) }
	}
	if len(planned) == len(req.PlanValue.Elements()) && !slices.ContainsFunc(planned, other(prior)) && !slices.ContainsFunc(prior, other(planned)) {
		resp.PlanValue = req.StateValue
	}
}
