package membership

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/losant"
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

// IsPlannedAgain reports whether a plan without a prior state is the second plan of a
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
		if others := notTwoSets(p.Type, overlap.Others); len(others) > 0 {
			shared = append(shared, overlapping{p, others[0]})
		}
		for _, leaving := range overlap.Leaving {
			if others := notTwoSets(p.Type, []Manager{{Type: leaving}}); len(others) > 0 {
				moved = append(moved, overlapping{p, others[0]})
				break
			}
		}
		if overlap.IsRemoved() {
			removed = append(removed, p.Person)
		}
	}
	diags.Append(manyManagersWarning(shared)...)
	diags.Append(movedWarning(moved)...)
	return removed
}

// notTwoSets returns the other resources of a person, except sets if the resource is a
// set itself: PlanSet warns about two sets, whoever is in them.
func notTwoSets(resourceType string, others []Manager) []Manager {
	return slices.DeleteFunc(slices.Clone(others), func(m Manager) bool {
		return resourceType == TypeOrganizationMembers && m.Type == resourceType
	})
}

// PlanSet records that a plan creates or keeps a losant_organization_members, and warns
// if the organization has another one.
func (c *Claims) PlanSet(ctx context.Context, organization losant.OrganizationRef, isCreation bool, private privateReader, diags *diag.Diagnostics) {
	key := organization.InstanceID + "/" + organization.ID
	c.mu.Lock()
	defer c.mu.Unlock()
	if isReplacement := isCreation && IsPlannedAgain(ctx, private); c.sets[key] && !isReplacement {
		diags.AddWarning("Two "+TypeOrganizationMembers+" manage organization "+organization.ID,
			"Each of them removes everybody who is only in the other one. Move all people to one of them, and remove the other one with a removed block.")
	}
	c.sets[key] = true
}

// PlanRemoval records that the plan of a losant_organization_members removes people, and
// warns about those whom other resources manage. An apply does not call a resource that
// does not change, so only the plan knows that one manages the person.
func (c *Claims) PlanRemoval(people []Person, diags *diag.Diagnostics) {
	var managed []overlapping
	for _, p := range people {
		if others := notTwoSets(TypeOrganizationMembers, c.Leave(p, TypeOrganizationMembers)); len(others) > 0 {
			managed = append(managed, overlapping{Managed{p, others[0]}, Manager{Type: TypeOrganizationMembers}})
		}
	}
	if len(managed) > 0 {
		diags.Append(overlapWarning(managed, "The apply can remove the person. Then this apply or the next one adds the person again: "+interrupts))
	}
}

// PlanLeave records that a plan destroys the resource of a person. If another
// resource manages the person, the destruction will remove nobody. In an apply, only
// what a resource with create_before_destroy leaves behind is planned, after its
// replacement was created.
func (c *Claims) PlanLeave(ctx context.Context, person Person, resourceType string, private privateWriter, diags *diag.Diagnostics) {
	managers := c.Leave(person, resourceType)
	if len(managers) == 0 {
		return
	}
	diags.Append(private.SetKey(ctx, keptKey, []byte("true"))...)
	if !c.isWritten(person) {
		diags.Append(willBeKeptWarning(person, resourceType, managers[0]))
	}
}

// ExpectRole adds an error, and returns false, if somebody gave a person another role
// since the plan: an apply changes only what its plan showed. If the role was changed by
// another resource of this run, the plan has warned.
func (c *Claims) ExpectRole(person Person, current, prior, planned string, diags *diag.Diagnostics) bool {
	if current == prior || current == planned || c.HasOthers(person) {
		return true
	}
	diags.AddAttributeError(path.Root("role"), person.name()+" got another role in "+person.parent()+" since the plan",
		fmt.Sprintf("The role is %q, and the plan showed %q. An apply changes only what its plan showed, so nothing was changed. "+
			"Run terraform plan again, and apply the new plan.", current, prior))
	return false
}

// wasKeptWarning says that the destruction of a resource removed nobody.
func wasKeptWarning(person Person) diag.Diagnostic {
	return diag.NewWarningDiagnostic(person.name()+" was kept in "+person.parent(),
		"Its replacement or another resource now manages the person, so destroying this resource removed nobody.")
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
	return diag.Diagnostics{overlapWarning(people, "Nobody is lost. But if the removal comes first, the person is added again: "+interrupts)}
}

const interrupts = "access is interrupted, Losant may send an e-mail, and permissions for single applications are lost."

// overlapWarning returns a warning with the effect on people whom one resource removes
// and another manages.
func overlapWarning(people []overlapping, effect string) diag.Diagnostic {
	detail := listPeople(people, func(p overlapping) string {
		return fmt.Sprintf("The plan removes %s from a %s, but a %s manages the person.", p.name(), p.other.Type, p.Type)
	})
	hint := moveHint(people[0].Person, people[0].other.Type, people[0].Manager)
	if people[0].other.Type == TypeOrganizationMembers {
		hint = " To keep the person, add the address to members or ignore of the " + TypeOrganizationMembers + "."
	}
	return diag.NewWarningDiagnostic(countPeople(people)+" removed by one resource and kept by another in "+people[0].parent(), detail+"\n\n"+effect+hint)
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
