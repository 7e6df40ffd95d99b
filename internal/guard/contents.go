package guard

import (
	"fmt"
	"strings"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// contents lists what is deleted together with an organization, by the fields of
// its summary.
var contents = []struct{ field, one, many string }{
	{"appCount", "application", "applications"},
	{"dashCount", "dashboard", "dashboards"},
	{"deviceCount", "device", "devices"},
}

// contentsOf returns what an organization contains, for example "2 applications and
// 1 device", or "". A missing or impossible count is not taken for zero.
func contentsOf(org *losant.Organization) string {
	var found []string
	for _, c := range contents {
		n, counted := int64(0), false
		if org.Summary != nil {
			n, counted = org.Summary.Counts[c.field]
		}
		switch {
		case !counted || n < 0:
			found = append(found, "an unknown number of "+c.many)
		case n == 1:
			found = append(found, "1 "+c.one)
		case n > 1:
			found = append(found, fmt.Sprintf("%d %s", n, c.many))
		}
	}
	return enumerate(found)
}

// enumerate joins the parts of a sentence: "a, b and c".
func enumerate(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}

func summaryFields() []string {
	fields := make([]string, len(contents))
	for i, c := range contents {
		fields[i] = c.field
	}
	return fields
}
