package limits_test

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// keys are the limits of an organization in the API, spelled by hand: the table
// must not be its own witness.
var keys = strings.Fields(`apitoken application applicationcertificate applicationcertificateauthority applicationkey
	credential dashboard datatable device devicerecipe experiencedomain experienceendpoint experiencegroup experienceslug
	experienceuser experienceversion experienceview file flow integration notebook privatefile resourcejob webhook
	dataTTL member payload storage notebookMinutesPerRun notebookMinutesPerMonth notebookInParallel
	experienceFlowSlots applicationFlowSlots systemInterval`)

func TestTableHasEveryKeyOfTheAPIOnce(t *testing.T) {
	t.Parallel()
	var got, names []string
	for _, l := range limits.Table {
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

func object(values map[string]attr.Value) types.Object {
	all := make(map[string]attr.Value, len(limits.Table))
	for _, l := range limits.Table {
		all[l.Name] = types.Int64Null()
	}
	maps.Copy(all, values)
	return types.ObjectValueMust(limits.AttrTypes(limits.Table), all)
}

func TestRoundTripOfEachRow(t *testing.T) {
	t.Parallel()
	null := types.ObjectNull(limits.AttrTypes(limits.Table))
	for _, l := range limits.Table {
		for _, v := range []int64{0, l.Min, l.Max, 1<<53 - 1, math.MaxInt64} {
			answer := losant.Limits{l.Key: v}
			state := limits.FromAPI(limits.Table, answer)
			if want := object(map[string]attr.Value{l.Name: types.Int64Value(v)}); !state.Equal(want) {
				t.Errorf("%s: state is %s", l.Name, state)
			}
			if diff := cmp.Diff(answer, limits.ToAPI(state, null)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", l.Name, diff)
			}
			if sent := limits.ToAPI(state, state); sent != nil {
				t.Errorf("%s: unchanged, but sent: %v", l.Name, sent)
			}
			if sent := limits.ToAPI(object(map[string]attr.Value{l.Name: types.Int64Unknown()}), state); sent != nil {
				t.Errorf("%s: unknown, but sent: %v", l.Name, sent)
			}
			if sent := limits.ToAPI(object(nil), state); sent != nil {
				t.Errorf("%s: null, but sent: %v", l.Name, sent)
			}
		}
	}
}

func TestUnknownKeysOfTheAPIAreIgnored(t *testing.T) {
	t.Parallel()
	if got := limits.FromAPI(limits.Table, losant.Limits{"teleporter": 1}); !got.Equal(object(nil)) {
		t.Errorf("got %s", got)
	}
}

func TestToAPIWithoutAnObject(t *testing.T) {
	t.Parallel()
	attrTypes := limits.AttrTypes(limits.Table)
	for _, plan := range []types.Object{{}, types.ObjectNull(attrTypes), types.ObjectUnknown(attrTypes)} {
		if sent := limits.ToAPI(plan, types.Object{}); sent != nil {
			t.Errorf("%s: sent %v", plan, sent)
		}
	}
}

func TestFillTakesOnlyTheUnknown(t *testing.T) {
	t.Parallel()
	answer := limits.FromAPI(limits.Table, losant.Limits{"device": 1, "flow": 2, "file": 3})
	planned := map[string]attr.Value{"device": types.Int64Value(10), "flow": types.Int64Unknown()}
	want := object(map[string]attr.Value{"device": types.Int64Value(10), "flow": types.Int64Value(2)})
	if got := limits.Fill(object(planned), answer); !got.Equal(want) {
		t.Errorf("got %s", got)
	}
	if got := limits.Fill(types.ObjectUnknown(limits.AttrTypes(limits.Table)), answer); !got.Equal(answer) {
		t.Errorf("got %s for an unknown object", got)
	}
}

func TestUsed(t *testing.T) {
	t.Parallel()
	summary := &losant.Summary{
		Counts:        map[string]int64{"deviceCount": 4, "memberCount": 3, "pendingInviteCount": 2},
		PayloadCount:  losant.PayloadStats{"deviceState": {"device.mqtt": 5, "flow.flow": 1}, "webhook": {"public.rest": 10}},
		StorageStats:  &losant.StorageStats{Count: 1, Size: 2048},
		NotebookStats: &losant.NotebookStats{MinutesThisPeriod: 7},
	}
	want := map[string]int64{"device": 4, "member": 5, "payload": 16, "storage": 2048, "notebook_minutes_per_month": 7}
	for _, l := range limits.Table {
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
	if _, measured := limits.Table[slices.IndexFunc(limits.Table, func(l limits.Limit) bool { return l.Name == "member" })].Used(
		&losant.Summary{Counts: map[string]int64{"memberCount": 3}}); measured {
		t.Error("members without the pending invitations are no figure")
	}
}

func TestCheckCeiling(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		changed, instance losant.Limits
		want              []string
	}{
		"above":              {losant.Limits{"device": 2, "dataTTL": 100000}, losant.Limits{"device": 1, "dataTTL": 90000}, []string{"limits.data_ttl", "limits.device"}},
		"at":                 {losant.Limits{"device": 1}, losant.Limits{"device": 1}, nil},
		"zero in instance":   {losant.Limits{"device": 1}, losant.Limits{"device": 0}, []string{"limits.device"}},
		"unbounded":          {losant.Limits{"device": 2}, losant.Limits{}, nil},
		"smaller is more":    {losant.Limits{"systemInterval": 60}, losant.Limits{"systemInterval": 5}, nil},
		"nothing is changed": {nil, losant.Limits{"device": 1}, nil},
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
