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

func TestReportAction(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		config map[string]any
		body   mockserver.Doc
	}{
		"to a person": {map[string]any{"email": jane}, mockserver.Doc{"email": jane}},
		"in full": {
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
			if len(progress) != 1 || !strings.HasPrefix(progress[0], "Losant makes the usage report of instance "+srv.InstanceID()+" (job ") {
				t.Errorf("progress %q", progress)
			}
			acctest.ExpectWrites(t, srv, "POST /generateReport")
			acctest.ExpectBodies(t, srv, http.MethodPost, tc.body)
		})
	}
}

func TestReportActionMistakes(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	const span = "2026-01-02T00:00:00Z"
	for want, config := range map[string]map[string]any{
		"validate ERROR Missing Attribute Configuration":                    {"include_sandbox": true},
		"validate ERROR Invalid Attribute Value Match: Attribute email":     {"email": "jane"},
		"validate ERROR Invalid URL: Attribute callback_url":                {"callback_url": "x.example"},
		"validate ERROR Invalid Attribute Value Match: Attribute resource_": {"email": jane, "resource_group_by": "device"},
		"validate ERROR Invalid Attribute Value Match: Attribute date_":     {"email": jane, "date_group_by": "week"},
		"validate ERROR Range ends before it starts":                        {"email": jane, "start": span, "end": "2026-01-01T00:00:00Z"},
		"validate ERROR Invalid timestamp":                                  {"email": jane, "start": "yesterday"},
		"invoke ERROR Could not order a usage report of instance 60106426":  {"email": jane, "instance_id": "60106426dc03c6aad06540bb"},
	} {
		_, step, diagnostics := acctest.NewServer(t, srv, nil).Invoke(reportType, config)
		if got := step + " " + strings.Join(acctest.Details(diagnostics), "\n"); !strings.HasPrefix(got, want) {
			t.Errorf("%v:\n got %s\nwant %s", config, got, want)
		}
	}
	srv.Fail(mockserver.Fault{Method: http.MethodPost, Status: 403, Body: `{"type":"Forbidden","message":"no"}`})
	_, _, diagnostics := acctest.NewServer(t, srv, nil).Invoke(reportType, map[string]any{"email": jane})
	acctest.ExpectDetails(t, diagnostics, "all.Instance.read, instance.*, instance.generateReport")
}

func TestReportActionThroughTerraform(t *testing.T) {
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
