// Terraform-provider-losant serves the Losant provider to Terraform and OpenTofu.
package main

import (
	"flag"
	"log"

	"github.com/losant/terraform-provider-losant/internal/protocol"
	"github.com/losant/terraform-provider-losant/internal/provider"
)

// version is set at release time.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run as a server for a debugger to attach to, and print how to reach it")
	flag.Parse()
	provider.TuneProcess()
	if err := protocol.Serve("registry.terraform.io/losant/losant", version, *debug); err != nil {
		log.Fatal(err)
	}
}
