package losant

import (
	"maps"
	"reflect"
	"testing"
)

func TestSharedLimits(t *testing.T) {
	t.Parallel()
	shared := newSharedLimits()
	silver, gold := Limits{"device": 100, "member": 10}, Limits{"device": 10, "member": 100}
	for _, limits := range []Limits{silver, gold, {}, nil} {
		if got := shared.share(limits); !reflect.DeepEqual(got, limits) {
			t.Errorf("got %v, want %v", got, limits)
		}
		again := shared.share(maps.Clone(limits))
		if !reflect.DeepEqual(again, limits) || reflect.ValueOf(again).Pointer() != reflect.ValueOf(limits).Pointer() {
			t.Errorf("%v is not shared", limits)
		}
	}
}

// Organizations of pages with equal limits keep them once.
func TestPagesShareLimits(t *testing.T) {
	t.Parallel()
	server := &pagedServer{n: 300, size: 100, item: func(id int) map[string]any {
		org := pagedOrganization(id)
		org["limits"] = map[string]int{"device": id % 3, "member": 5}
		return org
	}}
	c, _ := serve(t, server.ServeHTTP)
	all, err := c.Organizations.Snapshot(t.Context(), "i")
	if err != nil || len(all) != 300 {
		t.Fatalf("%d organizations, %v", len(all), err)
	}
	different := map[uintptr]bool{}
	for id, org := range all {
		different[reflect.ValueOf(org.Limits).Pointer()] = true
		if org.Limits["member"] != 5 {
			t.Errorf("%s: limits %v", id, org.Limits)
		}
	}
	if len(different) != 3 {
		t.Errorf("%d sets of limits are kept, want 3", len(different))
	}
}
