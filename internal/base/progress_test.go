package base_test

import (
	"errors"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"

	"github.com/losant/terraform-provider-losant/internal/base"
)

func TestProgressIsSentUntilTheWorkEnds(t *testing.T) {
	t.Parallel()
	second, failure := make(chan struct{}), errors.New("failed")
	var messages []string
	send := func(event action.InvokeProgressEvent) {
		if messages = append(messages, event.Message); len(messages) == 2 {
			close(second)
		}
	}
	value, err := base.WithProgress(send, time.Millisecond, "waiting", func() (int, error) {
		<-second
		return 7, failure
	})
	if value != 7 || !errors.Is(err, failure) || len(messages) < 2 || messages[0] != "waiting" {
		t.Errorf("got %d, %v after %q", value, err, messages)
	}
}
