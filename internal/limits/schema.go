package limits

import (
	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const docValues = " `0` allows none. At a limit, Losant refuses to add more. A limit below the usage deletes nothing. The list names the exceptions. A limit must not exceed the instance's limit of the same name, except for `system_interval`. The limits are:"

// Attribute is the limits attribute of a resource. It is a map, because Terraform
// silently drops keys that the type of an object does not have: a map can refuse
// a misspelled key.
func Attribute() schema.MapAttribute {
	return attribute("What the organization may consume, by the name of the limit. A limit that is not set, or is null, keeps its current value, " +
		"and a change outside Terraform is not drift. A new organization gets the defaults of the instance." + docValues)
}

// DefaultsAttribute is the attribute for the limits of new organizations.
func DefaultsAttribute() schema.MapAttribute {
	return attribute("Default limits of a new organization, by the name of the limit. A limit that is not set, or is null, keeps its current value. " +
		"If the instance has no default for a limit, its own limit applies. Existing organizations do not change." + docValues)
}

// RequiredAttribute is the limits attribute of a resource that manages nothing
// else.
func RequiredAttribute() schema.MapAttribute {
	a := attribute("The limits to manage, by their names, at least one. A limit that is not set, or is null, keeps its current value, and can be managed elsewhere." + docValues)
	a.Required, a.Optional, a.Computed = true, false, false
	a.Validators = append(a.Validators, atLeastOneLimit{})
	return a
}

func attribute(doc string) schema.MapAttribute {
	return schema.MapAttribute{
		MarkdownDescription: doc + organizationTable.describe(),
		Optional:            true,
		Computed:            true,
		// Not Int64: a fraction would end in an error of the framework that calls
		// itself a bug of the provider.
		ElementType:   types.NumberType,
		Validators:    []validator.Map{validLimits{}},
		PlanModifiers: []planmodifier.Map{planLimits{}},
	}
}

// ComputedAttribute is the limits attribute of a data source.
func (t Table) ComputedAttribute(doc string) datasource.MapAttribute {
	return datasource.MapAttribute{MarkdownDescription: doc + " The limits are:" + t.describe(), Computed: true, ElementType: types.NumberType}
}
