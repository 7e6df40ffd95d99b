package people

import (
	"context"
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// demotionPatience is how long a refused demotion waits for another
// administrator to be made in the same run.
const demotionPatience = 30 * time.Second

// Seat is a member's place in an organization or instance. The API keeps one
// administrator in each: it refuses to remove or demote the last one.
type Seat struct {
	Membership *base.Membership
	// Roster reads who is there at this moment.
	Roster func(context.Context) (*Roster, error)
	UserID string
	// Who and Place stand in messages, such as "a@acme.example in organization X"
	// and "organization X".
	Who, Place string
}

// SetRole has update change the role. The demotion of the last administrator
// waits for a promotion elsewhere in this run.
func (s Seat) SetRole(ctx context.Context, role, scope string, update func(context.Context) error, diags *diag.Diagnostics) {
	deadline := time.Now().Add(demotionPatience)
	for {
		before := s.Membership.Promotions()
		last, err := s.try(ctx, update)
		if err == nil {
			break
		}
		if !last {
			diags.Append(diag.WithPath(path.Root("role"), base.ErrorDiagnostic("change the role of "+s.Who, scope, err)))
			return
		}
		if !s.Membership.Wait(ctx, before, time.Until(deadline)) {
			diags.AddAttributeError(path.Root("role"), "Could not demote "+s.Who, "The person is the last administrator, and the API keeps one. "+
				"Nobody else became administrator within "+demotionPatience.String()+". "+
				"If somebody else is promoted in the same run, Terraform started this first: apply again, and it finishes.\n\n"+err.Error())
			return
		}
	}
	if role == Admin {
		s.Promoted(ctx, diags)
	}
}

// Promoted completes the removals that waited for another administrator.
func (s Seat) Promoted(ctx context.Context, diags *diag.Diagnostics) {
	if err := s.Membership.Promoted(ctx); err != nil {
		diags.AddWarning("A former administrator is still in "+s.Place, err.Error())
	}
}

// Remove has remove end the membership; not found is success. The last
// administrator stays, with a warning, and is removed by the next promotion
// in this run.
func (s Seat) Remove(ctx context.Context, scope string, remove func(context.Context) error, diags *diag.Diagnostics) {
	attempt := func(ctx context.Context) error {
		err := remove(ctx)
		if losant.IsNotFound(err) {
			return nil
		}
		return err
	}
	for {
		before := s.Membership.Promotions()
		last, err := s.try(ctx, attempt)
		switch {
		case err == nil:
			return
		case !last:
			base.AddError(diags, "remove "+s.Who, scope, err)
			return
		case s.Membership.Defer(before, attempt):
			diags.AddWarning(s.Who+" is the last administrator and stays", "The API keeps one administrator in "+s.Place+". "+
				"Terraform forgets the person. If somebody else becomes administrator later in this run, the person is removed then.\n\n"+err.Error())
			return
		}
	}
}

// try makes a call, and tells whether it was refused because the person is the
// last administrator. The API does not document how it says so: the list
// decides. When that has another administrator, who may have become one since
// the refusal, the call is made once more.
func (s Seat) try(ctx context.Context, call func(context.Context) error) (last bool, err error) {
	for again := false; ; again = true {
		if err = call(ctx); !refused(err) {
			return false, err
		}
		roster, listErr := s.Roster(ctx)
		if listErr != nil {
			return false, err
		}
		if roster.OnlyAdministrator(s.UserID) {
			return true, err
		}
		if member := roster.Member(s.UserID, ""); again || member == nil || member.Role != Admin {
			return false, err
		}
	}
}

// refused tells whether the API understood a call and would not do it.
func refused(err error) bool {
	switch status := losant.StatusCode(err); status {
	case http.StatusUnauthorized, http.StatusNotFound, http.StatusTooManyRequests:
		return false
	default:
		return status >= http.StatusBadRequest && status < http.StatusInternalServerError
	}
}
