package losant

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// A read that a write overtakes is served to those who waited for it, but to nobody later.
func TestSharedForgetDuringRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s shared[string]
		value := "old"
		takes := map[string]time.Duration{"old": 2 * time.Second, "new": time.Second}
		read := func() (string, error) {
			v := value
			return v, sleep(t.Context(), takes[v])
		}
		got := make(chan string, 1)
		go func() {
			v, _ := s.get(t.Context(), "k", read)
			got <- v
		}()
		synctest.Wait()
		value = "new"
		s.forget("k")
		for range 2 {
			if v, err := s.get(t.Context(), "k", read); v != "new" || err != nil {
				t.Errorf("after the write: %s, %v", v, err)
			}
		}
		if v := <-got; v != "old" {
			t.Errorf("before the write: %s", v)
		}
		if v, _ := s.get(t.Context(), "k", read); v != "new" {
			t.Errorf("in the end: %s", v)
		}
	})
}

// When the caller whose context a read runs on gives up, those who wait with it do not.
func TestSharedReadIsTakenOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s shared[string]
		reader := func(ctx context.Context) func() (string, error) {
			return func() (string, error) {
				if err := sleep(ctx, time.Minute); err != nil {
					return "", err
				}
				return "read", nil
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		first := make(chan error, 1)
		go func() {
			_, err := s.get(ctx, "k", reader(ctx))
			first <- err
		}()
		synctest.Wait()
		second := make(chan string, 1)
		go func() {
			v, _ := s.get(t.Context(), "k", reader(t.Context()))
			second <- v
		}()
		synctest.Wait()
		cancel()
		if err := <-first; !errors.Is(err, context.Canceled) {
			t.Errorf("the first: %v", err)
		}
		if v := <-second; v != "read" {
			t.Errorf("the second: %q", v)
		}
	})
}

// One who waits with others gives up alone.
func TestSharedWaiterGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s shared[string]
		read := func() (string, error) { time.Sleep(time.Minute); return "read", nil }
		first := make(chan string, 1)
		go func() {
			v, _ := s.get(t.Context(), "k", read)
			first <- v
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if _, err := s.get(ctx, "k", read); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("gave up after %s with %v", time.Since(start), err)
		}
		if v := <-first; v != "read" {
			t.Errorf("the first: %q", v)
		}
	})
}
