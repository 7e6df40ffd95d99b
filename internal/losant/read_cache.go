package losant

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/singleflight"
)

// readCache shares equal reads and keeps their results for the client's life. It does not keep errors.
type readCache[T any] struct {
	flights singleflight.Group

	mu     sync.Mutex
	values map[string]T
	writes map[string]int // by key; a read that began before a write is not kept
}

// abandonedRead is the error of a read whose caller has stopped waiting. Others may still wait for it.
type abandonedRead struct{ error }

// get returns the value that is kept for the key, or the result of a read that is under way, or that of a new one. The
// function read uses the context ctx.
func (c *readCache[T]) get(ctx context.Context, key string, read func() (T, error)) (T, error) {
	for {
		flight := c.flights.DoChan(key, func() (any, error) {
			c.mu.Lock()
			value, ok := c.values[key]
			writes := c.writes[key]
			c.mu.Unlock()
			if ok {
				return value, nil
			}
			value, err := read()
			if err != nil && ctx.Err() != nil {
				return value, abandonedRead{err}
			}
			if err == nil {
				c.keep(key, value, writes)
			}
			return value, err
		})
		var zero T
		select {
		case <-ctx.Done():
			return zero, ctx.Err()
		case result := <-flight:
			if _, ok := errors.AsType[abandonedRead](result.Err); ok && ctx.Err() == nil {
				continue
			}
			if result.Err != nil {
				return zero, result.Err
			}
			value, _ := result.Val.(T)
			return value, nil
		}
	}
}

func (c *readCache[T]) keep(key string, value T, writes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.writes[key] != writes {
		return
	}
	if c.values == nil {
		c.values = map[string]T{}
	}
	c.values[key] = value
}

// forget is called after a write, so that later reads get neither the value that is kept nor one that is under way.
func (c *readCache[T]) forget(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.writes == nil {
		c.writes = map[string]int{}
	}
	c.writes[key]++
	delete(c.values, key)
	c.flights.Forget(key)
}
