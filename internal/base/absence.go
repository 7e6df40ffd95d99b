package base

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// ErrNotListed means that a person is not in the lists of a parent, which were read
// successfully.
var ErrNotListed = errors.New("the person is neither a member nor invited")

// Proof reads more from Losant to find out whether an object exists. It returns nil
// if the object does not exist.
type Proof func(context.Context) error

// unprovenError describes an object that was not found, without proof that it does
// not exist. It hides both errors, so that nothing takes it for their "not found".
type unprovenError struct {
	notFound, reason error
	imported         bool // There is no state yet.
}

func (e *unprovenError) Error() string {
	return "Losant did not find it (" + ErrorText(e.notFound) + "), but there is no proof that it was deleted: " + ErrorText(e.reason)
}

// waysOut says what to do about an object that Losant may or may not have.
const waysOut = "The state is kept. If the object was deleted, and this does not go away by itself, stop managing it with a removed block or terraform state rm."

func (e *unprovenError) hint() string {
	hint := hintFor(e.reason)
	switch {
	case e.imported:
		return hint
	case hint == "":
		return waysOut
	}
	return hint + "\n\n" + waysOut
}

// OfImport returns the error of the first read of an imported object. It does not say
// what to do with the state, because there is none yet.
func OfImport(err error) error {
	if unproven, ok := errors.AsType[*unprovenError](err); ok {
		return &unprovenError{unproven.notFound, unproven.reason, true}
	}
	return err
}

// IsGone reports whether err means that an object was deleted outside Terraform. If
// not, it returns the error to report. "Not found" alone does not mean that: a token
// of another instance finds nothing, and neither does a server that lags behind. A
// plan must not offer to create all objects again. So the proof must agree.
func (d *ProviderData) IsGone(ctx context.Context, err error, proof Proof) (bool, error) {
	if !losant.IsNotFound(err) && !errors.Is(err, ErrNotListed) {
		return false, err
	}
	if reason := proof(ctx); reason != nil {
		return false, &unprovenError{notFound: err, reason: reason}
	}
	return true, nil
}

// IgnoreGone returns the error of a deletion. It returns nil if the object did not
// exist anyway.
func (d *ProviderData) IgnoreGone(ctx context.Context, err error, proof Proof) error {
	if isGone, err := d.IsGone(ctx, err, proof); !isGone {
		return err
	}
	return nil
}

// DeleteFailed adds the error of a failed deletion, unless the object does not
// exist anyway.
func (d *ProviderData) DeleteFailed(ctx context.Context, action string, err error, proof Proof, diags *diag.Diagnostics) {
	if err := d.IgnoreGone(ctx, err, proof); err != nil {
		AddError(diags, action, err)
	}
}

// ReportDeleted adds an error if err of an update means that the object was deleted since
// the plan. Otherwise it returns the error to report.
func (d *ProviderData) ReportDeleted(ctx context.Context, object string, err error, proof Proof, diags *diag.Diagnostics) error {
	isGone, err := d.IsGone(ctx, err, proof)
	if !isGone {
		return err
	}
	diags.AddError(object+" was deleted since the plan",
		"Nothing was changed. Run terraform plan again: the new plan creates it again, unless you remove it from the configuration.")
	return nil
}

// OrganizationAbsence returns the proof that an organization does not exist.
func (d *ProviderData) OrganizationAbsence(ref losant.OrganizationRef) Proof {
	return func(ctx context.Context) error { return d.Client.Organizations.ConfirmAbsence(ctx, ref) }
}

// PersonAbsence returns the proof that a person whom the lists of an organization do
// not contain has left: the organization exists, or it was deleted too.
func (d *ProviderData) PersonAbsence(ref losant.OrganizationRef) Proof {
	return func(ctx context.Context) error {
		_, err := d.Client.Organizations.Get(ctx, ref)
		if losant.IsNotFound(err) {
			return d.Client.Organizations.ConfirmAbsence(ctx, ref)
		}
		return err
	}
}

// fewMissing is how many organizations a run may not find, however few it finds.
const fewMissing = 10

// organizationCount counts the organizations that the reads of a run have found, and
// those that were deleted outside Terraform.
type organizationCount struct {
	mu      sync.Mutex
	found   map[string]bool   // by ID
	missing map[string]string // the display names by ID
	stopped bool
}

func (d *ProviderData) organizationCount() *organizationCount {
	return Shared(d, "", func() *organizationCount {
		return &organizationCount{found: map[string]bool{}, missing: map[string]string{}}
	})
}

// FoundOrganization records that a read has found an organization.
func (d *ProviderData) FoundOrganization(id string) {
	c := d.organizationCount()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.found[id] = true
}

// AllowRemoval reports whether an organization that was deleted outside Terraform may
// be removed from the state. If a run finds few others, that is more likely a mistake
// than many deletions, so AllowRemoval adds one error for all of them.
func (d *ProviderData) AllowRemoval(id, displayName string, diags *diag.Diagnostics) bool {
	c := d.organizationCount()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.missing[id] = displayName
	if d.AllowMassAbsence || !c.stopped && (len(c.missing) <= fewMissing || len(c.missing) <= len(c.found)) {
		return true
	}
	if !c.stopped {
		c.stopped = true
		diags.AddError(fmt.Sprintf("Stopped because %d organizations were not found", len(c.missing)), c.explain())
	}
	return false
}

func (c *organizationCount) explain() string {
	var names []string
	for _, name := range c.missing {
		names = append(names, "- "+name)
	}
	slices.Sort(names)
	return fmt.Sprintf("This run has found only %d of the %d organizations that it has read so far. A wrong api_token, instance_id or api_url is more likely than so many deletions. "+
		"The state is kept. Not found:\n\n%s\n\n"+
		"If they were deleted, set allow_mass_absence = true in the provider block, or LOSANT_ALLOW_MASS_ABSENCE=1 in the environment for one run.",
		len(c.found), len(c.found)+len(c.missing), strings.Join(names, "\n"))
}
