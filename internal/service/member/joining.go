package member

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// joining is a person whom a plan adds to an organization.
type joining struct {
	name string
	role string // empty if it is not known yet
}

// roleName returns the role for messages.
func (j joining) roleName() string {
	if j.role == "" {
		return "not known yet"
	}
	return strconv.Quote(j.role)
}

// announceOne warns that an apply adds a person. Losant may send an e-mail.
func announceOne(j joining, parent string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Applying adds or invites "+j.name+" to "+parent,
		"A person with a Losant account joins at once. Losant invites anybody else by e-mail. The role is "+j.roleName()+".")
}

// announceAll warns that an apply adds people. Losant may send e-mails.
func announceAll(people []joining, parent string) diag.Diagnostics {
	if len(people) == 0 {
		return nil
	}
	var lines []string
	for _, j := range people {
		lines = append(lines, j.name+": the role is "+j.roleName()+".")
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Applying adds or invites people to "+parent,
		"A person with a Losant account joins at once. Losant invites anybody else by e-mail.\n\n"+strings.Join(lines, "\n"))}
}

// announceCreation warns about everybody whom a plan lists. It cannot read who already
// belongs to the organization.
func (m *membersModel) announceCreation() diag.Diagnostics {
	var people []joining
	for address, role := range m.roles() {
		people = append(people, joining{address, role})
	}
	slices.SortFunc(people, func(a, b joining) int { return strings.Compare(a.name, b.name) })
	return announceAll(people, m.parentName())
}
