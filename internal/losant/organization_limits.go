package losant

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// The effects that a PATCH of limits may have on those that it does not send. The API does not document it.
const (
	effectUnknown   int32 = iota
	limitsAreKept         // as far as the PATCHes of this run show
	limitsAreReset        // to the defaults
	effectUnchecked       // the token may not read organizations
)

// limitsPatches finds out what a PATCH of limits does, and makes PATCHes take turns where they would undo each other.
type limitsPatches struct {
	effect        atomic.Int32
	probing       chan struct{} // holds a value while a call finds out the effect
	organizations sync.Map      // by path: a chan struct{} that holds a value while limits are being changed
}

func newLimitsPatches() limitsPatches { return limitsPatches{probing: make(chan struct{}, 1)} }

// LimitsNote is what a user should know about a change of limits. The limits are the API's keys, sorted.
type LimitsNote struct {
	// Restored are limits that were not sent, that the change reset, and that were then sent again.
	Restored []string
	// Left are limits that a change resets and that were not sent again, because the instance's limits are lower.
	Left []string
	// Unchecked means that the token may not read what the change has reset. It is set once in a run.
	Unchecked bool
}

// noted returns a copy with a note, because the cache shares the organization.
func (o *Organization) noted(note LimitsNote) *Organization {
	copied := *o
	copied.LimitsNote = note
	return &copied
}

