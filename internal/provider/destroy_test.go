package provider_test

import (
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// failingChecks holds, by a phrase, the parts of a configuration that can be applied,
// and the one that replaces it, whose check fails.
var failingChecks = map[string]struct{ config, good, bad, want string }{
	"limit above the instance's": {
		`resource "losant_organization" "ceiling" {
  name   = "Ceiling"
  limits = { device = VALUE }
}`, "10", "1001", "Limit device exceeds the instance's limit",
	},
	"limit of an organization that something else manages": {
		`resource "losant_organization" "limited" { name = "Limited" }
resource "losant_organization_limits" "limited" {
  organization_id = losant_organization.limited.id
  limits          = { device = VALUE }
}`, "10", "1001", "Limit device exceeds the instance's limit",
	},
	"shorter retention": {
		`resource "losant_organization" "retention" {
  name   = "Retention"
  limits = { data_ttl = VALUE }
}`, "172800", "86400", `Refused to delete data of organization "Retention"`,
	},
	"audit log": {
		`resource "losant_organization" "audited" {
  name              = "Audited"
  audit_log_enabled = VALUE
}`, "false", "true", "Audit logs are not allowed in instance",
	},
	"last administrator without MFA": {
		`resource "losant_organization" "mfa" {
  name     = "MFA"
  mfa_mode = VALUE
}
resource "losant_organization_member" "mfa" {
  organization_id = losant_organization.mfa.id
  email           = "ada@acme.example"
  role            = "admin"
}`, `"notRequired"`, `"required"`, `No administrator of organization "MFA"`,
	},
	"role that needs MFA": {
		`resource "losant_organization" "role" {
  name     = "Role"
  mfa_mode = "adminRequired"
}
resource "losant_organization_member" "role" {
  organization_id = losant_organization.role.id
  email           = "ada@acme.example"
  role            = VALUE
}`, `"view"`, `"admin"`, "ada@acme.example has no multi-factor authentication",
	},
	"query": {
		`resource "losant_instance_notification_rule" "rule" {
  name         = "rule"
  target_query = VALUE
  callback_url = "https://acme.example"
  rule         = { type = "payloadUsage", threshold = 80 }
}`, `jsonencode({ name = "a" })`, `jsonencode({ color = "red" })`, `Invalid target_query of notification rule "rule"`,
	},
	"expired token": {
		`resource "losant_instance_api_token" "token" {
  name       = "token"
  scopes     = ["instance.*"]
  expires_at = VALUE
}`, `"2099-01-01T00:00:00Z"`, `"2020-01-01T00:00:00Z"`, "would already be expired",
	},
	"role of an accepted invitation": {
		`resource "losant_organization" "accepted" { name = "Accepted" }
resource "losant_organization_invitation" "accepted" {
  organization_id = losant_organization.accepted.id
  email           = "jane@acme.example"
  role            = VALUE
}`, `"view"`, `"edit"`, "The invitation of jane@acme.example",
	},
}

// A destroy begins with a normal plan. The error of each check that stops it says
// how to destroy without one, and that works.
func TestDestroyWorksInSpiteOfEachFailingCheck(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"device": 1000}, "allowAuditLogging": false})
	srv.AddAccount(mockserver.Doc{"email": "ada@acme.example"})
	var good, bad []string
	for _, check := range failingChecks {
		good = append(good, strings.ReplaceAll(check.config, "VALUE", check.good))
		bad = append(bad, strings.ReplaceAll(check.config, "VALUE", check.bad))
	}
	c := newCLI(t, srv, strings.Join(good, "\n"))
	c.run(0, "apply", "-auto-approve", "-no-color")
	for _, org := range srv.Organizations() {
		if id, _ := org["id"].(string); org["name"] == "Accepted" {
			srv.AcceptInvitation(id, "jane@acme.example")
		}
	}
	c.run(0, "apply", "-auto-approve", "-no-color", "-refresh-only")
	c.write("main.tf", strings.Join(bad, "\n"))
	srv.ResetRequests()

	output := c.run(1, "destroy", "-auto-approve", "-no-color")
	for phrase, check := range failingChecks {
		if !strings.Contains(output, check.want) {
			t.Errorf("%s: no error", phrase)
		}
	}
	errors, hints := strings.Count(output, "Error: "), strings.Count(output, "To destroy instead: terraform destroy -refresh=false")
	if errors != len(failingChecks) || hints != errors {
		t.Errorf("%d errors, %d hints, want %d:\n%s", errors, hints, len(failingChecks), output)
	}
	acctest.ExpectWrites(t, srv)
	c.run(0, "destroy", "-auto-approve", "-no-color", "-refresh=false")
	if left := srv.Organizations(); len(left) > 0 {
		t.Errorf("%d organizations are left", len(left))
	}
}

// An organization that the refresh finds deleted does not stop the plan of what
// belongs to it. The other resources are found deleted too, and are then created.
func TestChecksWarnIfTheRefreshFoundTheOrganizationDeleted(t *testing.T) {
	t.Parallel()
	for typeName, attributes := range map[string]map[string]any{
		"losant_organization_member":     {"email": "ada@acme.example", "role": "admin"},
		"losant_organization_members":    {"members": map[string]any{"ada@acme.example": map[string]any{"role": "admin"}}},
		"losant_organization_invitation": {"email": "jane@acme.example", "role": "view"},
		"losant_organization_limits":     {"limits": map[string]any{"device": 5}},
	} {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			srv.AddAccount(mockserver.Doc{"email": "ada@acme.example"})
			org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
			p := acctest.NewProtocol(t, srv, typeName, nil)
			attributes["organization_id"] = org
			object := p.Apply(p.Null(), p.Config(attributes))
			srv.RemoveOrganization(org)
			p.Run(func() {
				if refreshed, _ := p.Refresh(object); !refreshed.State.IsNull() {
					t.Fatal("the object is still in the state")
				}
				planned := p.Plan(p.Null(), p.Config(attributes))
				got := strings.Join(acctest.Details(planned.Diagnostics), "\n")
				if len(acctest.Errors(planned.Diagnostics)) > 0 || !strings.Contains(got, "The organization was deleted outside Terraform.") {
					t.Errorf("got %q", got)
				}
			})
		})
	}
}
