package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// An incomplete list is an error in every data source and list resource, and never a short list.
func TestIncompleteListsAreErrors(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		config map[string]any // organization_id is filled in
		path   string         // the end of the path of the list
	}{
		"losant_organizations":                            {nil, "/orgs"},
		"losant_instances":                                {nil, "/instances"},
		"losant_limit_allocation":                         {nil, "/orgs"},
		"losant_audit_logs":                               {nil, "/audit-logs"},
		"losant_instance_members":                         {nil, "/members"},
		"losant_organization_members":                     {map[string]any{"organization_id": ""}, "/members"},
		"losant_organization_invitations":                 {map[string]any{"organization_id": ""}, "/invites"},
		"losant_mfa_impact":                               {map[string]any{"organization_id": "", "mfa_mode": "required"}, "/members"},
		"list resource losant_organization":               {nil, "/orgs"},
		"list resource losant_instance_member":            {nil, "/members"},
		"list resource losant_organization_member":        {map[string]any{"organization_id": ""}, "/members"},
		"list resource losant_organization_invitation":    {map[string]any{"organization_id": ""}, "/invites"},
		"list resource losant_instance_custom_node":       {nil, "/nodes"},
		"list resource losant_instance_api_token":         {nil, "/tokens"},
		"list resource losant_instance_notification_rule": {nil, "/notification-rules"},
		"list resource losant_organization_limits":        {nil, "/orgs"},
		"list resource losant_organization_members":       {nil, "/members"},
		"losant_instance_custom_node":                     {map[string]any{"name": "node"}, "/nodes"},
		"losant_organization":                             {map[string]any{"name": "Acme"}, "/orgs"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
			config := map[string]any{}
			for key, value := range tc.config {
				if config[key] = value; key == "organization_id" {
					config[key] = org
				}
			}
			srv.Fail(mockserver.Fault{Method: http.MethodGet, PathContains: tc.path, Status: 200, Body: `{"items":[],"totalCount":1}`, Times: -1})
			s := acctest.NewServer(t, srv, map[string]any{"api_token": srv.AddUserToken("all.User")})
			var diagnostics []*tfprotov6.Diagnostic
			if typeName, isList := strings.CutPrefix(name, "list resource "); isList {
				found, diags := s.List(typeName, config, 0, false)
				for _, one := range found {
					diags = append(diags, one.Diagnostics...)
				}
				diagnostics = diags
			} else {
				_, diagnostics = s.ReadData(name, config)
			}
			acctest.ExpectDetails(t, diagnostics, "the list is incomplete: it has 0 different items, but its total is 1\n\nSomebody may be changing the list")
		})
	}
}
