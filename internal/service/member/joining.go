package member

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// joining is a person whom a plan adds to an organization.
type joining struct {
	name       string
	role       string // empty if it is not known yet
	hasAccount bool   // whether the person joins at once, without an invitation
	byUserID   bool   // whether the request names the person by a user ID
}

const (
	docWithAccount = "The person has a Losant account and joins at once."
	docByUserID    = "Losant adds the account with this user_id at once, and refuses an ID without an account."
	docEverybody   = "A person with a Losant account joins at once. Losant invites anybody else by e-mail."
)

// roleName returns the role for messages.
func (j joining) roleName() string {
	if j.role == "" {
		return "not known yet"
	}
	return strconv.Quote(j.role)
}

// announceOne warns that an apply adds a person. Losant may send an e-mail.
func announceOne(j joining, parent string) diag.Diagnostic {
	what, why := "adds or invites ", docEverybody
	switch {
	case j.byUserID:
		what, why = "adds ", docByUserID
	case j.hasAccount:
		what, why = "adds ", docWithAccount
	}
	return diag.NewWarningDiagnostic("Applying "+what+j.name+" to "+parent, why+" The role is "+j.roleName()+".")
}

// announceAll warns that an apply adds people. Losant may send e-mails.
func announceAll(people []joining, parent string) diag.Diagnostics {
	if len(people) == 0 {
		return nil
	}
	what, why := "adds people", ""
	var lines []string
	for _, j := range people {
		line := j.name + ": the role is " + j.roleName() + "."
		if j.hasAccount {
			line += " " + docWithAccount
		} else {
			what, why = "adds or invites people", docEverybody+"\n\n"
		}
		lines = append(lines, line)
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Applying "+what+" to "+parent, why+strings.Join(lines, "\n"))}
}

// announceCreation warns about everybody whom a plan lists, without reading who already
// belongs to the organization.
func (r *membersResource) announceCreation(ctx context.Context, plan *membersModel, canCheck bool) diag.Diagnostics {
	var people []joining
	var diags diag.Diagnostics
	roles := plan.roles()
	for _, address := range slices.Sorted(maps.Keys(roles)) {
		j := joining{name: address, role: roles[address]}
		if canCheck {
			diags.Append(j.lookUp(ctx, r.ProviderData, plan.InstanceID, nil, path.Empty())...)
		}
		people = append(people, j)
	}
	return append(diags, announceAll(people, plan.parentName())...)
}

// lookUp finds out whether the person, whose name is an address, has an account, and
// whether the MFA mode of the organization allows the role at an attribute. There is no
// mode before the organization is created.
func (j *joining) lookUp(ctx context.Context, p *base.ProviderData, instanceID types.String, org *losant.Organization, at path.Path) diag.Diagnostics {
	account, diags := membership.FindAccount(ctx, p, instanceID.ValueString(), j.name)
	j.hasAccount = account != nil
	if account == nil || org == nil || j.role == "" {
		return diags
	}
	return append(diags, membership.CheckAccountMFA(at, org, account, j.role)...)
}
