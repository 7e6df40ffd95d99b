package base

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

var idPattern = regexp.MustCompile(`^[0-9a-f]{24}$`)

// LooksLikeID tells whether s has the form of every Losant id.
func LooksLikeID(s string) bool { return idPattern.MatchString(s) }

// IsID accepts ids as the API spells them. Upper-case digits, which the API
// takes too, would make two ids of one object.
func IsID() validator.String {
	return stringvalidator.RegexMatches(idPattern, "must be an id of 24 hexadecimal digits, in lower case")
}

// ID is the id that the API gives to an object.
func ID(noun string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "ID of the " + noun + ".",
		Computed:            true,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

// InstanceID is the instance of a resource. It is in the state always; only a
// configured value that differs replaces, so that a changed provider default
// neither moves nor re-creates anything.
func InstanceID() schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "ID of the Losant instance. Defaults to the provider's `instance_id` when the resource is created; " +
			"changing it replaces the resource, changing the provider's does not.",
		Optional:   true,
		Computed:   true,
		Validators: []validator.String{IsID()},
		PlanModifiers: []planmodifier.String{
			stringplanmodifier.UseStateForUnknown(),
			stringplanmodifier.RequiresReplaceIfConfigured(),
		},
	}
}

// LookupInstanceID is the instance that a data source asks.
func LookupInstanceID() datasource.StringAttribute {
	return datasource.StringAttribute{
		MarkdownDescription: "ID of the Losant instance. Defaults to the provider's `instance_id`.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{IsID()},
	}
}

// CreatedAt is when the API made an object.
func CreatedAt(noun string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "When the " + noun + " was created, as an RFC 3339 timestamp.",
		Computed:            true,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

// OrganizationID is the organization that a resource belongs to.
func OrganizationID() schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "ID of the organization.",
		Required:            true,
		Validators:          []validator.String{IsID()},
		PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
}
