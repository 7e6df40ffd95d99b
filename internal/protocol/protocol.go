// Package protocol is the provider's layer over the framework's protocol server.
// Each of its duties has a file:
//
//   - forget.go releases the context of a request when the response is returned. The
//     framework would keep it until StopProvider.
//   - stop.go finishes writes when Terraform asks the provider to stop.
//   - noop_plan.go responds to PlanResourceChange for unchanged objects, and
//     noop_read.go to ReadResource.
//   - numbers.go encodes the numbers of a refreshed object so that Terraform 1.11 does
//     not take them for changes.
//   - replacement.go adds the warnings about the new object to the plan of a
//     replacement. Terraform would drop them.
//   - generated_config.go announces and shortens generated configuration.
//   - destroy_hint.go adds the way out of a failed plan to its errors.
//   - scopes.go warns of scopes that a plan needs and that the API token lacks.
//   - names.go adds the names of organizations to messages that have only their IDs.
//
// In addition, serve.go serves the provider, and ends the process with Terraform.
//
// Everything else goes to the framework's server. The response of a shortcut must
// equal that of the framework. Tests compare the two.
package protocol

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/provider"
)

// frameworkServer holds all methods of the framework's server. A test compares the
// method sets, so that no new capability is hidden.
type frameworkServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
	tfprotov6.StateStoreServer
}

// server is the framework's server with the duties of this package.
type server struct {
	frameworkServer
	stopper *stopper
	// data returns the data of the configured provider, or nil before that.
	data func() *base.ProviderData
	// shortcuts reports whether unchanged objects are read and planned without the framework.
	shortcuts bool
}

// NewServer returns a constructor of servers for providers of a version.
func NewServer(version string, opts ...provider.Option) func() (tfprotov6.ProviderServer, error) {
	return func() (tfprotov6.ProviderServer, error) { return newServer(version, opts...) }
}

func newServer(version string, opts ...provider.Option) (*server, error) {
	p := provider.New(version, opts...)
	plain, err := providerserver.NewProtocol6WithError(p)()
	if err != nil {
		return nil, err
	}
	framework, ok := plain.(frameworkServer)
	if !ok {
		return nil, fmt.Errorf("the framework's server %T lacks a method that this provider needs", plain)
	}
	return &server{frameworkServer: framework, stopper: newStopper(), data: p.Data, shortcuts: p.Getenv(EnvShortcuts) != "off"}, nil
}
