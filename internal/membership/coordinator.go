package membership

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Coordinator coordinates, within a run, the resources that manage people of the
// same organization or instance. The API refuses to remove or demote the last
// administrator, and Terraform decides in which order two administrators are
// swapped.
type Coordinator struct {
	mu         sync.Mutex
	promotions int
	promoted   chan struct{} // closed at the next promotion
	deferred   []func(context.Context) error
	joining    map[string]bool
	planned    map[string]string // planned roles by user ID, or by address
}

// NewCoordinator returns a coordinator for one run.
func NewCoordinator() *Coordinator {
	return &Coordinator{promoted: make(chan struct{}), joining: map[string]bool{}, planned: map[string]string{}}
}

// CoordinatorOf returns the coordinator of an organization, or that of the
// instance if the organization's ID is empty.
func CoordinatorOf(p *base.ProviderData, organization losant.OrganizationRef) *Coordinator {
	return base.Shared(p, organization.InstanceID+"/"+organization.ID, NewCoordinator)
}

// Promotions returns the number of promotions so far. With the number from before an
// attempt, Defer and Wait detect a promotion during the attempt.
func (c *Coordinator) Promotions() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.promotions
}

// Promoted records that there is another administrator, and runs what was
// deferred until then.
func (c *Coordinator) Promoted(ctx context.Context) error {
	c.mu.Lock()
	c.promotions++
	close(c.promoted)
	c.promoted = make(chan struct{})
	deferred := c.deferred
	c.deferred = nil
	c.mu.Unlock()

	var errs []error
	for _, f := range deferred {
		errs = append(errs, f(ctx))
	}
	return errors.Join(errs...)
}

// Defer runs f at the next promotion. If there was one since the count was taken, it
// returns false and does not run f. The caller then retries at once.
func (c *Coordinator) Defer(since int, f func(context.Context) error) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.promotions != since {
		return false
	}
	c.deferred = append(c.deferred, f)
	return true
}

// Wait waits for a promotion after the count was taken, and reports whether there
// was one.
func (c *Coordinator) Wait(ctx context.Context, since int, timeout time.Duration) bool {
	c.mu.Lock()
	promoted, missed := c.promoted, c.promotions != since
	c.mu.Unlock()
	if missed {
		return true
	}
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-promoted:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

// AddJoining records that a plan adds a person, and returns how many people it
// adds so far.
func (c *Coordinator) AddJoining(person string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.joining[person] = true
	return len(c.joining)
}

// PlanRole records the planned role of somebody who is active when this run ends, by
// user ID or by address.
func (c *Coordinator) PlanRole(person, role string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.planned[person] = role
}

// CheckDemotion records the planned role of a member, and warns if nobody is an
// administrator then, as far as this run has planned. Another resource may still be
// planned that makes somebody an administrator.
func (c *Coordinator) CheckDemotion(roster *Roster, member *losant.Member, role, parent string) diag.Diagnostics {
	c.PlanRole(member.UserID, role)
	if member.Role != losant.RoleAdmin || role == losant.RoleAdmin || c.hasAdministrator(roster) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("role"), member.Email+" is the last administrator in "+parent,
		fmt.Sprintf("The planned role is %q, but Losant requires an active administrator. Unless this plan also makes another member an administrator, "+
			"the apply waits for %s and fails. A pending invitation does not count.", role, demotionTimeout))}
}

// hasAdministrator reports whether there is an administrator after the plan.
func (c *Coordinator) hasAdministrator(roster *Roster) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	administrators := roster.Administrators()
	for person, role := range c.planned {
		administrators.SetRole(person, role)
	}
	return len(administrators) > 0
}
