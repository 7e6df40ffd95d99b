package main

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// object is a JSON object with fields that are never omitted. Objects with fields
// that Terraform omits if they are empty are structs.
type object = map[string]any

type block struct {
	Attributes      map[string]attribute `json:"attributes,omitempty"`
	BlockTypes      map[string]nested    `json:"block_types,omitempty"`
	Description     string               `json:"description,omitempty"`
	DescriptionKind string               `json:"description_kind"`
	Deprecated      bool                 `json:"deprecated,omitempty"`
}

type nested struct {
	NestingMode string `json:"nesting_mode"`
	Block       block  `json:"block"`
	MinItems    int64  `json:"min_items,omitempty"`
	MaxItems    int64  `json:"max_items,omitempty"`
}

type attribute struct {
	Type            tftypes.Type `json:"type,omitempty"`
	NestedType      object       `json:"nested_type,omitempty"`
	Description     string       `json:"description,omitempty"`
	DescriptionKind string       `json:"description_kind"`
	Deprecated      bool         `json:"deprecated,omitempty"`
	Required        bool         `json:"required,omitempty"`
	Optional        bool         `json:"optional,omitempty"`
	Computed        bool         `json:"computed,omitempty"`
	Sensitive       bool         `json:"sensitive,omitempty"`
	WriteOnly       bool         `json:"write_only,omitempty"`
}

type identityAttribute struct {
	Type              tftypes.Type `json:"type"`
	Description       string       `json:"description,omitempty"`
	RequiredForImport bool         `json:"required_for_import,omitempty"`
	OptionalForImport bool         `json:"optional_for_import,omitempty"`
}

type function struct {
	Summary            string       `json:"summary,omitempty"`
	Description        string       `json:"description,omitempty"`
	DeprecationMessage string       `json:"deprecation_message,omitempty"`
	ReturnType         tftypes.Type `json:"return_type"`
	Parameters         []object     `json:"parameters,omitempty"`
	VariadicParameter  object       `json:"variadic_parameter,omitempty"`
}

func convert[In, Out any](in map[string]In, one func(In) Out) map[string]Out {
	out := make(map[string]Out, len(in))
	for name, v := range in {
		out[name] = one(v)
	}
	return out
}

func newSchema(in *tfprotov6.Schema) object {
	return object{"version": in.Version, "block": newBlock(in.Block)}
}

func newAction(in *tfprotov6.ActionSchema) object { return object{"block": newBlock(in.Schema.Block)} }

func newBlock(in *tfprotov6.SchemaBlock) block {
	blocks := make(map[string]nested, len(in.BlockTypes))
	for _, b := range in.BlockTypes {
		blocks[b.TypeName] = nested{strings.ToLower(b.Nesting.String()), newBlock(b.Block), b.MinItems, b.MaxItems}
	}
	kind := strings.ToLower(in.DescriptionKind.String())
	return block{newAttributes(in.Attributes), blocks, in.Description, kind, in.Deprecated}
}

func newAttributes(in []*tfprotov6.SchemaAttribute) map[string]attribute {
	out := make(map[string]attribute, len(in))
	for _, a := range in {
		one := attribute{
			Type:            a.Type,
			Description:     a.Description,
			DescriptionKind: strings.ToLower(a.DescriptionKind.String()),
			Deprecated:      a.Deprecated,
			Required:        a.Required,
			Optional:        a.Optional,
			Computed:        a.Computed,
			Sensitive:       a.Sensitive,
			WriteOnly:       a.WriteOnly,
		}
		if n := a.NestedType; n != nil {
			one.NestedType = object{"attributes": newAttributes(n.Attributes), "nesting_mode": strings.ToLower(n.Nesting.String())}
		}
		out[a.Name] = one
	}
	return out
}

func newIdentity(in *tfprotov6.ResourceIdentitySchema) object {
	attributes := make(map[string]identityAttribute, len(in.IdentityAttributes))
	for _, a := range in.IdentityAttributes {
		attributes[a.Name] = identityAttribute{a.Type, a.Description, a.RequiredForImport, a.OptionalForImport}
	}
	return object{"version": in.Version, "attributes": attributes}
}

func newFunction(in *tfprotov6.Function) function {
	out := function{
		Summary:            in.Summary,
		Description:        in.Description,
		DeprecationMessage: in.DeprecationMessage,
		ReturnType:         in.Return.Type,
	}
	for _, p := range in.Parameters {
		out.Parameters = append(out.Parameters, newParameter(p))
	}
	if in.VariadicParameter != nil {
		out.VariadicParameter = newParameter(in.VariadicParameter)
	}
	return out
}

func newParameter(in *tfprotov6.FunctionParameter) object {
	return object{"name": in.Name, "type": in.Type, "description": in.Description, "is_nullable": in.AllowNullValue}
}
