// Package email is the e-mail address as an attribute: how it is validated, and
// how addresses that differ only in letter case are treated as equal.
package email

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

const docSameAddress = "An address that differs only in letter case is not a change."

// Contains reports whether a list has an address. It ignores letter case.
func Contains(emails []string, email string) bool {
	return slices.ContainsFunc(emails, func(other string) bool { return losant.SameEmail(other, email) })
}

// Matches reports whether an address is in a list of addresses and of patterns such
// as *@acme.example. It ignores letter case.
func Matches(patterns []string, email string) bool {
	_, domain, _ := strings.Cut(email, "@")
	return Contains(patterns, email) || Contains(patterns, "*@"+domain)
}

// Sort sorts items by their address. It ignores letter case.
func Sort[T any](items []T, email func(T) types.String) {
	slices.SortStableFunc(items, func(a, b T) int {
		return cmp.Compare(strings.ToLower(email(a).ValueString()), strings.ToLower(email(b).ValueString()))
	})
}

// KeepSame plans the prior form of an address if the configuration has the same
// address.
func KeepSame() planmodifier.String { return keepSame{} }

type keepSame struct{}

func (keepSame) Description(context.Context) string { return docSameAddress }

func (keepSame) MarkdownDescription(context.Context) string { return docSameAddress }

func (keepSame) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	prior, planned := req.StateValue.ValueString(), req.PlanValue.ValueString()
	if prior != "" && losant.SameEmail(prior, planned) {
		resp.PlanValue = req.StateValue
	}
}

// KeepSameKeys plans the prior map if the configured one differs from it only in
// the letter case of its keys, which are addresses.
func KeepSameKeys() planmodifier.Map { return keepSameKeys{} }

type keepSameKeys struct{}

func (keepSameKeys) Description(context.Context) string { return docSameAddress }

func (keepSameKeys) MarkdownDescription(context.Context) string { return docSameAddress }

func (keepSameKeys) PlanModifyMap(_ context.Context, req planmodifier.MapRequest, resp *planmodifier.MapResponse) {
	if req.StateValue.IsNull() || req.PlanValue.IsNull() || req.PlanValue.IsUnknown() {
		return
	}
	prior, planned := req.StateValue.Elements(), req.PlanValue.Elements()
	if len(prior) != len(planned) {
		return
	}
	for email, value := range planned {
		same := false
		for priorEmail, priorValue := range prior {
			same = same || losant.SameEmail(priorEmail, email) && priorValue.Equal(value)
		}
		if !same {
			return
		}
	}
	resp.PlanValue = req.StateValue
}

// resourceType returns the type of the resource of a person in a parent.
func resourceType(parent string) string {
	if strings.HasPrefix(parent, "instance ") {
		return "losant_instance_member"
	}
	return "losant_organization_member"
}

// Reconcile returns the address of a member for the state. If the person has changed
// the address by which the resource identifies them, it is the old address, because
// the new one would plan to replace the person. A warning then shows the new one.
func Reconcile(current types.String, identifiedByUserID bool, member *losant.Member, parent string, diags *diag.Diagnostics) types.String {
	email := current.ValueString()
	switch {
	case losant.SameEmail(email, member.Email):
		return current
	case email == "", identifiedByUserID:
		return base.OptionalString(member.Email)
	}
	diags.AddWarning(email+" changed their e-mail address",
		fmt.Sprintf("The user %s of %s now has the address %s. Update email to match; nothing else changes.\n\n"+
			"If the address is also the key of the resource in for_each, the key changes too. Then add this block with the name of your resource. "+
			"Otherwise Terraform removes the person and adds them again.\n\n"+
			"moved {\n  from = %[4]s.NAME[%[5]q]\n  to   = %[4]s.NAME[%[3]q]\n}",
			member.UserID, parent, member.Email, resourceType(parent), email))
	return current
}
