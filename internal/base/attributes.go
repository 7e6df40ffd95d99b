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

// LooksLikeID reports whether s has the form of a Losant id.
func LooksLikeID(s string) bool { return idPattern.MatchString(s) }

// IsID accepts ids in the form that the API returns. The API also accepts
// upper-case digits, but then an object would have two ids.
func IsID() validator.String {
	return stringvalidator.RegexMatches(idPattern, "must be an id of 24 hexadecimal digits, in lower case")
}

// Descriptions that several schemas share.
const (
	docInstanceID     = "ID of the Losant instance. Defaults to the provider's `instance_id`."
	docOrganizationID = "ID of the organization."
	docKept           = " If not set, the current value is kept."
)

// KeptDoc adds to the description of an attribute that the current value is kept
// if it is not set.
func KeptDoc(doc string) string { return doc + docKept }

// ID returns the id attribute of a resource.
func ID(noun string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "ID of the " + noun + ".",
		Computed:            true,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

// InstanceID returns the instance_id attribute of a resource. It is always in the
// state. Only a different configured value forces a new resource: a change of the
// provider's default must not re-create anything.
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

// CreatedAt returns the created_at attribute of a resource.
func CreatedAt(noun string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "When the " + noun + " was created, as an RFC 3339 timestamp.",
		Computed:            true,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

// OrganizationID returns the organization_id attribute of a resource.
func OrganizationID() schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: docOrganizationID + " Changing this forces a new resource.",
		Required:            true,
		Validators:          []validator.String{IsID()},
		PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
}

// LookupInstanceID returns the instance_id attribute of a data source.
func LookupInstanceID() datasource.StringAttribute {
	return datasource.StringAttribute{
		MarkdownDescription: docInstanceID, Optional: true, Computed: true, Validators: []validator.String{IsID()},
	}
}

// LookupOrganizationID returns the organization_id attribute of a data source.
func LookupOrganizationID() datasource.StringAttribute {
	return datasource.StringAttribute{MarkdownDescription: docOrganizationID, Required: true, Validators: []validator.String{IsID()}}
}

// ComputedString returns a string attribute that a data source reads.
func ComputedString(doc string) datasource.StringAttribute {
	return datasource.StringAttribute{MarkdownDescription: doc, Computed: true}
}

// ComputedBool returns a bool attribute that a data source reads.
func ComputedBool(doc string) datasource.BoolAttribute {
	return datasource.BoolAttribute{MarkdownDescription: doc, Computed: true}
}

// ComputedInt64 returns an int64 attribute that a data source reads.
func ComputedInt64(doc string) datasource.Int64Attribute {
	return datasource.Int64Attribute{MarkdownDescription: doc, Computed: true}
}

// ListInstanceID returns the instance_id attribute of a list block.
func ListInstanceID() list.StringAttribute {
	return list.StringAttribute{MarkdownDescription: docInstanceID, Optional: true, Validators: []validator.String{IsID()}}
}

// ListOrganizationID returns the organization_id attribute of a list block.
func ListOrganizationID() list.StringAttribute {
	return list.StringAttribute{MarkdownDescription: docOrganizationID, Required: true, Validators: []validator.String{IsID()}}
}

// EphemeralInstanceID returns the instance_id attribute of an ephemeral resource.
func EphemeralInstanceID() ephemeral.StringAttribute {
	return ephemeral.StringAttribute{
		MarkdownDescription: docInstanceID, Optional: true, Computed: true, Validators: []validator.String{IsID()},
	}
}

// ActionInstanceID returns the instance_id attribute of an action.
func ActionInstanceID() action.StringAttribute {
	return action.StringAttribute{MarkdownDescription: docInstanceID, Optional: true, Validators: []validator.String{IsID()}}
}

// ActionOrganizationID returns the organization_id attribute of an action.
func ActionOrganizationID() action.StringAttribute {
	return action.StringAttribute{MarkdownDescription: docOrganizationID, Required: true, Validators: []validator.String{IsID()}}
}
