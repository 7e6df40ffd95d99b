// Command schemajson prints the schemas of the provider as "terraform providers schema -json" does. It asks the
// provider itself, so that kinds newer than the installed Terraform are there too, and no Terraform is needed.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/provider"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "schemajson:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer) error {
	server, err := providerserver.NewProtocol6WithError(provider.New("docs")())()
	if err != nil {
		return err
	}
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return err
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return err
	}
	for _, d := range append(schemas.Diagnostics, identities.Diagnostics...) {
		return fmt.Errorf("%s: %s", d.Summary, d.Detail)
	}

	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(object{
		"format_version": "1.0",
		"provider_schemas": object{"losant": object{
			"provider":                   newSchema(schemas.Provider),
			"resource_schemas":           convert(schemas.ResourceSchemas, newSchema),
			"data_source_schemas":        convert(schemas.DataSourceSchemas, newSchema),
			"ephemeral_resource_schemas": convert(schemas.EphemeralResourceSchemas, newSchema),
			"list_resource_schemas":      convert(schemas.ListResourceSchemas, newSchema),
			"action_schemas":             convert(schemas.ActionSchemas, newAction),
			"functions":                  convert(schemas.Functions, newFunction),
			"resource_identity_schemas":  convert(identities.IdentitySchemas, newIdentity),
		}},
	})
}
