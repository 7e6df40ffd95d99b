// Terraform-provider-losant serves the Losant provider to Terraform and OpenTofu.
package main

import (
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/losant/terraform-provider-losant/internal/protocol"
	"github.com/losant/terraform-provider-losant/internal/provider"
)

// version is set at release time.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run as a server for a debugger to attach to, and print how to reach it")
	flag.Parse()
	provider.TuneProcess()

	server, err := protocol.NewServer(version)()
	if err != nil {
		log.Fatal(err)
	}
	var opts []tf6server.ServeOpt
	if *debug {
		opts = append(opts, tf6server.WithManagedDebug())
	}
	err = tf6server.Serve("registry.terraform.io/losant/losant", func() tfprotov6.ProviderServer { return server }, opts...)
	if err != nil {
		log.Fatal(err)
	}
}
