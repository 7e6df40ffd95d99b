package membership

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// Lock locks people against writes of other resources until unlock is called. A
// resource locks everybody it writes at once, so that no two wait for each other.
func (c *Claims) Lock(people ...Person) (unlock func()) {
	var keys []string
	for _, p := range people {
		keys = append(keys, p.keys()...)
	}
	slices.Sort(keys)
	var locked []*sync.Mutex
	for _, key := range slices.Compact(keys) {
		lock := c.lockOf(key)
		lock.Lock()
		locked = append(locked, lock)
	}
	return func() { unlockAll(locked) }
}

// tryLock is like Lock, but returns false if another resource has locked the
// person.
func (c *Claims) tryLock(person Person) (unlock func(), ok bool) {
	var locked []*sync.Mutex
	for _, key := range person.keys() {
		lock := c.lockOf(key)
		if !lock.TryLock() {
			unlockAll(locked)
			return nil, false
		}
		locked = append(locked, lock)
	}
	return func() { unlockAll(locked) }, true
}

func (c *Claims) lockOf(key string) *sync.Mutex {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.locks[key] == nil {
		c.locks[key] = &sync.Mutex{}
	}
	return c.locks[key]
}

func unlockAll(locks []*sync.Mutex) {
	for _, lock := range locks {
		lock.Unlock()
	}
}

// LockAndClaim locks a person and claims them.
func (c *Claims) LockAndClaim(person Person) (unlock func()) {
	unlock = c.Lock(person)
	c.Claim(person)
	return unlock
}

// Remove removes a person by a call of remove, unless the plan or another resource
// keeps the person: then it adds a warning.
func (c *Claims) Remove(ctx context.Context, person Person, private privateReader, diags *diag.Diagnostics, remove func()) {
	isKept, d := private.GetKey(ctx, keptKey)
	diags.Append(d...)
	if isKept != nil {
		diags.Append(wasKeptWarning(person))
		return
	}
	c.beginRemoval(person)
	if c.awaitClaims(ctx); ctx.Err() != nil {
		base.AddError(diags, "remove "+person.name()+" from "+person.parent(), context.Cause(ctx))
		return
	}
	defer c.Lock(person)()
	if c.IsKept(person) {
		diags.Append(wasKeptWarning(person))
		return
	}
	remove()
}

// RemoveLater removes a person by a call of remove, unless a resource has claimed
// the person. The caller may hold the locks of other people: somebody who claimed
// this one might wait for those.
func (c *Claims) RemoveLater(person Person, remove func() error) error {
	if c.IsKept(person) {
		return nil
	}
	defer c.Lock(person)()
	if c.IsKept(person) {
		return nil
	}
	return remove()
}

// beginRemoval records that a removal has begun: whoever claims the person from now
// on adds them again if needed.
func (c *Claims) beginRemoval(person Person) {
	if keys := person.keys(); len(keys) > 0 {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.of(keys).removing = true
	}
}

// awaitClaims waits until the pause after the first removal of this run is over.
// Meanwhile, Terraform plans the resources that claim people, because it plans each
// of them once more during an apply.
func (c *Claims) awaitClaims(ctx context.Context) {
	c.mu.Lock()
	if c.paused == nil {
		paused := make(chan struct{})
		c.paused = paused
		time.AfterFunc(c.pause, func() { close(paused) })
	}
	paused := c.paused
	c.mu.Unlock()
	select {
	case <-paused:
	case <-ctx.Done():
	}
}

// RemoveUnclaimed removes a person by a call of remove, unless another resource has
// claimed the person or is writing them. It does not wait, so the caller may hold
// the locks of other people.
func (c *Claims) RemoveUnclaimed(person Person, remove func() error) (isKept bool, err error) {
	unlock, ok := c.tryLock(person)
	if !ok {
		return true, nil
	}
	defer unlock()
	c.beginRemoval(person)
	if c.IsKept(person) {
		return true, nil
	}
	return false, remove()
}
