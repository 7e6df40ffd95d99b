// Package protocol is the provider's layer over the framework's protocol server.
// It has these duties, each in a file of its own:
//
//   - forget.go lets go of a request's context when the response is given. The
//     framework keeps it until StopProvider.
//   - noop_plan.go answers PlanResourceChange for unchanged objects.
//
// Everything else goes to the framework's server. The contract of a shortcut is
// that its response equals the framework's; tests compare the two.
package protocol

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/provider"
)

// frameworkServer is everything that the framework's server can do. A test
// compares the method sets, so that no new capability is hidden.
type frameworkServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
	tfprotov6.StateStoreServer
}

// server is the framework's server with the duties of this package.
type server struct {
	frameworkServer
	// data returns what the provider was configured with, nil before that.
	data func() *base.ProviderData
	// shortcut reports whether unchanged objects are planned without the framework.
	shortcut bool
}

// NewServer returns a constructor of servers for providers of a version.
func NewServer(version string, opts ...provider.Option) func() (tfprotov6.ProviderServer, error) {
	return func() (tfprotov6.ProviderServer, error) {
		p := provider.New(version, opts...)
		plain, err := providerserver.NewProtocol6WithError(p)()
		if err != nil {
			return nil, err
		}
		framework, ok := plain.(frameworkServer)
		if !ok {
			return nil, fmt.Errorf("the framework's server %T lacks a capability that this provider relies on", plain)
		}
		return &server{frameworkServer: framework, data: p.Data, shortcut: p.Getenv(EnvPlanShortcut) != "off"}, nil
	}
}
