package limits_test

import (
	"math"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// keys lists the limits of an organization in the API, independently of the table.
var keys = strings.Fields(`apitoken application applicationcertificate applicationcertificateauthority applicationkey
	credential dashboard datatable device devicerecipe experiencedomain experienceendpoint experiencegroup experienceslug
	experienceuser experienceversion experienceview file flow integration notebook privatefile resourcejob webhook
	dataTTL member payload storage notebookMinutesPerRun notebookMinutesPerMonth notebookInParallel
	experienceFlowSlots applicationFlowSlots systemInterval`)

func TestTableHasEveryKeyOfTheAPIOnce(t *testing.T) {
	t.Parallel()
	var got, names []string
	for _, l := range limits.OrganizationTable().Rows() {
		got = append(got, l.Key)
		names = append(names, l.Name)
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("names are not sorted and distinct: %v", names)
	}
	slices.Sort(got)
	if diff := cmp.Diff(slices.Sorted(slices.Values(keys)), got); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
}

// The client refuses values of these limits that are no whole numbers.
func TestClientKnowsEveryLimit(t *testing.T) {
	t.Parallel()
	for _, l := range limits.InstanceTable().Rows() {
		if !losant.IsLimit(l.Key) {
			t.Errorf("the client does not know %s", l.Key)
		}
	}
}

var null = types.MapNull(types.NumberType)

func number(v int64) types.Number { return types.NumberValue(new(big.Float).SetInt64(v)) }

// limitsOf returns a map of limits: int64 values, nil for null, and unknown.
func limitsOf(values map[string]any) types.Map {
	elements := map[string]attr.Value{}
	for name, v := range values {
		switch v := v.(type) {
		case nil:
			elements[name] = types.NumberNull()
		case int:
			elements[name] = number(int64(v))
		case float64:
			elements[name] = types.NumberValue(big.NewFloat(v))
		default:
			elements[name] = types.NumberUnknown()
		}
	}
	return types.MapValueMust(types.NumberType, elements)
}

func TestEachLimitIsMappedBothWays(t *testing.T) {
	t.Parallel()
	for _, l := range limits.OrganizationTable().Rows() {
		for _, v := range []int64{0, l.Min, l.Max, 1<<53 - 1, math.MaxInt64} {
			remote := losant.Limits{l.Key: v}
			state := limits.Imported(remote)
			if want := types.MapValueMust(types.NumberType, map[string]attr.Value{l.Name: number(v)}); !state.Equal(want) {
				t.Errorf("%s: state is %s", l.Name, state)
			}
			if diff := cmp.Diff(remote, limits.ToAPI(state, null)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", l.Name, diff)
			}
			for name, plan := range map[string]types.Map{
				"unchanged": state, "unknown": limitsOf(map[string]any{l.Name: "unknown"}), "null": limitsOf(map[string]any{l.Name: nil}),
			} {
				if sent := limits.ToAPI(plan, state); sent != nil {
					t.Errorf("%s: %s, but sent: %v", l.Name, name, sent)
				}
			}
		}
	}
}

func TestInstanceTableAddsTheLimitsOfAnInstance(t *testing.T) {
	t.Parallel()
	organization := limits.OrganizationTable().FromAPI(nil).Elements()
	instance := limits.InstanceTable().FromAPI(losant.Limits{"organization": 5, "device": 6}).Elements()
	var added []string
	for name := range instance {
		if _, ok := organization[name]; !ok {
			added = append(added, name)
		}
	}
	slices.Sort(added)
	if diff := cmp.Diff([]string{"instance_api_token", "instance_custom_node", "instance_notification_rule", "organization"}, added); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(organization) != len(keys) || len(instance) != len(keys)+len(added) {
		t.Errorf("the instance has %d limits, an organization %d", len(instance), len(organization))
	}
	if !instance["organization"].Equal(number(5)) || !instance["device"].Equal(number(6)) || !instance["flow"].IsNull() {
		t.Errorf("got %s", instance)
	}
}

func TestTablesCannotBeChanged(t *testing.T) {
	t.Parallel()
	limits.OrganizationTable().Rows()[0].Key = "changed"
	if key := limits.OrganizationTable().Rows()[0].Key; key != "apitoken" {
		t.Errorf("the first key is %s", key)
	}
}

// The server's message names the limit, or else only one limit was sent.
func TestRefusedLimitPointsAtItsAttribute(t *testing.T) {
	t.Parallel()
	fields := base.Fields{"name": path.Root("name")}
	limits.AddFields(fields, "limits", path.Root("limits"))
	for _, l := range limits.OrganizationTable().Rows() {
		for message, body := range map[string]losant.OrganizationPatch{
			"limits." + l.Key + " is too high": {Name: losant.Set("Acme"), Limits: losant.Limits{l.Key: 1, "device": 1, "flow": 1}},
			"too high":                         {Limits: losant.Limits{l.Key: 1}},
		} {
			err := &losant.Error{StatusCode: http.StatusBadRequest, Message: message}
			pointed, ok := fields.AtAttribute(base.ErrorDiagnostic("update it", err), err, body).(diag.DiagnosticWithPath)
			if want := path.Root("limits").AtMapKey(l.Name); !ok || !pointed.Path().Equal(want) {
				t.Errorf("%q: want an error at %s, got %v", message, want, pointed)
			}
		}
	}
}

func TestUnknownKeysOfTheAPIAreIgnored(t *testing.T) {
	t.Parallel()
	if got := limits.Imported(losant.Limits{"teleporter": 1}); !got.Equal(limitsOf(nil)) {
		t.Errorf("got %s", got)
	}
}

func TestToAPISendsNothingWithoutValues(t *testing.T) {
	t.Parallel()
	for _, plan := range []types.Map{{}, null, types.MapUnknown(types.NumberType)} {
		if sent := limits.ToAPI(plan, types.Map{}); sent != nil {
			t.Errorf("%s: sent %v", plan, sent)
		}
	}
}

// A refresh shows the limits of the state as they are now, and no others.
func TestRefreshed(t *testing.T) {
	t.Parallel()
	remote := losant.Limits{"device": 5, "flow": 7, "file": 9}
	for name, tc := range map[string]struct{ prior, want types.Map }{
		"not managed":               {null, null},
		"empty":                     {limitsOf(nil), limitsOf(nil)},
		"unchanged":                 {limitsOf(map[string]any{"device": 5}), limitsOf(map[string]any{"device": 5})},
		"changed":                   {limitsOf(map[string]any{"device": 4, "flow": 7}), limitsOf(map[string]any{"device": 5, "flow": 7})},
		"null stays null":           {limitsOf(map[string]any{"device": nil, "flow": 7}), limitsOf(map[string]any{"device": nil, "flow": 7})},
		"not returned becomes null": {limitsOf(map[string]any{"webhook": 1, "flow": 7}), limitsOf(map[string]any{"webhook": nil, "flow": 7})},
	} {
		if got := limits.Refreshed(tc.prior, remote); !got.Equal(tc.want) {
			t.Errorf("%s: got %s, want %s", name, got, tc.want)
		}
	}
}

func TestUsedAddsUpTheSummary(t *testing.T) {
	t.Parallel()
	summary := &losant.Summary{
		Counts:        map[string]int64{"deviceCount": 4, "memberCount": 3, "pendingInviteCount": 2},
		PayloadCount:  losant.PayloadStats{"deviceState": {"device.mqtt": 5, "flow.flow": 1}, "webhook": {"public.rest": 10}},
		StorageStats:  map[string]int64{"count": 1, "size": 2048},
		NotebookStats: map[string]int64{"minutesThisPeriod": 7},
	}
	want := map[string]int64{"device": 4, "member": 5, "payload": 16, "storage": 2048, "notebook_minutes_per_month": 7}
	for _, l := range limits.OrganizationTable().Rows() {
		used, measured := l.Used(summary)
		if v, ok := want[l.Name]; measured != ok || used != v {
			t.Errorf("%s: %d, %t", l.Name, used, measured)
		}
		for _, empty := range []*losant.Summary{nil, {}} {
			if _, measured := l.Used(empty); measured {
				t.Errorf("%s: measured without a figure", l.Name)
			}
		}
	}
	member := limits.Limit{Usage: []string{"memberCount", "pendingInviteCount"}}
	if _, measured := member.Used(&losant.Summary{Counts: map[string]int64{"memberCount": 3}}); measured {
		t.Error("members are measured without the pending invitations")
	}
}

func TestCheckCeilingReportsLimitsAboveTheInstances(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		changed, instance losant.Limits
		want              []string
	}{
		"above the instance's":    {losant.Limits{"device": 2, "dataTTL": 100000}, losant.Limits{"device": 1, "dataTTL": 90000}, []string{`limits["data_ttl"]`, `limits["device"]`}},
		"equal to the instance's": {losant.Limits{"device": 1}, losant.Limits{"device": 1}, nil},
		"zero in the instance":    {losant.Limits{"device": 1}, losant.Limits{"device": 0}, []string{`limits["device"]`}},
		"missing in the instance": {losant.Limits{"device": 2}, losant.Limits{}, nil},
		"lower is more generous":  {losant.Limits{"systemInterval": 60}, losant.Limits{"systemInterval": 5}, nil},
		"no changes":              {nil, losant.Limits{"device": 1}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, d := range limits.CheckCeiling(path.Root("limits"), tc.changed, tc.instance) {
				at, _, _ := strings.Cut(d.Detail(), " ")
				got = append(got, at)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
