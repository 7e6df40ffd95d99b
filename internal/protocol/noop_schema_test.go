package protocol

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/losant/terraform-provider-losant/internal/provider"
)

// The plan modifiers that leave an unchanged value alone.
var conditionalModifiers = map[string]bool{
	"stringplanmodifier.useStateForUnknownModifier": true,
	"stringplanmodifier.requiresReplaceIfModifier":  true,
	"boolplanmodifier.useStateForUnknownModifier":   true,
	"int64planmodifier.useStateForUnknownModifier":  true,
	"objectplanmodifier.useStateForUnknownModifier": true,
	"mapplanmodifier.useStateForUnknownModifier":    true,
	"base.keepSameInstant":                          true,
	"email.keepSame":                                true,
	"limits.planLimits":                             true, // The shortcut looks at the configuration.
}

// The shortcut skips defaults, write-only attributes and plan modifiers. A type
// that takes part must have none that would act on an unchanged object.
func TestNoOpTypesHaveNothingThatTheShortcutSkips(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	checked := 0
	for _, newResource := range provider.New("test").Resources(ctx) {
		r := newResource()
		var named resource.MetadataResponse
		r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "losant"}, &named)
		if noOpPlans[named.TypeName] == nil {
			continue
		}
		checked++
		var described resource.SchemaResponse
		r.Schema(ctx, resource.SchemaRequest{}, &described)
		expectNothingToSkip(t, named.TypeName, described.Schema.Attributes)
	}
	if checked != len(noOpPlans) {
		t.Errorf("%d types checked, want %d", checked, len(noOpPlans))
	}
}

func expectNothingToSkip(t *testing.T, at string, attributes map[string]schema.Attribute) {
	t.Helper()
	for name, attribute := range attributes {
		at := at + "." + name
		value := reflect.ValueOf(attribute)
		if d := value.FieldByName("Default"); d.IsValid() && !d.IsNil() {
			t.Errorf("%s has a default", at)
		}
		if attribute.IsWriteOnly() {
			t.Errorf("%s is write-only", at)
		}
		modifiers := value.FieldByName("PlanModifiers")
		for i := range modifiers.Len() {
			if kind := fmt.Sprintf("%T", modifiers.Index(i).Interface()); !conditionalModifiers[kind] {
				t.Errorf("%s has the plan modifier %s: add it to conditionalModifiers if it leaves unchanged values alone", at, kind)
			}
		}
		if nested, ok := attribute.(schema.NestedAttribute); ok {
			inner := map[string]schema.Attribute{}
			for name, a := range nested.GetNestedObject().GetAttributes() {
				inner[name], _ = a.(schema.Attribute)
			}
			expectNothingToSkip(t, at, inner)
		}
	}
}
