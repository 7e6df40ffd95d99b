package losant

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
)

func TestWithLog(t *testing.T) {
	t.Parallel()
	type key struct{}
	var (
		mu    sync.Mutex
		lines []map[string]any
	)
	c, _ := serve(t, inSequence(respond(503, token), dropConnection, respond(200, `{"id":"`+token+`","name":"Acme","limits":{}}`)), WithLog(func(ctx context.Context, message string, fields map[string]any) {
		mu.Lock()
		defer mu.Unlock()
		if ctx.Value(key{}) != "mine" || message != "Losant API request" {
			t.Errorf("message %q, context %v", message, ctx)
		}
		if _, ok := fields["ms"].(int64); !ok {
			t.Errorf("ms is %v", fields["ms"])
		}
		delete(fields, "ms")
		lines = append(lines, fields)
	}))
	ctx := context.WithValue(t.Context(), key{}, "mine")
	_, err := c.Organizations.Update(ctx, OrganizationRef{instanceID, token}, OrganizationPatch{Name: Set("secret name")})
	if err != nil {
		t.Fatal(err)
	}
	line := func(attempt int, name string, value any) map[string]any {
		return map[string]any{
			"method": "PATCH", "path": "/prefix" + orgsAt + "/[redacted]", "query": string(baseQuery), "attempt": attempt, name: value,
		}
	}
	want := []map[string]any{line(1, "status", 503), line(2, "error", "EOF"), line(3, "status", 200)}
	if !reflect.DeepEqual(lines, want) {
		t.Errorf("got  %v\nwant %v", lines, want)
	}
	if text := fmt.Sprint(lines); strings.Contains(text, token) || strings.Contains(text, "secret name") || strings.Contains(text, "Bearer") {
		t.Errorf("log contains %s", text)
	}
}
