package base

import "testing"

func TestNearest(t *testing.T) {
	t.Parallel()
	candidates := []string{"device", "dashboard", "dataTable"}
	for text, want := range map[string]string{"devices": "device", "DEVICE": "device", "dashbord": "dashboard", "datatable": "dataTable", "flow": "", "": ""} {
		if got := Nearest(text, candidates); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"get", "get", 0}, {"gte", "get", 2}, {"abc", "xabc", 1},
	} {
		if got := distance(tc.a, tc.b); got != tc.want {
			t.Errorf("from %q to %q: got %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}
