package losant

import (
	"context"
	"sync"
)

// readCache shares equal reads and keeps their results for the client's life. It does not keep errors.
type readCache[T any] struct {
	mu     sync.Mutex
	values map[string]T
	reads  map[string]*sharedRead[T]
}

// sharedRead is a read that is under way. It does not run in the context of the caller that began it, who may leave while
// others still wait. It ends when nobody waits for it.
type sharedRead[T any] struct {
	cancel  context.CancelFunc
	waiting int

	done  chan struct{} // closed when value and err are set
	value T
	err   error
}

// get returns the value that is kept for the key, or the result of a read that is under way, or that of a new one.
func (c *readCache[T]) get(ctx context.Context, key string, read func(ctx context.Context) (T, error)) (T, error) {
	c.mu.Lock()
	if value, ok := c.values[key]; ok {
		c.mu.Unlock()
		return value, nil
	}
	r := c.reads[key]
	if r == nil {
		r = c.begin(ctx, key, read)
	}
	r.waiting++
	c.mu.Unlock()
	select {
	case <-r.done:
		return r.value, r.err
	case <-ctx.Done():
		c.leave(key, r)
		var zero T
		return zero, ctx.Err()
	}
}

// begin begins a read. The caller holds the lock.
func (c *readCache[T]) begin(ctx context.Context, key string, read func(ctx context.Context) (T, error)) *sharedRead[T] {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r := &sharedRead[T]{cancel: cancel, done: make(chan struct{})}
	if c.reads == nil {
		c.values, c.reads = map[string]T{}, map[string]*sharedRead[T]{}
	}
	c.reads[key] = r
	go func() {
		defer cancel()
		r.value, r.err = read(ctx)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.reads[key] == r { // It is not forgotten.
			delete(c.reads, key)
			if r.err == nil {
				c.values[key] = r.value
			}
		}
		close(r.done)
	}()
	return r
}

// leave is called when a caller stops waiting.
func (c *readCache[T]) leave(key string, r *sharedRead[T]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r.waiting--; r.waiting > 0 {
		return
	}
	r.cancel()
	if c.reads[key] == r {
		delete(c.reads, key)
	}
}

// forget is called after a write, so that later reads get neither the value that is kept nor one that is under way.
func (c *readCache[T]) forget(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.values, key)
	delete(c.reads, key)
}
