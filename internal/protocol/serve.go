package protocol

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

const (
	// parentInterval is how often the provider checks whether Terraform still runs.
	parentInterval = time.Second
	// orphanGrace is how long a provider without Terraform waits for its writes.
	orphanGrace = 5 * time.Second
)

// Serve serves the provider to the Terraform that has started this process, until
// Terraform ends it. With debug, it serves any Terraform that attaches to it.
func Serve(address, version string, debug bool) error {
	s, err := newServer(version)
	if err != nil {
		return err
	}
	var opts []tf6server.ServeOpt
	if debug {
		opts = append(opts, tf6server.WithManagedDebug())
	} else {
		go s.stopAtSignal()
		go s.endWithParent(os.Getppid())
	}
	err = tf6server.Serve(address, func() tfprotov6.ProviderServer { return s }, opts...)
	s.stopper.waitForWrites(writeGrace)
	return err
}

// stopAtSignal stops the provider when the process is asked to end, for example by
// a CI system that sends the signal to all processes of a job. Terraform sends
// StopProvider too, and then ends the process.
func (s *server) stopAtSignal() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGHUP)
	<-signals
	s.stopPermanently()
}

// stopPermanently ends all calls, and those of later runs too.
func (s *server) stopPermanently() {
	s.stopper.end(true)
	// This ends the calls that do not use the stopper.
	_, _ = s.frameworkServer.StopProvider(context.Background(), &tfprotov6.StopProviderRequest{})
}

// endWithParent ends the process soon after its parent, which is Terraform, was
// killed. The results of its calls would get lost.
func (s *server) endWithParent(parent int) {
	for os.Getppid() == parent {
		time.Sleep(parentInterval)
	}
	s.stopPermanently()
	s.stopper.waitForWrites(orphanGrace)
	os.Exit(1)
}
