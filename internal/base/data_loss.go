package base

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The values of allow_data_loss.
const (
	AllowDestroy = "destroy"
	AllowDataTTL = "data_ttl"
)

// AllowDataLoss returns the attribute allow_data_loss with the values that it may
// contain.
func AllowDataLoss(doc string, values ...string) schema.SetAttribute {
	return schema.SetAttribute{
		MarkdownDescription: doc,
		Optional:            true,
		ElementType:         types.StringType,
		Validators: []validator.Set{
			setvalidator.NoNullValues(),
			setvalidator.ValueStringsAre(stringvalidator.OneOf(values...)),
		},
	}
}

// Allows reports whether allow_data_loss contains a value.
func Allows(allowed types.Set, value string) bool {
	return slices.ContainsFunc(allowed.Elements(), types.StringValue(value).Equal)
}

// MayAllow reports whether allow_data_loss contains a value, or may contain it when
// it is known.
func MayAllow(allowed types.Set, value string) bool {
	return allowed.IsUnknown() || Allows(allowed, value) || slices.ContainsFunc(allowed.Elements(), attr.Value.IsUnknown)
}
