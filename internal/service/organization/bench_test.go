package organization_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// BenchmarkUnchanged measures the work of the provider for one unchanged
// organization in a plan, without HTTP.
func BenchmarkUnchanged(b *testing.B) {
	srv := mockserver.Start(b)
	p := acctest.NewProtocol(b, srv, typeName, nil)
	config := p.Config(map[string]any{
		"name": "Acme", "description": "Text", "tags": map[string]any{"customer": []any{"c"}, "tier": []any{"gold"}},
		"limits": map[string]any{"device": 500, "member": 50},
	})
	object := p.Apply(p.Null(), config)
	b.ReportAllocs()
	p.Run(func() {
		for _, step := range []struct {
			name string
			do   func()
		}{
			{"validate", func() { p.Validate(config) }},
			{"read", func() { p.MustRefresh(object) }},
			{"plan", func() { p.Plan(object, config) }},
		} {
			b.Run(step.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					step.do()
				}
			})
		}
	})
}
