package membership

import (
	"context"
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// demotionTimeout is how long a refused demotion waits for a promotion in the same
// run.
const demotionTimeout = 30 * time.Second

// LastAdminGuard changes the role of a member or removes the member. It handles that
// Losant refuses to demote or remove the last administrator.
type LastAdminGuard struct {
	Coordinator *Coordinator
	// Roster reads the current members.
	Roster func(context.Context) (*Roster, error)
	UserID string
	// RemoveLater calls remove for a removal that waited for another administrator,
	// unless a resource has claimed the person meanwhile.
	RemoveLater func(remove func() error) error
	// Person and Parent stand in messages, for example "a@acme.example in
	// organization X" and "organization X".
	Person, Parent string
}

// SetRole changes the role by a call of update. The demotion of the last
// administrator waits for another resource to promote somebody in this run.
func (g LastAdminGuard) SetRole(ctx context.Context, role string, update func(context.Context) error, diags *diag.Diagnostics) {
	deadline := time.Now().Add(demotionTimeout)
	for {
		before := g.Coordinator.Promotions()
		last, err := g.try(ctx, update)
		if err == nil {
			break
		}
		if !last {
			diags.Append(diag.WithPath(path.Root("role"), base.ErrorDiagnostic("change the role of "+g.Person, err)))
			return
		}
		if !g.Coordinator.Wait(ctx, before, time.Until(deadline)) {
			diags.AddAttributeError(path.Root("role"), "Could not demote "+g.Person,
				"This person is the last administrator, and Losant requires at least one. No other administrator was added within "+demotionTimeout.String()+". "+
					"If this plan also promotes somebody, apply again to finish. Otherwise, make somebody else an administrator first.\n\n"+base.ErrorText(err))
			return
		}
	}
	if role == losant.RoleAdmin {
		g.Coordinator.CompleteRemovals(ctx, g.Parent, diags)
	}
}

// CompleteRemovals records that there is another administrator, and completes the
// removals that waited for one.
func (c *Coordinator) CompleteRemovals(ctx context.Context, parent string, diags *diag.Diagnostics) {
	if err := c.Promoted(ctx); err != nil {
		diags.AddWarning("A former administrator is still in "+parent,
			"The removal waited for another administrator, and then failed again. Remove the person in Losant.\n\n"+base.ErrorText(err))
	}
}

// Remove removes the member by a call of remove. The last administrator is kept, with
// a warning, and removed after the next promotion in this run.
func (g LastAdminGuard) Remove(ctx context.Context, remove func(context.Context) error, diags *diag.Diagnostics) {
	for {
		before := g.Coordinator.Promotions()
		last, err := g.try(ctx, remove)
		switch {
		case err == nil:
			return
		case !last:
			base.AddError(diags, "remove "+g.Person, err)
			return
		case g.Coordinator.Defer(before, func(ctx context.Context) error {
			return g.RemoveLater(func() error { return remove(ctx) })
		}):
			diags.AddWarning(g.Person+" was kept: last administrator",
				"Losant requires at least one administrator in "+g.Parent+". The resource is removed from the state. "+
					"If this run also destroys "+g.Parent+", or somebody else becomes an administrator later in this run, nothing is left to do. "+
					"Otherwise the person is still a member: add another administrator, and then remove this person in Losant.")
			return
		}
	}
}

// try makes a call, and reports whether it was refused because the person is the
// last administrator. The API does not document that refusal, so the list of
// members decides. If it shows another administrator, who may have become one
// since the refusal, the call is made once more.
func (g LastAdminGuard) try(ctx context.Context, call func(context.Context) error) (last bool, err error) {
	for retried := false; ; retried = true {
		if err = call(ctx); !isRefusal(err) {
			return false, err
		}
		roster, listErr := g.Roster(ctx)
		if listErr != nil {
			return false, err
		}
		if roster.Administrators().IsOnly(g.UserID) {
			return true, err
		}
		if member := roster.Member(g.UserID, ""); retried || member == nil || member.Role != losant.RoleAdmin {
			return false, err
		}
	}
}

// isRefusal reports whether the API understood a request and refused it.
func isRefusal(err error) bool {
	switch status := losant.StatusCode(err); status {
	case http.StatusUnauthorized, http.StatusNotFound, http.StatusTooManyRequests:
		return false
	default:
		return status >= http.StatusBadRequest && status < http.StatusInternalServerError
	}
}
