// Install-terraform installs one version of Terraform into bin, for make demo and make
// test on a machine without Terraform. It verifies the signature and the checksum.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/hc-install/releases"
)

const (
	pinned = "1.14.9"
	host   = "https://releases.hashicorp.com"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := install(ctx, os.Stderr, releases.ExactVersion{ApiBaseURL: host, InstallDir: "bin"})
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "Terraform was not installed: %v\n\n%s\n", err, instead)
		os.Exit(1)
	}
}

const announcement = `Terraform was not found. Installing Terraform %s from %s
as %s. Its license is the Business Source License 1.1
(https://www.hashicorp.com/bsl). To use another Terraform or OpenTofu, stop this, and put
terraform on PATH or set TF_ACC_TERRAFORM_PATH. With NO_INSTALL=1, nothing is installed.
`

const instead = `Either connect to the network and repeat: this is needed once. Or install Terraform
1.5 or later (https://developer.hashicorp.com/terraform/install) and put it on PATH, or
set TF_ACC_TERRAFORM_PATH to the path of terraform or tofu.`

// install installs the pinned version from a release server. It uses a new folder,
// because the installer continues after a wrong checksum, without a file.
func install(ctx context.Context, out io.Writer, from releases.ExactVersion) error {
	path := filepath.Join(from.InstallDir, product.Terraform.BinaryName())
	fmt.Fprintf(out, announcement, pinned, from.ApiBaseURL, path)
	if err := reach(ctx, from.ApiBaseURL); err != nil {
		return err
	}
	if err := os.MkdirAll(from.InstallDir, 0o750); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(from.InstallDir, "install-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	from.Product, from.Version, from.InstallDir = product.Terraform, version.Must(version.NewVersion(pinned)), dir
	installed, err := from.Install(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("the archive is damaged, or its checksum is not the one that HashiCorp has signed")
	}
	if err != nil {
		return err
	}
	return os.Rename(installed, path)
}

// reach returns an error at once if there is no network. The installer would repeat its
// request for a quarter of a minute.
func reach(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, url+"/terraform/"+pinned+"/index.json", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
