// Terraform-provider-losant serves the Losant provider to Terraform and OpenTofu.
package main

import (
	"context"
	"flag"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/losant/terraform-provider-losant/internal/provider"
)

// version is set at release time.
var version = "dev"

func main() {
	quietSDKLogs()
	debug := flag.Bool("debug", false, "run as a server that a debugger is attached to, and print how to reach it")
	flag.Parse()

	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/losant/losant",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}

// quietSDKLogs keeps the plugin SDK and the provider from writing every line
// that nobody asked for to standard error, where Terraform would parse and drop
// it: at a thousand resources that is a third of the provider's work.
func quietSDKLogs() {
	levels := []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_PROVIDER_LOSANT"}
	for _, name := range append([]string{"TF_LOG", "TF_LOG_PROVIDER"}, levels...) {
		if os.Getenv(name) != "" {
			return
		}
	}
	for _, name := range levels {
		if err := os.Setenv(name, "OFF"); err != nil {
			log.Printf("[WARN] %s: %s", name, err)
		}
	}
}
