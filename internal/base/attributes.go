package base

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	action "github.com/hashicorp/terraform-plugin-framework/action/schema"
	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	ephemeral "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	list "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

var idPattern = regexp.MustCompile(`^[0-9a-f]{24}$`)

// LooksLikeID reports whether s has the form of every Losant id.
func LooksLikeID(s string) bool { return idPattern.MatchString(s) }

// IsID accepts ids in the form that the API returns them. Upper-case digits,
// which the API accepts too, would make two ids of one object.
func IsID() validator.String {
	return stringvalidator.RegexMatches(idPattern, "must be an id of 24 hexadecimal digits, in lower case")
}

// Descriptions of attributes that stand in several schemas.
const (
	docInstanceID     = "ID of the Losant instance. Defaults to the provider's `instance_id`."
	docOrganizationID = "ID of the organization."
	docKept           = " If not set, the current value is kept."
)

// KeptDoc adds to a description that an attribute which is not set keeps its
// current value.
func KeptDoc(doc string) string { return doc + docKept }

// ID is the id that the API gives to an object.
func ID(noun string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "ID of the " + noun + ".",
		Computed:            true,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

// InstanceID is the instance of a resource. It is always in the state. Only a
// configured value that differs forces a new resource, so that a changed provider
// default neither moves nor re-creates anything.
func InstanceID() schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "ID of the Losant instance. Defaults to the provider's `instance_id` when the resource is created. " +
			"Changing this forces a new resource; changing the provider's `instance_id` does not.",
		Optional:   true,
		Computed:   true,
		Validators: []validator.String{IsID()},
		PlanModifiers: []planmodifier.String{
			stringplanmodifier.UseStateForUnknown(),
			stringplanmodifier.RequiresReplaceIfConfigured(),
		},
	}
}

// CreatedAt is when an object was created.
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
		MarkdownDescription: docOrganizationID + " Changing this forces a new resource.",
		Required:            true,
		Validators:          []validator.String{IsID()},
		PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
}

// LookupInstanceID is the instance that a data source reads from.
func LookupInstanceID() datasource.StringAttribute {
	return datasource.StringAttribute{
		MarkdownDescription: docInstanceID, Optional: true, Computed: true, Validators: []validator.String{IsID()},
	}
}

// LookupOrganizationID is the organization that a data source reads.
func LookupOrganizationID() datasource.StringAttribute {
	return datasource.StringAttribute{MarkdownDescription: docOrganizationID, Required: true, Validators: []validator.String{IsID()}}
}

// ComputedString is a text that a data source reads.
func ComputedString(doc string) datasource.StringAttribute {
	return datasource.StringAttribute{MarkdownDescription: doc, Computed: true}
}

// ComputedBool is a flag that a data source reads.
func ComputedBool(doc string) datasource.BoolAttribute {
	return datasource.BoolAttribute{MarkdownDescription: doc, Computed: true}
}

// ComputedInt64 is a whole number that a data source reads.
func ComputedInt64(doc string) datasource.Int64Attribute {
	return datasource.Int64Attribute{MarkdownDescription: doc, Computed: true}
}

// ListInstanceID is the instance that a list block searches.
func ListInstanceID() list.StringAttribute {
	return list.StringAttribute{MarkdownDescription: docInstanceID, Optional: true, Validators: []validator.String{IsID()}}
}

// ListOrganizationID is the organization that a list block searches.
func ListOrganizationID() list.StringAttribute {
	return list.StringAttribute{MarkdownDescription: docOrganizationID, Required: true, Validators: []validator.String{IsID()}}
}

// EphemeralInstanceID is the instance of an ephemeral resource.
func EphemeralInstanceID() ephemeral.StringAttribute {
	return ephemeral.StringAttribute{
		MarkdownDescription: docInstanceID, Optional: true, Computed: true, Validators: []validator.String{IsID()},
	}
}

// ActionInstanceID is the instance that an action works on.
func ActionInstanceID() action.StringAttribute {
	return action.StringAttribute{MarkdownDescription: docInstanceID, Optional: true, Validators: []validator.String{IsID()}}
}

// ActionOrganizationID is the organization that an action works on.
func ActionOrganizationID() action.StringAttribute {
	return action.StringAttribute{MarkdownDescription: docOrganizationID, Required: true, Validators: []validator.String{IsID()}}
}
