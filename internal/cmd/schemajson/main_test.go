package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// printed is what a reader of the output relies on. It is written apart from
// the types that print, so that a misspelled key shows.
type printed struct {
	FormatVersion string `json:"format_version"`
	Schemas       struct {
		Losant struct {
			Provider    printedSchema            `json:"provider"`
			Resources   map[string]printedSchema `json:"resource_schemas"`
			DataSources map[string]printedSchema `json:"data_source_schemas"`
			Identities  map[string]struct {
				Attributes map[string]struct {
					RequiredForImport bool `json:"required_for_import"`
					OptionalForImport bool `json:"optional_for_import"`
				} `json:"attributes"`
			} `json:"resource_identity_schemas"`
		} `json:"losant"`
	} `json:"provider_schemas"`
}

type printedSchema struct {
	Block struct {
		Attributes  map[string]printedAttribute `json:"attributes"`
		Description string                      `json:"description"`
	} `json:"block"`
}

type printedAttribute struct {
	Type       json.RawMessage `json:"type"`
	NestedType *struct {
		Attributes  map[string]printedAttribute `json:"attributes"`
		NestingMode string                      `json:"nesting_mode"`
	} `json:"nested_type"`
	Description     string `json:"description"`
	DescriptionKind string `json:"description_kind"`
	Required        bool   `json:"required"`
	Optional        bool   `json:"optional"`
	Computed        bool   `json:"computed"`
	Sensitive       bool   `json:"sensitive"`
}

func output(t *testing.T) printed {
	t.Helper()
	var buf bytes.Buffer
	if err := run(t.Context(), &buf, ""); err != nil {
		t.Fatal(err)
	}
	var out printed
	if err := json.Unmarshal(buf.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestOrganization(t *testing.T) {
	t.Parallel()
	org, ok := output(t).Schemas.Losant.Resources["losant_organization"]
	if !ok {
		t.Fatal("the resource losant_organization is missing")
	}
	attributes := org.Block.Attributes

	if got, want := string(bytes.Join(bytes.Fields(attributes["limits"].Type), nil)), `["map","number"]`; got != want {
		t.Errorf("type of limits: got %s, want %s", got, want)
	}
	banner := attributes["banner"].NestedType
	if banner == nil || banner.NestingMode != "single" || len(banner.Attributes) != 2 {
		t.Errorf("banner: got %+v, want a single object of 2 attributes", banner)
	}
	if got, want := string(bytes.Join(bytes.Fields(attributes["tags"].Type), nil)), `["map",["set","string"]]`; got != want {
		t.Errorf("type of tags: got %s, want %s", got, want)
	}
	if name := attributes["name"]; !name.Required || name.Optional || name.Computed {
		t.Errorf("name: got %+v, want required", name)
	}
	if color := attributes["icon_color"]; color.Required || !color.Optional || !color.Computed {
		t.Errorf("icon_color: got %+v, want optional and computed", color)
	}
}

func TestProviderTokenIsSensitive(t *testing.T) {
	t.Parallel()
	out := output(t)
	if out.FormatVersion != "1.0" {
		t.Errorf("format version: got %q, want 1.0", out.FormatVersion)
	}
	if !out.Schemas.Losant.Provider.Block.Attributes["api_token"].Sensitive {
		t.Error("api_token is not sensitive")
	}
}

func TestEveryResourceHasAnIdentity(t *testing.T) {
	t.Parallel()
	losant := output(t).Schemas.Losant
	for name := range losant.Resources {
		identity := losant.Identities[name].Attributes
		if len(identity) == 0 {
			t.Errorf("%s has no identity", name)
		}
		for attribute, a := range identity {
			if a.RequiredForImport == a.OptionalForImport {
				t.Errorf("%s: %s of the identity: got %+v, want it either required or optional for import", name, attribute, a)
			}
		}
	}
}

// What has no description has an empty line in the documentation.
func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	losant := output(t).Schemas.Losant
	described(t, "provider", losant.Provider)
	for name, s := range losant.Resources {
		described(t, name, s)
	}
	for name, s := range losant.DataSources {
		described(t, "data."+name, s)
	}
}

func described(t *testing.T, name string, s printedSchema) {
	t.Helper()
	if s.Block.Description == "" {
		t.Errorf("%s has no description", name)
	}
	if len(s.Block.Attributes) == 0 {
		t.Errorf("%s has no attributes", name)
	}
	attributesDescribed(t, name, s.Block.Attributes)
}

func attributesDescribed(t *testing.T, path string, attributes map[string]printedAttribute) {
	t.Helper()
	for name, a := range attributes {
		at := path + "." + name
		// The timeouts of the plugin library come with plain descriptions.
		if a.Description == "" || a.DescriptionKind != "markdown" && !strings.HasSuffix(path, ".timeouts") {
			t.Errorf("%s: got %s description %q, want one in Markdown", at, a.DescriptionKind, a.Description)
		}
		if a.NestedType != nil {
			attributesDescribed(t, at, a.NestedType.Attributes)
		}
	}
}
