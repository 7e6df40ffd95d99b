// Package guard refuses to delete organizations that are protected or not empty. It
// also keeps the people in such an organization, and each object that another resource
// manages.
package guard

import (
	"context"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Organization is an organization in a state, with what the last apply permits.
type Organization struct {
	InstanceID string `json:"instance_id"`
	ID         string `json:"id"`
	Name       string `json:"name"`
	// AllowsDestroy reports whether allow_data_loss contains "destroy".
	AllowsDestroy bool `json:"allows_destroy,omitempty"`
	// DeletionProtection is nil if it is not set.
	DeletionProtection *bool `json:"deletion_protection,omitempty"`
}

func (o Organization) ref() losant.OrganizationRef {
	return losant.OrganizationRef{InstanceID: o.InstanceID, ID: o.ID}
}

// Object returns the organization as an object that a resource manages.
func (o Organization) Object() Object {
	return Object{Type: "losant_organization", Noun: "Organization", InstanceID: o.InstanceID, ID: o.ID, Name: o.Name}
}

func (o Organization) displayName() string { return base.DisplayName(o.Name, o.ID) }

// otherStates completes advice that assumes a resource in the configuration.
const otherStates = "If the resource is no longer in the configuration, put it back first. If it is tainted, run terraform untaint first. " +
	"If it is deposed, no apply can permit its destruction: terraform state rm with its address removes the old and the new organization from the state " +
	"and deletes neither. Then import the one to keep."

// PlanDestroy records that the plan destroys an organization. It refuses that, or warns
// what a permitted destruction deletes. If another resource keeps the organization,
// nothing is deleted.
func PlanDestroy(ctx context.Context, data *base.ProviderData, o Organization, private Private) diag.Diagnostics {
	var diags diag.Diagnostics
	if o.Object().planDestroy(ctx, data, private, &diags) {
		return diags
	}
	runOf(data).set(o, destroyed)
	return append(diags, guardDestroy(ctx, data, o)...)
}

func guardDestroy(ctx context.Context, data *base.ProviderData, o Organization) diag.Diagnostics {
	obstacle := o.obstacle(ctx, data)
	if obstacle.failure != nil {
		return diag.Diagnostics{base.ErrorDiagnostic(o.countAction(), obstacle.failure)}
	}
	return obstacle.report("Refused to destroy organization "+o.displayName(), "Organization "+o.displayName()+" will be destroyed with its contents",
		obstacle.howToDestroy("To keep it and only stop managing it, use a removed block or terraform state rm."))
}

// ApplyDestroy refuses to destroy an organization.
func ApplyDestroy(ctx context.Context, data *base.ProviderData, o Organization) diag.Diagnostics {
	if o.isPermitted(data) {
		return nil
	}
	return guardDestroy(ctx, data, o)
}

// PlanReplace records that the plan replaces an organization. It refuses that, or warns
// what a permitted replacement deletes.
func PlanReplace(ctx context.Context, data *base.ProviderData, o Organization) diag.Diagnostics {
	runOf(data).set(o, destroyed)
	diags, obstacle := o.Object().planReplace(data), o.obstacle(ctx, data)
	if obstacle.failure != nil {
		return append(diags, base.ErrorDiagnostic(o.countAction(), obstacle.failure))
	}
	return append(diags, obstacle.report("Refused to replace organization "+o.displayName(), "Organization "+o.displayName()+" will be replaced without its contents",
		"To keep it, undo what replaces it: -replace, replace_triggered_by or another instance_id. "+
			"To replace it anyway, undo that, "+obstacle.remedy()+", apply, and then replace it.")...)
}

// planTainted warns that an organization seems to be tainted, which makes Terraform
// replace it.
func planTainted(ctx context.Context, data *base.ProviderData, o Organization) diag.Diagnostics {
	obstacle := o.obstacle(ctx, data)
	switch {
	case obstacle.failure != nil:
		return base.CheckError(o.countAction(), obstacle.failure)
	case !obstacle.exists():
		return nil
	}
	happens := "the apply is refused. " + obstacle.refused()
	if obstacle.isAllowed {
		happens = "the apply destroys the existing one. " + obstacle.permitted()
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Organization "+o.displayName()+" exists, and another one is created",
		`If the plan says that it "is tainted, so must be replaced", `+happens+
			"\n\nTo keep it, run terraform untaint with the address of the resource.")}
}

