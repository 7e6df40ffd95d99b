package base_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/base"
)

func TestSharedReturnsOneValueForEachKeyAndType(t *testing.T) {
	t.Parallel()
	type one struct{ n int }
	type other struct{ n int }
	data := base.NewProviderData()
	first := base.Shared(data, "a", func() *one { return &one{1} })
	if got := base.Shared(data, "a", func() *one { return &one{2} }); got != first {
		t.Errorf("got %v for the same key, want %v", got, first)
	}
	if got := base.Shared(data, "b", func() *one { return &one{3} }); got.n != 3 {
		t.Errorf("got %v for another key", got)
	}
	if got := base.Shared(data, "a", func() *other { return &other{4} }); got.n != 4 {
		t.Errorf("got %v for another type", got)
	}
	if got := base.Shared(base.NewProviderData(), "a", func() *one { return &one{5} }); got.n != 5 {
		t.Errorf("got %v in another run", got)
	}
}

func TestSharedReturnsOneValueToConcurrentCallers(t *testing.T) {
	t.Parallel()
	data := base.NewProviderData()
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			base.Shared(data, "a", func() *atomic.Int32 { return new(atomic.Int32) }).Add(1)
		})
	}
	wg.Wait()
	if got := base.Shared(data, "a", func() *atomic.Int32 { return nil }).Load(); got != 50 {
		t.Errorf("the callers counted to %d, want 50", got)
	}
}
