// Terraform-provider-losant serves the Losant provider to Terraform and OpenTofu.
package main

import (
	"flag"
	"log"
	"os"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/losant/terraform-provider-losant/internal/protocol"
)

// version is set at release time.
var version = "dev"

func main() {
	quietSDKLogs()
	tuneCollector()
	attach := flag.Bool("debug", false, "run as a server that a debugger is attached to, and print how to reach it")
	flag.Parse()

	server, err := protocol.NewServer(version)()
	if err != nil {
		log.Fatal(err)
	}
	var opts []tf6server.ServeOpt
	if *attach {
		opts = append(opts, tf6server.WithManagedDebug())
	}
	err = tf6server.Serve("registry.terraform.io/losant/losant", func() tfprotov6.ProviderServer { return server }, opts...)
	if err != nil {
		log.Fatal(err)
	}
}

// tuneCollector trades memory, of which little is needed, for time: by default a
// fifth of the provider's work would be to collect garbage. The limit makes
// the collector diligent again before memory matters.
func tuneCollector() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(192 << 20)
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