// obstacle is why an organization should not be deleted. It is empty if there is no
// reason.
type obstacle struct {
	protection string // a sentence about deletion_protection
	contents   string // what would be deleted, such as "2 devices"
	unread     string // why the contents could not be counted
	failure    error  // instead of unread, if the run has to be repeated anyway
	isAllowed  bool   // allow_data_loss permits the deletion of the contents
}

func (o obstacle) exists() bool {
	return o.protection != "" || o.contents != "" || o.unread != "" || o.failure != nil
}

// refused returns the reason as a sentence of a refusal.
func (o obstacle) refused() string {
	switch {
	case o.protection != "":
		return o.protection
	case o.unread != "":
		return o.unread
	}
	return "It contains " + o.contents + ", which would be permanently deleted."
}

// permitted returns the same facts as a sentence of a warning.
func (o obstacle) permitted() string {
	if o.unread != "" {
		return o.unread + "\n\nallow_data_loss permits their deletion."
	}
	return "It contains " + o.contents + ", which will be permanently deleted. allow_data_loss permits it."
}

// remedy returns what permits the deletion, as an instruction.
func (o obstacle) remedy() string {
	if o.protection != "" {
		return "set deletion_protection = false"
	}
	return `set allow_data_loss = ["destroy"]`
}

// howToDestroy returns instructions that can be followed in each state of a resource.
func (o obstacle) howToDestroy(alternative string) string {
	object := "it with everything in it"
	if o.protection != "" {
		object = "it"
	}
	return "To destroy " + object + ", " + o.remedy() + ", apply, and then destroy it. " + alternative + "\n\n" + otherStates
}

// report returns a refusal, or the warning about a permitted deletion.
func (o obstacle) report(refusal, warning, instruction string) diag.Diagnostics {
	switch {
	case !o.exists():
		return nil
	case o.isAllowed:
		return diag.Diagnostics{diag.NewWarningDiagnostic(warning, o.permitted())}
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic(refusal, o.refused()+"\n\n"+instruction)}
}

// isPermitted reports whether the last apply permits destroying an organization
// with everything in it.
func (o Organization) isPermitted(data *base.ProviderData) bool {
	return o.AllowsDestroy && o.protection(data) == ""
}

// obstacle finds out why an organization should not be deleted. Without a client it
// looks only at deletion_protection: then nothing can be deleted, and the apply has
// a client and looks again.
func (o Organization) obstacle(ctx context.Context, data *base.ProviderData) obstacle {
	if protection := o.protection(data); protection != "" || !data.HasClient() {
		return obstacle{protection: protection}
	}
	found := obstacle{isAllowed: o.AllowsDestroy}
	org, err := data.Client.Organizations.Get(ctx, o.ref(), losant.WithSummary(summaryFields()...))
	if err == nil {
		found.contents = contentsOf(org)
	} else if isGone, err := data.IsGone(ctx, err, data.OrganizationAbsence(o.ref())); !isGone {
		if !found.isAllowed && isAboutRun(err) {
			found.failure = err
		} else {
			found.unread = "Its contents could not be counted: " + base.ErrorText(err)
		}
	}
	return found
}

// isAboutRun reports whether an error says nothing about the organization: the token is
// not accepted, Losant fails, or there was no response. Then the user has to remove this
// cause and not to permit data loss.
func isAboutRun(err error) bool {
	status := losant.StatusCode(err)
	return status == 0 || status == http.StatusUnauthorized || status == http.StatusTooManyRequests || status >= http.StatusInternalServerError
}

// countAction returns what failed, for messages.
func (o Organization) countAction() string {
	return "check whether organization " + o.displayName() + " is empty"
}

// protection returns why an organization is protected, or "". The resource replaces
// the setting of the provider block.
func (o Organization) protection(data *base.ProviderData) string {
	setting := types.BoolPointerValue(o.DeletionProtection)
	where := "its deletion_protection is"
	if setting.IsNull() {
		setting, where = data.DeletionProtection, "it does not set deletion_protection, which in the provider block is"
	}
	switch {
	case setting.IsUnknown():
		return "The organization is protected, because " + where + " not known yet."
	case setting.ValueBool():
		return "The organization is protected, because " + where + " true."
	}
	return ""
}
