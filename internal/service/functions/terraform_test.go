package functions_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }

func TestDurationSecondsWorksInTerraform(t *testing.T) {
	t.Parallel()
	expectInTerraform(t, `provider::losant::duration_seconds("1w2d12h")`, 820800,
		`provider::losant::duration_seconds("three months")`, `(?s)Invalid value for "duration" parameter: "three months" must be a duration`)
}

func TestByteSizeWorksInTerraform(t *testing.T) {
	t.Parallel()
	expectInTerraform(t, `provider::losant::byte_size("5GiB")`, 5368709120,
		`provider::losant::byte_size("5KB")`, `(?s)Invalid value for "size" parameter: "5KB" must be a size`)
}

// expectInTerraform evaluates a valid and an invalid expression.
func expectInTerraform(t *testing.T, valid string, want int64, invalid, failure string) {
	t.Helper()
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(mockserver.Start(t)),
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_8_0)},
		Steps: []resource.TestStep{
			{
				Config:            "output \"test\" {\n  value = " + valid + "\n}",
				ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("test", knownvalue.Int64Exact(want))},
			},
			{Config: "output \"test\" {\n  value = " + invalid + "\n}", ExpectError: regexp.MustCompile(failure)},
		},
	})
}