// take acquires a lock, which is a channel with room for one value.
func take(ctx context.Context, lock chan struct{}) (release func(), err error) {
	select {
	case lock <- struct{}{}:
		return func() { <-lock }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// begin waits for the other changes of an organization's limits, and for the call that finds out the effect. If nobody
// does, the caller does so until it calls done.
func (l *limitsPatches) begin(ctx context.Context, p path) (done func(), err error) {
	value, _ := l.organizations.LoadOrStore(p.text, make(chan struct{}, 1))
	lock, _ := value.(chan struct{})
	release, err := take(ctx, lock)
	if err != nil || l.effect.Load() != effectUnknown {
		return release, err
	}
	endProbe, err := take(ctx, l.probing)
	if err != nil {
		release()
		return nil, err
	}
	if l.effect.Load() != effectUnknown {
		endProbe()
		return release, nil
	}
	return func() { endProbe(); release() }, nil
}

// updateLimits makes a change that sends limits. If the API resets the limits that are not sent, they are sent again.
func (s *OrganizationService) updateLimits(ctx context.Context, ref OrganizationRef, patch OrganizationPatch) (*Organization, error) {
	done, err := s.limits.begin(ctx, ref.path())
	if err != nil {
		return nil, s.client.failure(ctx, newCall(opUpdateOrganization, ref.path(), baseQuery, patch), err)
	}
	defer done()
	if s.limits.effect.Load() == limitsAreReset {
		return s.updateAllLimits(ctx, ref, patch)
	}
	before, err := s.limitsBefore(ctx, ref)
	if err != nil {
		return nil, err
	}
	org, err := s.patch(ctx, ref, patch)
	if err != nil {
		return nil, err
	}
	if reset := s.limitsResetBy(ctx, ref, before, patch.Limits, org.Limits); len(reset) > 0 {
		s.limits.effect.Store(limitsAreReset)
		return s.restoreLimits(ctx, ref, before, patch.Limits, reset)
	}
	switch {
	case before != nil:
		s.limits.effect.CompareAndSwap(effectUnknown, limitsAreKept)
	case s.limits.effect.CompareAndSwap(effectUnknown, effectUnchecked):
		return org.noted(LimitsNote{Unchecked: true}), nil
	}
	return org, nil
}

// limitsBefore returns the limits of an organization as this run knows them, or nil. If the effect of a PATCH is
// unknown, it reads them. It returns nil if the token may not.
func (s *OrganizationService) limitsBefore(ctx context.Context, ref OrganizationRef) (Limits, error) {
	cache := s.cache(ref.InstanceID)
	if org := cache.known(ref.ID); org != nil {
		return org.Limits, nil
	}
	if s.limits.effect.Load() != effectUnknown {
		return nil, nil
	}
	org, err := cache.getSingle(ctx, ref.ID)
	switch {
	case StatusCode(err) == http.StatusForbidden:
		return nil, nil
	case err != nil:
		return nil, err
	}
	return org.Limits, nil
}

// limitsResetBy returns the documented limits that a PATCH did not send and that have their defaults after it. A limit
// with yet another value was changed by somebody else meanwhile. If any limit that is not a default kept its value, the
// PATCH has reset none.
func (s *OrganizationService) limitsResetBy(ctx context.Context, ref OrganizationRef, before, sent, after Limits) []string {
	var changed, kept []string
	for key, value := range before {
		if _, isSent := sent[key]; isSent || !IsLimit(key) {
			continue
		}
		if now, ok := after[key]; ok && now == value {
			kept = append(kept, key)
		} else {
			changed = append(changed, key)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	isDefault := s.defaultLimits(ctx, ref.InstanceID)
	if slices.ContainsFunc(kept, func(key string) bool { return !isDefault(key, before[key]) }) {
		return nil
	}
	reset := slices.DeleteFunc(changed, func(key string) bool {
		now, ok := after[key]
		return ok && !isDefault(key, now)
	})
	slices.Sort(reset)
	return reset
}

// defaultLimits returns a function that reports whether a new organization may have a limit. The default is that of
// the instance's settings, or else the instance's own limit.
func (s *OrganizationService) defaultLimits(ctx context.Context, instanceID string) func(key string, value int64) bool {
	instance, err := s.client.Instances.Get(ctx, instanceID)
	if err != nil {
		return func(string, int64) bool { return false }
	}
	configured := instance.DefaultOrganizationLimits.Limits()
	return func(key string, value int64) bool {
		byDefault, isConfigured := configured[key]
		ofInstance, isLimited := instance.Limits[key]
		return isConfigured && value == byDefault || isLimited && value == ofInstance
	}
}

// restoreLimits sends the limits that a PATCH has reset, with those that it has sent. It goes on if the run is stopped.
func (s *OrganizationService) restoreLimits(ctx context.Context, ref OrganizationRef, before, sent Limits, reset []string) (*Organization, error) {
	ctx, cancel := s.client.Finishing(ctx)
	defer cancel()
	whole, left := s.wholeLimits(ctx, ref, before, sent)
	org, err := s.patch(ctx, ref, OrganizationPatch{Limits: whole})
	if err != nil {
		return nil, &resetLimitsError{describeLimits(before, reset), err}
	}
	return org.noted(LimitsNote{Restored: without(reset, left), Left: left}), nil
}

// updateAllLimits makes a change that sends all limits, because the API resets those that are not sent.
func (s *OrganizationService) updateAllLimits(ctx context.Context, ref OrganizationRef, patch OrganizationPatch) (*Organization, error) {
	before, err := send[Organization](ctx, s.client, newCall(opGetOrganization, ref.path(), baseQuery, nil))
	if err != nil {
		return nil, err
	}
	var left []string
	patch.Limits, left = s.wholeLimits(ctx, ref, before.Limits, patch.Limits)
	if slices.Contains(left, retentionLimit) {
		return nil, shorterRetentionError(before.Limits[retentionLimit])
	}
	org, err := s.patch(ctx, ref, patch)
	if err != nil {
		return nil, err
	}
	return org.noted(LimitsNote{Left: left}), nil
}

// wholeLimits returns the limits before a change with those to change. The API refuses limits above those of the
// instance, so wholeLimits leaves them out unless they change, and returns their keys. It sends no limit
// that the API does not document.
func (s *OrganizationService) wholeLimits(ctx context.Context, ref OrganizationRef, before, changed Limits) (whole Limits, left []string) {
	var ceilings Limits
	if instance, err := s.client.Instances.Get(ctx, ref.InstanceID); err == nil {
		ceilings = instance.Limits
	}
	whole = Limits{}
	for _, key := range slices.Sorted(maps.Keys(before)) {
		_, isChanged := changed[key]
		// Of the system interval, smaller values are more generous.
		if ceiling, ok := ceilings[key]; ok && before[key] > ceiling && key != "systemInterval" && !isChanged {
			left = append(left, key)
		} else if IsLimit(key) {
			whole[key] = before[key]
		}
	}
	maps.Copy(whole, changed)
	return whole, left
}

func without(all, some []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(key string) bool { return slices.Contains(some, key) })
}

func describeLimits(limits Limits, keys []string) string {
	var texts []string
	for _, key := range keys {
		texts = append(texts, fmt.Sprintf("%s was %d", key, limits[key]))
	}
	return strings.Join(texts, ", ")
}

// retentionLimit is how long data is kept, in seconds. Lowering it deletes data.
const retentionLimit = "dataTTL"

// shorterRetentionError describes a change that was not sent, because it would have reset how long data is kept.
type shorterRetentionError int64

func (e shorterRetentionError) Error() string {
	return fmt.Sprintf("Nothing was changed: Losant resets limits that a change does not send, and data_ttl (%d seconds) cannot be sent, because it is above the limit of the instance. "+
		"The change would permanently delete data. To change the limits anyway, set data_ttl too, to a value that the instance allows, and permit it with allow_data_loss.", int64(e))
}

// resetLimitsError describes limits that a change has reset and that could not be sent again.
type resetLimitsError struct {
	limits string
	cause  error
}

func (e *resetLimitsError) Error() string {
	return "Losant has changed the limits, but has also reset others (" + e.limits + "), and they could not be set again: " + e.cause.Error()
}

func (e *resetLimitsError) Unwrap() error { return e.cause }
