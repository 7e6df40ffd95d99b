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
		read := func(ctx context.Context) (string, error) {
			v := value
			return v, sleep(ctx, duration[v])
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

// If the caller that began a read is canceled, those who wait for the read are not, and no second read is made. If the
// last of them is canceled, the read is.
func TestReadCacheReadDoesNotRunInTheContextOfACaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var cache readCache[string]
		reads, canceled := 0, false
		read := func(ctx context.Context) (string, error) {
			reads++
			err := sleep(ctx, time.Minute)
			canceled = err != nil
			return "read", err
		}
		begin := func(ctx context.Context) <-chan error {
			result := make(chan error, 1)
			go func() {
				_, err := cache.get(ctx, "k", read)
				result <- err
			}()
			synctest.Wait()
			return result
		}
		ctx, cancel := context.WithCancel(t.Context())
		first, second := begin(ctx), begin(t.Context())
		cancel()
		if err := <-first; !errors.Is(err, context.Canceled) {
			t.Errorf("the first: %v", err)
		}
		if err := <-second; err != nil || reads != 1 {
			t.Errorf("the second: %v after %d reads", err, reads)
		}
		cache.forget("k")
		ctx, cancel = context.WithCancel(t.Context())
		first, second = begin(ctx), begin(ctx)
		cancel()
		if err := errors.Join(<-first, <-second); !errors.Is(err, context.Canceled) {
			t.Errorf("the callers got %v", err)
		}
		if synctest.Wait(); !canceled {
			t.Error("a read that nobody waits for goes on")
		}
	})
}

// If a caller that waits is canceled, the others are not.
func TestReadCacheWaiterIsCanceled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var cache readCache[string]
		read := func(context.Context) (string, error) { time.Sleep(time.Minute); return "read", nil }
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
