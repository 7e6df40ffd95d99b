package losant

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// A read that a write overtakes is returned to those who wait for it, but to nobody later.
func TestReadCacheForgetsDuringRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var cache readCache[string]
		value := "old"
		duration := map[string]time.Duration{"old": 2 * time.Second, "new": time.Second}
		read := func() (string, error) {
			v := value
			return v, sleep(t.Context(), duration[v])
		}
		got := make(chan string, 1)
		go func() {
			v, _ := cache.get(t.Context(), "k", read)
			got <- v
		}()
		synctest.Wait()
		value = "new"
		cache.forget("k")
		for range 2 {
			if v, err := cache.get(t.Context(), "k", read); v != "new" || err != nil {
				t.Errorf("after the write: %s, %v", v, err)
			}
		}
		if v := <-got; v != "old" {
			t.Errorf("before the write: %s", v)
		}
		if v, _ := cache.get(t.Context(), "k", read); v != "new" {
			t.Errorf("at the end: %s", v)
		}
	})
}

// If the caller that reads is canceled, those who wait for the read are not.
func TestReadCacheReadIsTakenOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var cache readCache[string]
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
			_, err := cache.get(ctx, "k", reader(ctx))
			first <- err
		}()
		synctest.Wait()
		second := make(chan string, 1)
		go func() {
			v, _ := cache.get(t.Context(), "k", reader(t.Context()))
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

// If a caller that waits is canceled, the others are not.
func TestReadCacheWaiterIsCanceled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var cache readCache[string]
		read := func() (string, error) { time.Sleep(time.Minute); return "read", nil }
		first := make(chan string, 1)
		go func() {
			v, _ := cache.get(t.Context(), "k", read)
			first <- v
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if _, err := cache.get(ctx, "k", read); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("returned after %s with %v", time.Since(start), err)
		}
		if v := <-first; v != "read" {
			t.Errorf("the first: %q", v)
		}
	})
}
