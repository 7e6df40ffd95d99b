package base

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Membership is what the resources of one organization's people coordinate by
// within a walk. The API refuses to remove or demote the last administrator, and
// Terraform decides in which order two administrators are swapped.
type Membership struct {
	mu         sync.Mutex
	promotions int
	promoted   chan struct{} // closed at the next promotion
	deferred   []func(context.Context) error
	joining    map[string]bool
}

// Membership returns that of an organization.
func (d *ProviderData) Membership(instanceID, organizationID string) *Membership {
	m, _ := d.memberships.LoadOrStore(instanceID+"/"+organizationID, &Membership{promoted: make(chan struct{}), joining: map[string]bool{}})
	membership, _ := m.(*Membership)
	return membership
}

// Promotions counts the administrators made so far. Taken before an attempt, it
// tells Defer and Wait which promotions the attempt may have missed.
func (m *Membership) Promotions() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.promotions
}

// Promoted says that there is another administrator now, and does what was
// deferred until then.
func (m *Membership) Promoted(ctx context.Context) error {
	m.mu.Lock()
	m.promotions++
	close(m.promoted)
	m.promoted = make(chan struct{})
	deferred := m.deferred
	m.deferred = nil
	m.mu.Unlock()

	var errs []error
	for _, f := range deferred {
		errs = append(errs, f(ctx))
	}
	return errors.Join(errs...)
}

// Defer has f done at the next promotion. It tells false when there has been
// one since: then f is to be tried again at once.
func (m *Membership) Defer(since int, f func(context.Context) error) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.promotions != since {
		return false
	}
	m.deferred = append(m.deferred, f)
	return true
}

// Wait waits for a promotion, and tells whether there was one.
func (m *Membership) Wait(ctx context.Context, since int, patience time.Duration) bool {
	m.mu.Lock()
	promoted, missed := m.promoted, m.promotions != since
	m.mu.Unlock()
	if missed {
		return true
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-promoted:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

// Joining notes that a plan adds a person, and returns how many it adds so far.
func (m *Membership) Joining(person string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.joining[person] = true
	return len(m.joining)
}
