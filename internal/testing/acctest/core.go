package acctest

import (
	"context"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/go-version"

	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

// core returns the words that terraform version begins with, such as "Terraform v1.11.4".
var core = sync.OnceValues(func() ([]string, error) {
	binary, err := tfcli.Binary()
	if err != nil {
		return nil, err
	}
	output, err := exec.CommandContext(context.Background(), binary, "version").Output() //nolint:gosec // Running Terraform is the purpose.
	return strings.Fields(string(output)), err
})

// IsOpenTofu reports whether the tests run OpenTofu.
func IsOpenTofu(t *testing.T) bool {
	t.Helper()
	words, err := core()
	if err != nil {
		t.Fatal(err)
	}
	return words[0] == "OpenTofu"
}

// CoreIsOlderThan reports whether Terraform is older than a version. OpenTofu, which
// has other version numbers, lacks the features that tests ask about.
func CoreIsOlderThan(t *testing.T, than string) bool {
	t.Helper()
	words, err := core()
	if err != nil {
		t.Fatal(err)
	}
	return version.Must(version.NewVersion(words[1])).LessThan(version.Must(version.NewVersion(than)))
}
