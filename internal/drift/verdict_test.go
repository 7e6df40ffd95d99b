package drift

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

const (
	orgID      = "60106426dc03c6aad06540bb"
	userID     = "5f1a2b3c4d5e6f7a8b9c0d1e"
	instanceID = "5f9b3c1de41a2b0007a3c9d1"
)

// entry returns an entry for a request to an organization, or to something in it.
func entry(resourceType, action, body string, edit func(*losant.AuditLog)) *Entry {
	log := &losant.AuditLog{
		InstanceID: instanceID, PrimaryTargetType: "Organization", PrimaryTargetID: orgID, RequestResource: resourceType, RequestAction: action,
		RequestPathParams: json.RawMessage(`{"instanceId":"` + instanceID + `","orgId":"` + orgID + `"}`), RequestBody: json.RawMessage(body),
	}
	if edit != nil {
		edit(log)
	}
	return newEntry(log)
}

func TestVerdictsAboutAPerson(t *testing.T) {
	t.Parallel()
	jane := Person{OrganizationID: orgID, UserID: userID, Email: "jane@acme.example"}
	byEmail := Person{OrganizationID: orgID, Email: "jane@acme.example"}
	member := func(log *losant.AuditLog) { log.SecondaryTargetID, log.SecondaryTargetType = userID, "User" }
	invite := func(log *losant.AuditLog) {
		log.SecondaryTargetName, log.SecondaryTargetType = "JANE@acme.example", "OrgInvite"
	}
	elsewhere := func(log *losant.AuditLog) {
		member(log)
		log.PrimaryTargetID, log.RequestPathParams = instanceID, nil
	}
	left, joined, demoted := jane.Left("role"), jane.Joined("members"), jane.RoleChange("role", "admin", "edit")
	for name, tc := range map[string]struct {
		change Change
		entry  *Entry
		want   Verdict
	}{
		"left: removed":                            {left, entry("organizationMember", "delete", "", member), Cause},
		"left: revoked by address":                 {byEmail.Left(""), entry("organizationInvite", "DELETE", "", invite), Cause},
		"left: address in the body":                {byEmail.Left(""), entry("organizationMember", "delete", `{"email":"Jane@acme.example"}`, nil), Cause},
		"left: organization deleted":               {left, entry("organization", "delete", "", nil), Cause},
		"left: MFA required":                       {left, entry("organization", "patch", `{"mfaMode":"required"}`, nil), Cause},
		"left: MFA required of administrators":     {left, entry("organization", "patch", `{"mfaMode":"adminRequired"}`, nil), Unrelated},
		"left: added before":                       {left, entry("organizationMembers", "post", `{"role":"edit","userId":"`+userID+`"}`, nil), EstablishesPrior},
		"left: another person removed":             {byEmail.Left(""), entry("organizationMember", "delete", "", member), Unrelated},
		"left: removed from another organization":  {left, entry("organizationMember", "delete", "", elsewhere), Unrelated},
		"joined: added":                            {joined, entry("organizationMembers", "post", `{"role":"edit","email":"jane@acme.example"}`, nil), Cause},
		"joined: removed before":                   {joined, entry("organizationMember", "delete", "", member), EstablishesPrior},
		"joined: another person added":             {joined, entry("organizationMembers", "post", `{"role":"edit","email":"joan@acme.example"}`, nil), Unrelated},
		"role: changed":                            {demoted, entry("organizationMember", "patch", `{"role":"edit"}`, member), Cause},
		"role: set before":                         {demoted, entry("organizationMember", "patch", `{"role":"admin"}`, member), EstablishesPrior},
		"role: downgraded by the MFA mode":         {demoted, entry("organization", "patch", `{"mfaMode":"adminRequired"}`, nil), Cause},
		"role: another role than the MFA mode's":   {jane.RoleChange("role", "admin", "view"), entry("organization", "patch", `{"mfaMode":"adminRequired"}`, nil), Unrelated},
		"role: body without a role":                {demoted, entry("organizationMember", "patch", `{}`, member), Unrelated},
		"instance: entry about an organization":    {Person{UserID: userID}.Left(""), entry("organizationMember", "delete", "", member), Unrelated},
		"nobody: neither an address nor a user ID": {Person{OrganizationID: orgID}.Left(""), entry("organizationMember", "delete", "", func(log *losant.AuditLog) { member(log); log.SecondaryTargetID = "" }), Unrelated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tc.change.Classify(tc.entry); got != tc.want {
				t.Errorf("got verdict %d, want %d", got, tc.want)
			}
		})
	}
}

// schemaOnly is a resource of which only the schema is used.
type schemaOnly struct{ resource.Resource }

func (schemaOnly) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"name":   schema.StringAttribute{Required: true},
		"status": schema.StringAttribute{Optional: true, Computed: true},
		"banner": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{"level": schema.StringAttribute{Required: true}}},
	}}
}

