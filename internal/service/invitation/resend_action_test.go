package invitation_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const resendType = "losant_resend_invitation"

func TestResendActionSendsTheInvitationAgain(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	id := srv.Invite(org, mockserver.Doc{"email": jane, "role": "edit"})
	for name, config := range map[string]map[string]any{
		"by e-mail": {"organization_id": org, "email": strings.ToUpper(jane)},
		"by id":     {"organization_id": org, "invitation_id": id, "instance_id": srv.InstanceID()},
	} {
		srv.ExpireInvitation(org, jane)
		srv.ResetRequests()
		progress, step, diagnostics := acctest.NewServer(t, srv, nil).Invoke(resendType, config)
		acctest.ExpectDetails(t, diagnostics)
		if want := []string{"Sending the invitation of " + jane + " to organization " + org + " again"}; step != "invoke" || !slices.Equal(progress, want) {
			t.Errorf("%s: %s, %q", name, step, progress)
		}
		acctest.ExpectWrites(t, srv, "POST /orgs/"+org+"/invites/"+id)
		acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{})
		if sent := onlyInvitation(t, srv, org); sent["hasExpired"] != false || sent["role"] != "edit" {
			t.Errorf("%s: invitation %v", name, sent)
		}
	}
}

func TestResendActionMistakesAreFoundEarly(t *testing.T) {
	t.Parallel()
	const unknown = "60106426dc03c6aad06540bb"
	srv, org := start(t)
	srv.AddMember(org, mockserver.Doc{"email": jane})
	for want, config := range map[string]map[string]any{
		"validate ERROR Missing Attribute Configuration":                            {"organization_id": org},
		"validate ERROR Invalid Attribute Combination":                              {"organization_id": org, "email": jane, "invitation_id": org},
		"validate ERROR \"jane\" is not an e-mail address: email must be an e-mail": {"organization_id": org, "email": "jane"},
		"plan ERROR Invitation not found: There is no invitation " + unknown:        {"organization_id": org, "invitation_id": unknown},
		"invoke ERROR Invitation not found: There is no invitation of " + jane:      {"organization_id": org, "email": jane},
		"invoke ERROR Could not read the invitations to organization " + unknown:    {"organization_id": unknown, "email": jane},
	} {
		_, step, diagnostics := acctest.NewServer(t, srv, nil).Invoke(resendType, config)
		if got := step + " " + strings.Join(acctest.Details(diagnostics), "\n"); !strings.HasPrefix(got, want) {
			t.Errorf("%v:\n got %s\nwant %s", config, got, want)
		}
	}
	acctest.ExpectCount(t, srv, http.MethodPost, 0)
}

func TestResendActionPlansUnknownValues(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	id := srv.Invite(org, mockserver.Doc{"email": jane, "role": "edit"})
	for _, config := range []map[string]any{
		{"organization_id": acctest.Unknown, "email": jane},
		{"organization_id": acctest.Unknown, "invitation_id": id},
		{"organization_id": org, "invitation_id": acctest.Unknown},
		{"organization_id": org, "email": acctest.Unknown},
	} {
		_, step, diagnostics := acctest.NewServer(t, srv, nil).Invoke(resendType, config)
		if acctest.ExpectDetails(t, diagnostics); step != "plan" {
			t.Errorf("%v: failed in step %s", config, step)
		}
	}
	acctest.ExpectCount(t, srv, http.MethodGet, 0)
}

// A check that lacks a scope is skipped with a warning. The action itself needs its scopes.
func TestResendActionErrorsNameTheScope(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	id := srv.Invite(org, mockserver.Doc{"email": jane, "role": "edit"})
	reader := acctest.NewServer(t, srv, map[string]any{"api_token": srv.AddToken("all.Instance.bounded")})
	_, step, diagnostics := reader.Invoke(resendType, map[string]any{"organization_id": org, "invitation_id": id})
	if acctest.ExpectDetails(t, diagnostics, "instanceOrgInvite.resendInvite"); step != "invoke" {
		t.Errorf("failed in step %s, want invoke", step)
	}
	writer := acctest.NewServer(t, srv, map[string]any{"api_token": srv.AddToken("instanceOrgInvite.resendInvite")})
	_, step, diagnostics = writer.Invoke(resendType, map[string]any{"organization_id": org, "invitation_id": id})
	if acctest.ExpectDetails(t, diagnostics, "WARNING Checks skipped: the API token lacks the scope instanceOrgInvites.get"); step != "plan" {
		t.Errorf("warned in step %s, want plan", step)
	}
}

func TestResendActionThroughTerraform(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	resource.UnitTest(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_14_0)},
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{{
			Config: `
resource "losant_organization_invitation" "test" {
  organization_id = "` + org + `"
  email           = "` + jane + `"
  role            = "view"

  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.losant_resend_invitation.test]
    }
  }
}

action "losant_resend_invitation" "test" {
  config {
    organization_id = "` + org + `"
    email           = "` + jane + `"
  }
}`,
			PostApplyFunc: func() {
				acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"email": jane, "role": "view"}, mockserver.Doc{})
			},
		}},
	})
}
