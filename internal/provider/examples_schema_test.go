package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// metaArguments lists the arguments that Terraform itself accepts in list and action
// blocks.
var metaArguments = map[string]string{
	"list":   " provider limit include_resource count for_each ",
	"action": " provider count for_each ",
}

// checkNewBlocks compares list and action blocks with their schemas. An older
// Terraform cannot check them.
func checkNewBlocks(t *testing.T, content string) {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(provider.New("test"))()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	file, diags := hclsyntax.ParseConfig([]byte(content), "example", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	checked := 0
	for _, block := range file.Body.(*hclsyntax.Body).Blocks { //nolint:forcetypeassert // The parser documents the type.
		var schema *tfprotov6.Schema
		switch block.Type {
		case "list":
			schema = schemas.ListResourceSchemas[block.Labels[0]]
		case "action":
			if action := schemas.ActionSchemas[block.Labels[0]]; action != nil {
				schema = action.Schema
			}
		default:
			continue
		}
		if schema == nil {
			t.Errorf("there is no %s %s", block.Type, block.Labels[0])
			continue
		}
		checkConfigBlock(t, block, schema)
		checked++
	}
	if checked == 0 {
		t.Error("found neither a list nor an action block")
	}
}

func checkConfigBlock(t *testing.T, block *hclsyntax.Block, schema *tfprotov6.Schema) {
	t.Helper()
	configured := hclsyntax.Attributes{}
	for _, nested := range block.Body.Blocks {
		if configured = nested.Body.Attributes; nested.Type != "config" {
			t.Errorf("%s %s has no block %s", block.Type, block.Labels[0], nested.Type)
		}
	}
	for name := range block.Body.Attributes {
		if !strings.Contains(metaArguments[block.Type], " "+name+" ") {
			t.Errorf("%s %s has no argument %s", block.Type, block.Labels[0], name)
		}
	}
	known := map[string]bool{}
	for _, attribute := range schema.Block.Attributes {
		known[attribute.Name] = true
		if attribute.Required && configured[attribute.Name] == nil {
			t.Errorf("%s %s lacks the required attribute %s", block.Type, block.Labels[0], attribute.Name)
		}
	}
	for name := range configured {
		if !known[name] {
			t.Errorf("%s %s has no attribute %s", block.Type, block.Labels[0], name)
		}
	}
}

// runQuery runs list blocks if Terraform supports them.
func runQuery(t *testing.T, srv *mockserver.Server, content string) {
	t.Helper()
	checkNewBlocks(t, content)
	if !acctest.CoreIsOlderThan(t, "1.14") {
		c := newCLI(t, srv, "")
		c.write("main.tfquery.hcl", exampleIDs(srv).Replace(content))
		c.run(0, "query", "-no-color")
	}
}
