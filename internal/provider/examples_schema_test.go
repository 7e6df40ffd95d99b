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
)

// metaArguments are what Terraform itself takes in the blocks of newer kinds.
var metaArguments = map[string]string{
	"list":   " provider limit include_resource count for_each ",
	"action": " provider count for_each ",
}

// checkNewKinds holds list and action blocks against their schemas, which an
// older Terraform does not know.
func checkNewKinds(t *testing.T, content string) {
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
	for _, block := range file.Body.(*hclsyntax.Body).Blocks { //nolint:forcetypeassert // As the parser promises.
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
		t.Error("nothing is checked")
	}
}

func checkConfigBlock(t *testing.T, block *hclsyntax.Block, schema *tfprotov6.Schema) {
	t.Helper()
	given := hclsyntax.Attributes{}
	for _, nested := range block.Body.Blocks {
		if given = nested.Body.Attributes; nested.Type != "config" {
			t.Errorf("%s %s takes no block %s", block.Type, block.Labels[0], nested.Type)
		}
	}
	for name := range block.Body.Attributes {
		if !strings.Contains(metaArguments[block.Type], " "+name+" ") {
			t.Errorf("%s %s takes no argument %s", block.Type, block.Labels[0], name)
		}
	}
	known := map[string]bool{}
	for _, attribute := range schema.Block.Attributes {
		known[attribute.Name] = true
		if attribute.Required && given[attribute.Name] == nil {
			t.Errorf("%s %s needs %s", block.Type, block.Labels[0], attribute.Name)
		}
	}
	for name := range given {
		if !known[name] {
			t.Errorf("%s %s knows no %s", block.Type, block.Labels[0], name)
		}
	}
}

// runQuery runs list blocks where Terraform knows them.
func runQuery(t *testing.T, srv *mockserver.Server, content string) {
	t.Helper()
	checkNewKinds(t, content)
	if c := newCLI(t, srv, ""); !c.older("1.14") {
		c.write("main.tfquery.hcl", found(srv).Replace(content))
		c.run(0, "query", "-no-color")
	}
}
