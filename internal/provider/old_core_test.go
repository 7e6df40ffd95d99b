package provider_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
)

// Terraform versions without identities, list blocks and actions work with a
// provider that has them, and ignore a file with list blocks.
func TestOlderTerraformIgnoresNewFeatures(t *testing.T) {
	t.Parallel()
	server, err := providerserver.NewProtocol6WithError(provider.New("test"))()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	identities, err := server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for name := range schemas.ListResourceSchemas {
		if schemas.ResourceSchemas[name] == nil || identities.IdentitySchemas[name] == nil {
			t.Errorf("%s can be listed but not imported", name)
		}
	}
	if len(schemas.ListResourceSchemas) < 4 || len(schemas.ActionSchemas) < 2 {
		t.Errorf("list blocks %v, actions %v", slices.Sorted(maps.Keys(schemas.ListResourceSchemas)), slices.Sorted(maps.Keys(schemas.ActionSchemas)))
	}

	srv := mockserver.Start(t)
	c := newCLI(t, srv, "resource \"losant_organization\" \"test\" {\n  name = \"Acme\"\n}\n")
	c.write("find.tfquery.hcl", "list \"losant_organization\" \"all\" {\n  provider = losant\n}\n")
	output := c.run(0, "apply", "-no-color", "-auto-approve")
	output += c.run(0, "plan", "-no-color", "-detailed-exitcode")
	if strings.Contains(output, "Warning") {
		t.Errorf("want no warning, got:\n%s", output)
	}
}