var fields = base.Fields{"name": path.Root("name"), "status": path.Root("status"), "banner": path.Root("banner")}

type object = map[string]any

func changes(before, after object) map[string]Change {
	isAbout := func(e *Entry) bool { return e.IsAbout(orgID) }
	byAttribute := map[string]Change{}
	for _, c := range Compare(context.Background(), before, after, isAbout, fields, schemaOnly{}) {
		byAttribute[c.Attribute] = c
	}
	return byAttribute
}

func TestCompareFindsTheChangedAttributes(t *testing.T) {
	t.Parallel()
	before := object{"name": "a", "status": "active", "banner": object{"level": "info", "message": "m"}, "other": 1}
	for name, tc := range map[string]struct {
		edit object
		want []string
	}{
		"nothing":                     {nil, nil},
		"one field":                   {object{"name": "b"}, []string{"name"}},
		"two fields of one attribute": {object{"banner": object{"level": "warning", "message": "n"}}, []string{"banner"}},
		"two attributes":              {object{"name": "b", "status": "inactive"}, []string{"name", "status"}},
		"field without a row":         {object{"other": 2}, []string{"other"}},
		"new field":                   {object{"color": "red"}, []string{"color"}},
		"new field that is empty":     {object{"color": ""}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after := maps.Clone(before)
			maps.Copy(after, tc.edit)
			got := changes(before, after)
			if diff := cmp.Diff(tc.want, slices.Sorted(maps.Keys(got))); diff != "" {
				t.Errorf("attributes (-want +got):\n%s", diff)
			}
			for attribute, change := range got {
				if change.KeepsCurrentValue != (attribute == "status") {
					t.Errorf("%s: KeepsCurrentValue is %t", attribute, change.KeepsCurrentValue)
				}
			}
		})
	}
}

func TestVerdictsAboutAnObject(t *testing.T) {
	t.Parallel()
	before := object{"name": "a", "banner": object{"level": "info", "message": "m"}}
	after := object{"name": "b", "banner": object{"level": "warning", "message": "n"}}
	response := func(body string) func(*losant.AuditLog) {
		return func(log *losant.AuditLog) { log.ResponseBody = json.RawMessage(body) }
	}
	for name, tc := range map[string]struct {
		attribute string
		entry     *Entry
		want      Verdict
	}{
		"wrote the new value":            {"name", entry("organization", "patch", `{"name":"b"}`, nil), Cause},
		"wrote a third value":            {"name", entry("organization", "patch", `{"name":"c"}`, nil), Cause},
		"wrote the prior value":          {"name", entry("organization", "patch", `{"name":"a"}`, nil), EstablishesPrior},
		"wrote another field":            {"name", entry("organization", "patch", `{"status":"x"}`, nil), Unrelated},
		"wrote the other object":         {"name", entry("organizationMember", "patch", `{"name":"b"}`, nil), Unrelated},
		"wrote one of two fields":        {"banner", entry("organization", "patch", `{"banner":{"level":"warning"}}`, nil), Cause},
		"wrote the prior value of one":   {"banner", entry("organization", "patch", `{"banner":{"level":"info"}}`, nil), EstablishesPrior},
		"cleared the object":             {"banner", entry("organization", "patch", `{"banner":null}`, nil), Cause},
		"response has the prior value":   {"name", entry("organization", "patch", `{"name":" a"}`, response(`{"name":"a"}`)), EstablishesPrior},
		"response has the written value": {"name", entry("organization", "patch", `{"name":"b"}`, response(`{"name":"b"}`)), Cause},
		"created the object":             {"name", entry("organizations", "post", `{"name":"c"}`, nil), EstablishesPrior},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := changes(before, after)[tc.attribute].Classify(tc.entry); got != tc.want {
				t.Errorf("got verdict %d, want %d", got, tc.want)
			}
		})
	}
}

func TestDeletionIsCausedByTheDeleteRequest(t *testing.T) {
	t.Parallel()
	deletion := Deletion(func(e *Entry) bool { return e.IsAbout(orgID) })[0]
	for name, tc := range map[string]struct {
		entry *Entry
		want  Verdict
	}{
		"object deleted":          {entry("organization", "delete", "", nil), Cause},
		"object changed":          {entry("organization", "patch", `{"name":"b"}`, nil), Unrelated},
		"something in it deleted": {entry("organizationInvite", "delete", "", nil), Unrelated},
		"something else was deleted": {entry("organization", "delete", "", func(log *losant.AuditLog) {
			log.PrimaryTargetID, log.RequestPathParams = userID, nil
		}), Unrelated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := deletion.Classify(tc.entry); got != tc.want {
				t.Errorf("got verdict %d, want %d", got, tc.want)
			}
		})
	}
}
