package protocol_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/protocol"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }

func newServer(t *testing.T, srv *mockserver.Server, overrides ...string) tfprotov6.ProviderServer {
	t.Helper()
	server, err := protocol.NewServer("test", provider.WithEnvironment(acctest.Environment(srv, overrides...)))()
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// What the framework's server can do and ours cannot would be missing without a
// word: Terraform asks for capabilities by interface.
func TestServerHasEveryMethodOfTheFramework(t *testing.T) {
	t.Parallel()
	framework, err := providerserver.NewProtocol6WithError(provider.New("test"))()
	if err != nil {
		t.Fatal(err)
	}
	ours := reflect.TypeOf(newServer(t, mockserver.Start(t)))
	theirs := reflect.TypeOf(framework)
	for i := range theirs.NumMethod() {
		if name := theirs.Method(i).Name; !hasMethod(ours, name) {
			t.Errorf("%s is hidden", name)
		}
	}
}

func hasMethod(typ reflect.Type, name string) bool {
	_, ok := typ.MethodByName(name)
	return ok
}

// configure configures a server for the mock server.
func configure(t *testing.T, server tfprotov6.ProviderServer, p *acctest.Protocol) {
	t.Helper()
	resp, err := server.ConfigureProvider(context.WithoutCancel(t.Context()), p.Configuration())
	if err != nil {
		t.Fatal(err)
	}
	acctest.ExpectDetails(t, resp.Diagnostics)
}
