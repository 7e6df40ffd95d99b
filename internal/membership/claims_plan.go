package membership

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// The keys in the private state of a resource that manages one person.
const (
	// keptKey is in the plan of a destruction that removes nobody.
	keptKey = "kept"
	// plannedKey is in the private state of every such resource. Terraform plans a
	// replacement first with the prior state and then without it. With this key, the
	// second plan differs from that of another resource's creation.
	plannedKey = "planned"
)

type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

type privateWriter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// MarkManaged marks the private state of a resource that manages one person.
func MarkManaged(ctx context.Context, private privateWriter) diag.Diagnostics {
	return private.SetKey(ctx, plannedKey, []byte("true"))
}

// IsPlannedAgain reports whether the plan of a creation is the second plan of a
// replacement. That of a tainted resource cannot be distinguished from a creation.
func IsPlannedAgain(ctx context.Context, private privateReader) bool {
	mark, _ := private.GetKey(ctx, plannedKey)
	return mark != nil
}

// Managed is a person with the resource that manages them.
type Managed struct {
	Person
	Manager
}

// PlanKeep records that the plan of a resource adds or keeps people, and warns if
// other resources manage or remove the same people. It returns those whom another
// one may remove in this run.
func (c *Claims) PlanKeep(ctx context.Context, people []Managed, private privateReader, diags *diag.Diagnostics) (removed []Person) {
	mark, d := private.GetKey(ctx, plannedKey)
	diags.Append(d...)
	var shared, moved []overlapping
	for _, p := range people {
		overlap := c.Keep(p.Person, p.Manager, p.IsCreation && mark != nil)
		if len(overlap.Others) > 0 {
			shared = append(shared, overlapping{p, overlap.Others[0]})
		}
		if len(overlap.Leaving) > 0 {
			moved = append(moved, overlapping{p, Manager{Type: overlap.Leaving[0]}})
		}
		if overlap.IsRemoved() {
			removed = append(removed, p.Person)
		}
	}
	diags.Append(manyManagersWarning(shared)...)
	diags.Append(movedWarning(moved)...)
	return removed
}

// PlanLeave records that a plan destroys the resource of a person. If another
// resource manages the person, the destruction will remove nobody.
func (c *Claims) PlanLeave(ctx context.Context, person Person, resourceType string, private privateWriter, diags *diag.Diagnostics) {
	managers := c.Leave(person, resourceType)
	if len(managers) == 0 {
		return
	}
	diags.Append(private.SetKey(ctx, keptKey, []byte("true"))...)
	diags.Append(willBeKeptWarning(person, resourceType, managers[0]))
}

// wasKeptWarning says that the destruction of a resource removed nobody.
func wasKeptWarning(person Person) diag.Diagnostic {
	return diag.NewWarningDiagnostic(person.name()+" was kept in "+person.parent(),
		"Another resource now manages the person, so destroying this resource removed nobody.")
}

// willBeKeptWarning says that the destruction of a resource will remove nobody.
func willBeKeptWarning(person Person, resourceType string, m Manager) diag.Diagnostic {
	detail := fmt.Sprintf("The plan destroys a %s, but a %s manages the same person. Destroying the first one removes nobody.", resourceType, m.Type)
	return diag.NewWarningDiagnostic(person.name()+" will be kept in "+person.parent(), detail+moveHint(person, resourceType, m))
}

// overlapping is a person with two resources.
type overlapping struct {
	Managed
	other Manager
}

// countPeople returns the name of the only person, or how many there are.
func countPeople(people []overlapping) string {
	if len(people) == 1 {
		return people[0].name() + " is"
	}
	return fmt.Sprintf("%d people are", len(people))
}

// listPeople returns a line for each person.
func listPeople(people []overlapping, describe func(overlapping) string) string {
	lines := make([]string, len(people))
	for i, p := range people {
		lines[i] = describe(p)
	}
	return strings.Join(lines, "\n")
}

// movedWarning warns about people whom one resource removes and another manages.
func movedWarning(people []overlapping) diag.Diagnostics {
	if len(people) == 0 {
		return nil
	}
	detail := listPeople(people, func(p overlapping) string {
		return fmt.Sprintf("The plan removes %s from a %s, but a %s manages the person.", p.name(), p.other.Type, p.Type)
	})
	detail += "\n\nNobody is lost. But if the removal comes first, the person is added again: access is interrupted, Losant may send an e-mail, " +
		"and permissions for single applications are lost." + moveHint(people[0].Person, people[0].other.Type, people[0].Manager)
	return diag.Diagnostics{diag.NewWarningDiagnostic(
		countPeople(people)+" removed by one resource and kept by another in "+people[0].parent(), detail)}
}

// moveHint returns how to move the state of a person to a new resource, or "" if
// Terraform cannot move it.
func moveHint(person Person, from string, to Manager) string {
	movable := []string{TypeInvitation, TypeOrganizationMember}
	if !to.IsCreation || from != to.Type && (!slices.Contains(movable, from) || !slices.Contains(movable, to.Type)) || from == TypeOrganizationMembers {
		return ""
	}
	return fmt.Sprintf("\n\nIf this is a move, add this block with the two addresses from the plan:\n\n"+
		"moved {\n  from = %s.NAME # the one that will be destroyed, of %s\n  to   = %s.NAME # the one that will be created\n}",
		from, person.name(), to.Type)
}

// manyManagersWarning warns about people whom two resources manage.
func manyManagersWarning(people []overlapping) diag.Diagnostics {
	if len(people) == 0 {
		return nil
	}
	detail := listPeople(people, func(p overlapping) string {
		return fmt.Sprintf("A %s and a %s manage %s.", p.describe(), p.other.describe(), p.name())
	})
	return diag.Diagnostics{diag.NewWarningDiagnostic(
		countPeople(people)+" managed by two resources in "+people[0].parent(),
		detail+"\n\nAn apply of one can undo what the other did. Remove one of them with a removed block.")}
}

// describe returns the resource for messages.
func (m Manager) describe() string {
	if m.Role == "" {
		return m.Type
	}
	return fmt.Sprintf("%s (role %q)", m.Type, m.Role)
}
