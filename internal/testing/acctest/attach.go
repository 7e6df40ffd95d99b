package acctest

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/losant/terraform-provider-losant/internal/protocol"
	"github.com/losant/terraform-provider-losant/internal/provider"
)

// addresses are those of the provider in the default registries of Terraform and
// OpenTofu.
var addresses = []string{"registry.terraform.io/losant/losant", "registry.opentofu.org/losant/losant"}

// Attach serves the provider from this process until stop is called. The variable, as
// NAME=value, makes Terraform use it, which takes much less time than to start a
// provider, and needs no terraform init.
func Attach(getenv func(string) string, opts ...provider.Option) (variable string, stop func(), err error) {
	server, err := protocol.NewServer("test", append([]provider.Option{provider.WithEnvironment(getenv)}, opts...)...)()
	if err != nil {
		return "", nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	config, closed, failed := make(chan *plugin.ReattachConfig), make(chan struct{}), make(chan error, 1)
	go func() {
		failed <- tf6server.Serve(addresses[0], func() tfprotov6.ProviderServer { return server },
			tf6server.WithDebug(ctx, config, closed), tf6server.WithGoPluginLogger(hclog.NewNullLogger()), tf6server.WithoutLogStderrOverride())
	}()
	stop = func() { cancel(); <-closed }
	select {
	case err := <-failed:
		cancel()
		return "", nil, fmt.Errorf("serving the provider: %w", err)
	case c := <-config:
		attached := map[string]any{}
		for _, address := range addresses {
			attached[address] = map[string]any{
				"Protocol": string(c.Protocol), "ProtocolVersion": c.ProtocolVersion, "Pid": c.Pid, "Test": c.Test,
				"Addr": map[string]string{"Network": c.Addr.Network(), "String": c.Addr.String()},
			}
		}
		text, err := json.Marshal(attached)
		if err != nil {
			stop()
			return "", nil, err
		}
		return "TF_REATTACH_PROVIDERS=" + string(text), stop, nil
	}
}
