// Command schemajson prints the schemas of the provider in the format of "terraform
// providers schema -json". It reads them from the provider itself, so it needs no
// Terraform, and includes what the installed Terraform does not support.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/protocol"
)

func main() {
	file := flag.String("snapshot", "", "`file` with a snapshot of the schemas, which is updated; breaking changes are refused")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *file); err != nil {
		fmt.Fprintln(os.Stderr, "schemajson:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, file string) error {
	schemas, identities, err := read(ctx)
	if err != nil {
		return err
	}
	if file != "" {
		if err := newSnapshot(schemas, identities).update(file); err != nil {
			return err
		}
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

func read(ctx context.Context) (*tfprotov6.GetProviderSchemaResponse, *tfprotov6.GetResourceIdentitySchemasResponse, error) {
	server, err := protocol.NewServer("docs")()
	if err != nil {
		return nil, nil, err
	}
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, nil, err
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return nil, nil, err
	}
	for _, d := range append(schemas.Diagnostics, identities.Diagnostics...) {
		return nil, nil, fmt.Errorf("%s: %s", d.Summary, d.Detail)
	}
	return schemas, identities, nil
}
