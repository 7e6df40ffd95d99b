package customnode

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// Descriptions that the resource and the data source share.
const (
	docDescription      = "Description of the custom node."
	docShortDescription = "Short description, up to 1024 characters."
	docCategory         = "Category of the custom node in the workflow editor: `data`, `experience`, `logic`, `output` or `debug`."
	docIconData         = "Icon, as a data URL of a JPEG, PNG or SVG image in base64, such as `data:image/png;base64,iVBORw0KGgo=`."
	docDocsURL          = "URL of the documentation of the custom node."
	docMinimumAgent     = "Lowest version of the edge agent that can run the custom node, such as `1.40.0`."
	docSupports         = "Where the custom node runs: `cloud` or `edge`. Losant accepts at most one of them."
	docDefinition       = "What the custom node does, as JSON: an object with `triggers` and `nodes`, which are lists, and `customNodeConfig`, which is an object."
)

var (
	iconPattern    = regexp.MustCompile(`^data:image/(jpg|jpeg|png|svg\+xml);base64,[0-9a-zA-Z+/=]*$`)
	versionPattern = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$`)
)

func resourceAttributes() map[string]schema.Attribute {
	text := func(doc string, validators ...validator.String) schema.StringAttribute {
		return schema.StringAttribute{MarkdownDescription: doc, Optional: true, Validators: validators}
	}
	name := text("Name of the custom node.", stringvalidator.UTF8LengthBetween(1, 255))
	name.Optional, name.Required = false, true
	version := text(base.KeptDoc(docMinimumAgent), stringvalidator.RegexMatches(versionPattern, "must be a version such as 1.40.0"))
	version.Computed, version.PlanModifiers = true, []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	return map[string]schema.Attribute{
		"id":                    base.ID("custom node"),
		"instance_id":           base.InstanceID(),
		"name":                  name,
		"description":           text(docDescription, stringvalidator.UTF8LengthAtMost(32767)),
		"short_description":     text(docShortDescription, stringvalidator.UTF8LengthAtMost(1024)),
		"category":              text(docCategory, stringvalidator.OneOf("data", "experience", "logic", "output", "debug", "")),
		"icon_data":             text(docIconData, stringvalidator.UTF8LengthAtMost(32767), stringvalidator.RegexMatches(iconPattern, "must be a data URL of an image in base64")),
		"docs_url":              text(docDocsURL, stringvalidator.UTF8LengthAtMost(1024)),
		"minimum_agent_version": version,
		"supports": schema.SetAttribute{
			MarkdownDescription: base.KeptDoc(docSupports),
			Optional:            true,
			Computed:            true,
			ElementType:         types.StringType,
			Validators: []validator.Set{
				setvalidator.SizeAtMost(1), setvalidator.NoNullValues(), setvalidator.ValueStringsAre(stringvalidator.OneOf("cloud", "edge")),
			},
			PlanModifiers: []planmodifier.Set{setplanmodifier.UseStateForUnknown()},
		},
		"definition": schema.StringAttribute{
			MarkdownDescription: docDefinition + " The data source of the same name shows that of an existing custom node. Equivalent JSON does not produce a diff.",
			Required:            true,
			Validators:          []validator.String{isDefinition{}},
			PlanModifiers:       []planmodifier.String{keepEqualDefinition{}},
		},
		"created_at": base.CreatedAt("custom node"),
	}
}
