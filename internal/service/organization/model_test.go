package organization

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/tags"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// empty returns an organization that has only a name.
func empty() model {
	return model{
		commonModel: commonModel{
			ID:                       types.StringValue("60106426dc03c6aad06540bb"),
			Name:                     types.StringValue("Acme"),
			Limits:                   limits.OrganizationTable().FromAPI(nil),
			Tags:                     types.MapNull(tags.ElementType()),
			AllowedInvitationDomains: types.SetNull(types.StringType),
			PayloadsEnabled:          types.BoolValue(true),
			Banner:                   types.ObjectNull(bannerTypes),
		},
		TagsAll:       tags.FromAPI(nil),
		AllowDataLoss: types.SetNull(types.StringType),
	}
}

// with returns a changed empty organization.
func with(change func(m *model)) model {
	m := empty()
	change(&m)
	return m
}

func banner(level string) types.Object {
	return types.ObjectValueMust(bannerTypes, map[string]attr.Value{"level": types.StringValue(level), "message": types.StringValue("Hi")})
}

func TestFromAPICopiesValuesAndKeepsEmptyOnes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prior, want model
		org         losant.Organization
	}{
		"nothing set": {empty(), empty(), losant.Organization{}},
		"nothing set, and empty before": {
			prior: with(func(m *model) {
				m.Description, m.ReferralID, m.AllowedInvitationDomains = types.StringValue(""), types.StringValue(""), base.StringSet()
				m.Tags = tags.FromAPI(nil)
			}),
			want: with(func(m *model) {
				m.Description, m.ReferralID, m.AllowedInvitationDomains = types.StringValue(""), types.StringValue(""), base.StringSet()
				m.Tags = tags.FromAPI(nil)
			}),
		},
		"cleared outside Terraform": {
			prior: with(func(m *model) { m.Description, m.Banner = types.StringValue("Text"), banner("info") }),
			want:  empty(),
		},
		"banner without a message": {empty(), empty(), losant.Organization{Banner: &losant.Banner{Level: "info"}}},
		"every field": {
			prior: with(func(m *model) { m.Limits = limits.Imported(losant.Limits{"device": 5}) }),
			org: losant.Organization{
				Description: "Text", IconColor: "red", ReferralID: "r", MFAMode: "required", CreationDate: "2026-01-01T00:00:00.000Z",
				Limits: losant.Limits{"device": 0, "teleporter": 4}, Tags: []losant.Tag{{Key: "k", Value: "v"}},
				AllowedInvitationDomains: []string{"b.example", "a.example"}, AuditLogEnabled: new(false), ReadOnly: new(true),
				Banner: &losant.Banner{Level: "info", Message: "Hi"},
			},
			want: with(func(m *model) {
				m.Description, m.IconColor, m.ReferralID = types.StringValue("Text"), types.StringValue("red"), types.StringValue("r")
				m.MFAMode, m.CreatedAt = types.StringValue("required"), types.StringValue("2026-01-01T00:00:00.000Z")
				m.Limits = limits.Imported(losant.Limits{"device": 0})
				m.Tags = tags.FromAPI([]losant.Tag{{Key: "k", Value: "v"}})
				m.TagsAll = m.Tags
				m.AllowedInvitationDomains = base.StringSet("a.example", "b.example")
				m.AuditLogEnabled, m.ReadOnly, m.Banner = types.BoolValue(false), types.BoolValue(true), banner("info")
			}),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.org.ID, tc.org.Name = "60106426dc03c6aad06540bb", "Acme"
			got := tc.prior
			got.fromAPI(&tc.org, types.MapNull(tags.ElementType()), now)
			if diff := cmp.Diff(tc.want, got, cmp.AllowUnexported(model{}), cmp.Comparer(func(a, b attr.Value) bool { return a.Equal(b) })); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPayloadsFromAPIKeepsTheKnownDate(t *testing.T) {
	t.Parallel()
	const past, future, prior = "2026-11-22T11:59:59.000Z", "2026-11-22T12:00:01.000Z", "2026-11-22T13:00:01+01:00"
	null := types.StringNull()
	for name, tc := range map[string]struct {
		disabledAt  losant.DisabledAt
		lastUpdated string
		prior       types.String
		enabled     bool
		until       types.String
	}{
		"enabled":                                {losant.DisabledAt{}, "", null, true, null},
		"enabled, with a date before":            {losant.DisabledAt{}, "", types.StringValue(prior), true, null},
		"disabled":                               {losant.DisabledAt{Now: true}, "", null, false, null},
		"date in the future":                     {losant.DisabledAt{Date: future}, "", null, true, types.StringValue(future)},
		"same date in the future":                {losant.DisabledAt{Date: future}, "", types.StringValue(prior), true, types.StringValue(prior)},
		"same date in the past":                  {losant.DisabledAt{Date: past}, "", types.StringValue(past), true, types.StringValue(past)},
		"date in the past":                       {losant.DisabledAt{Date: past}, "", null, false, null},
		"date in the past, and another before":   {losant.DisabledAt{Date: past}, "", types.StringValue(prior), false, null},
		"date in the past by the server's clock": {losant.DisabledAt{Date: future}, future, null, false, null},
		"invalid time of the last change":        {losant.DisabledAt{Date: future}, "yesterday", null, true, types.StringValue(future)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			enabled, until := payloadsFromAPI(&losant.Organization{DisabledAt: tc.disabledAt, LastUpdated: tc.lastUpdated}, tc.prior, now)
			if enabled.ValueBool() != tc.enabled || !until.Equal(tc.until) {
				t.Errorf("got %s, %s", enabled, until)
			}
		})
	}
}

// Bodies are compared as JSON, because omitted fields matter.
func TestToPostAndToPatchSendOnlyKnownValuesAndDifferences(t *testing.T) {
	t.Parallel()
	unknown := func(m *model) {
		m.IconColor, m.MFAMode, m.PayloadsEnabled = types.StringUnknown(), types.StringUnknown(), types.BoolUnknown()
		m.AuditLogEnabled, m.ReadOnly = types.BoolUnknown(), types.BoolUnknown()
		m.Limits = types.MapUnknown(types.NumberType)
	}
	for name, tc := range map[string]struct {
		plan, prior model
		post, patch string
	}{
		"minimal": {with(unknown), empty(), `{"name":"Acme"}`, `{}`},
		"name":    {with(func(m *model) { unknown(m); m.Name = types.StringValue("New") }), empty(), `{"name":"New"}`, `{"name":"New"}`},
		"empty values": {
			with(func(m *model) {
				unknown(m)
				m.Description, m.ReferralID, m.AllowedInvitationDomains = types.StringValue(""), types.StringValue(""), base.StringSet()
			}), empty(), `{"name":"Acme"}`, `{}`,
		},
		"flags": {
			with(func(m *model) {
				m.AuditLogEnabled, m.ReadOnly, m.PayloadsEnabled = types.BoolValue(false), types.BoolValue(true), types.BoolValue(false)
			}), empty(),
			`{"name":"Acme","auditLogEnabled":false,"isReadOnly":true,"disabledAt":true}`,
			`{"auditLogEnabled":false,"isReadOnly":true,"disabledAt":true}`,
		},
		"limits": {
			with(func(m *model) {
				unknown(m)
				m.Limits = limits.OrganizationTable().FromAPI(losant.Limits{"device": 0, "dataTTL": 90000, "flow": 3})
			}),
			with(func(m *model) {
				m.Limits = limits.OrganizationTable().FromAPI(losant.Limits{"device": 1, "flow": 3, "file": 4})
			}),
			`{"name":"Acme","limits":{"dataTTL":90000,"device":0,"flow":3}}`, `{"limits":{"dataTTL":90000,"device":0}}`,
		},
		"everything cleared": {
			empty(),
			with(func(m *model) {
				m.Description, m.ReferralID, m.Banner = types.StringValue("Text"), types.StringValue("r"), banner("info")
				m.TagsAll, m.AllowedInvitationDomains = tags.FromAPI([]losant.Tag{{Key: "k", Value: "v"}}), base.StringSet("a.example")
			}),
			`{"name":"Acme","disabledAt":false}`,
			`{"description":"","referralId":"","tags":[],"whitelistedEmailDomains":[],"banner":{"message":""}}`,
		},
		"level of the banner": {
			with(func(m *model) { unknown(m); m.Banner = banner("critical") }),
			with(func(m *model) { m.Banner = banner("info") }),
			`{"name":"Acme","banner":{"message":"Hi","level":"critical"}}`, `{"banner":{"message":"Hi","level":"critical"}}`,
		},
		"one more tag": {
			with(func(m *model) {
				unknown(m)
				m.TagsAll = tags.FromAPI([]losant.Tag{{Key: "k", Value: "w"}, {Key: "k", Value: "v"}})
			}),
			with(func(m *model) { m.TagsAll = tags.FromAPI([]losant.Tag{{Key: "k", Value: "v"}}) }),
			`{"name":"Acme","tags":[{"key":"k","value":"v"},{"key":"k","value":"w"}]}`,
			`{"tags":[{"key":"k","value":"v"},{"key":"k","value":"w"}]}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			patch := tc.plan.toPatch(&tc.prior, now)
			if patch.IsEmpty() != (tc.patch == "{}") {
				t.Errorf("IsEmpty is %t", patch.IsEmpty())
			}
			for want, body := range map[string]any{tc.post: tc.plan.toPost(), tc.patch: patch} {
				raw, err := json.Marshal(body)
				if err != nil {
					t.Fatal(err)
				}
				var got, wanted any
				if err := json.Unmarshal(raw, &got); err != nil {
					t.Fatal(err)
				}
				if err := json.Unmarshal([]byte(want), &wanted); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(wanted, got); diff != "" {
					t.Errorf("%T (-want +got):\n%s", body, diff)
				}
			}
		})
	}
}
