package instance_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const reportType = "losant_generate_report"

func TestReportActionSendsItsConfiguration(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		config map[string]any
		body   mockserver.Doc
	}{
		"only an address": {map[string]any{"email": jane}, mockserver.Doc{"email": jane}},
		"every attribute": {
			map[string]any{
				"email": jane, "callback_url": "https://x.example/hook", "resource_group_by": "organization", "date_group_by": "month",
				"include_sandbox": false, "start": "2026-01-01T00:00:00Z", "end": "2026-01-31T23:59:59+01:00",
			},
			mockserver.Doc{
				"email": jane, "callbackUrl": "https://x.example/hook", "resourceGroupBy": "organization", "dateGroupBy": "month",
				"includeSandbox": false, "start": "2026-01-01T00:00:00Z", "end": "2026-01-31T23:59:59+01:00",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			progress, _, diagnostics := acctest.NewServer(t, srv, map[string]any{"api_token": srv.AddToken("all.Instance.read")}).Invoke(reportType, tc.config)
			acctest.ExpectDetails(t, diagnostics)
			if len(progress) != 1 || !strings.HasPrefix(progress[0], "Losant is generating the usage report of instance "+srv.InstanceID()+" (job ") {
				t.Errorf("progress %q", progress)
			}
			acctest.ExpectWrites(t, srv, "POST /generateReport")
			acctest.ExpectBodies(t, srv, http.MethodPost, tc.body)
		})
	}
}

func TestReportActionReportsErrors(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	const span = "2026-01-02T00:00:00Z"
	for want, config := range map[string]map[string]any{
		"validate ERROR Missing Attribute Configuration":                     {"include_sandbox": true},
		"validate ERROR \"jane\" is not an e-mail address: email must be":    {"email": "jane"},
		"validate ERROR Invalid URL: Attribute callback_url":                 {"callback_url": "x.example"},
		"validate ERROR Invalid Attribute Value Match: Attribute resource_":  {"email": jane, "resource_group_by": "device"},
		"validate ERROR Invalid Attribute Value Match: Attribute date_":      {"email": jane, "date_group_by": "week"},
		"validate ERROR Range ends before it starts":                         {"email": jane, "start": span, "end": "2026-01-01T00:00:00Z"},
		"validate ERROR Invalid timestamp":                                   {"email": jane, "start": "yesterday"},
		"invoke ERROR Could not request a usage report of instance 60106426": {"email": jane, "instance_id": "60106426dc03c6aad06540bb"},
	} {
		_, step, diagnostics := acctest.NewServer(t, srv, nil).Invoke(reportType, config)
		if got := step + " " + strings.Join(acctest.Details(diagnostics), "\n"); !strings.HasPrefix(got, want) {
			t.Errorf("%v:\n got %s\nwant %s", config, got, want)
		}
	}
}

func TestReportActionNamesTheMissingScopes(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.Fail(mockserver.Fault{Method: http.MethodPost, Status: 403, Body: `{"type":"Forbidden","message":"no"}`})
	_, _, diagnostics := acctest.NewServer(t, srv, nil).Invoke(reportType, map[string]any{"email": jane})
	acctest.ExpectDetails(t, diagnostics, "all.Instance.read, instance.*, instance.generateReport")
}

func TestReportActionValidatesCallbackURL(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	for url, valid := range callbackURLs() {
		_, _, diagnostics := acctest.NewServer(t, srv, nil).Invoke(reportType, map[string]any{"callback_url": url})
		if got := acctest.Errors(diagnostics); (len(got) == 0) != valid {
			t.Errorf("%s: want valid %t, got %q", url, valid, got)
		}
	}
}

// callbackURLs returns URLs, and whether they are valid.
func callbackURLs() map[string]bool {
	return map[string]bool{
		"https://acme.example/hook":      true,
		"http://acme.example":            true,
		"HTTPS://acme.example/hook?a=b":  true,
		"nonsense":                       false,
		"":                               false,
		"/hook":                          false,
		"https://":                       false,
		"ftp://acme.example/hook":        false,
		"https://acme.example:port/hook": false,
		"https://acme.example/%zz":       false,
		"https://acme.example/" + strings.Repeat("x", 1024): false,
	}
}

func TestReportActionRunsInTerraform(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	resource.UnitTest(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_14_0)},
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{{
			Config: `
resource "terraform_data" "test" {
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.losant_generate_report.test]
    }
  }
}

action "losant_generate_report" "test" {
  config {
    email = "` + jane + `"
  }
}`,
			PostApplyFunc: func() { acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"email": jane}) },
		}},
	})
}
