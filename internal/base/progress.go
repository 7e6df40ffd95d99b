package base

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
)

// ProgressInterval is how often an action that waits shows that it does.
const ProgressInterval = 10 * time.Second

// WithProgress calls work, and sends a message after each interval until work
// returns.
func WithProgress[T any](send func(action.InvokeProgressEvent), interval time.Duration, message string, work func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := work()
		done <- result{value, err}
	}()
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case r := <-done:
			return r.value, r.err
		case <-ticker.C:
			send(action.InvokeProgressEvent{Message: message})
		}
	}
}
