package losant

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/singleflight"
)

// shared coalesces equal reads and keeps their answers for the client's life. Errors are not kept.
type shared[T any] struct {
	flights singleflight.Group

	mu     sync.Mutex
	kept   map[string]T
	writes map[string]int // by key; an answer from before a write is not kept
}

// abandoned is the end of a read whose caller gave up, while others may still wait for it.
type abandoned struct{ error }

// get returns the kept answer for key, or that of a read which is on its way, or else of a new one. The function read works
// with the context ctx.
func (s *shared[T]) get(ctx context.Context, key string, read func() (T, error)) (T, error) {
	for {
		flight := s.flights.DoChan(key, func() (any, error) {
			s.mu.Lock()
			value, ok := s.kept[key]
			writes := s.writes[key]
			s.mu.Unlock()
			if ok {
				return value, nil
			}
			value, err := read()
			if err != nil && ctx.Err() != nil {
				return value, abandoned{err}
			}
			if err == nil {
				s.keep(key, value, writes)
			}
			return value, err
		})
		var zero T
		select {
		case <-ctx.Done():
			return zero, ctx.Err()
		case result := <-flight:
			if _, ok := errors.AsType[abandoned](result.Err); ok && ctx.Err() == nil {
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

func (s *shared[T]) keep(key string, value T, writes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writes[key] != writes {
		return
	}
	if s.kept == nil {
		s.kept = map[string]T{}
	}
	s.kept[key] = value
}

// forget is called after a write, so that neither the kept answer nor one still on its way is served to later reads.
func (s *shared[T]) forget(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writes == nil {
		s.writes = map[string]int{}
	}
	s.writes[key]++
	delete(s.kept, key)
	s.flights.Forget(key)
}
