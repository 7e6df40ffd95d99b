package usage

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// maxReportLines is how many limits a report lists.
const maxReportLines = 500

// report returns the breached limits and the totals as Markdown.
func (m *instanceModel) report(instance string) string {
	var text strings.Builder
	fmt.Fprintf(&text, "# Usage of %s\n\n", base.EscapeMarkdown(instance))
	fmt.Fprintf(&text, "%s, %s near or above the limit.\n", count(len(m.Organizations), "organization"), count(len(m.Breached), "value"))
	if len(m.Breached) > 0 {
		text.WriteString("\n| organization | limit | used | of | share | mark |\n| --- | --- | ---: | ---: | ---: | --- |\n")
	}
	for _, b := range m.Breached[:min(len(m.Breached), maxReportLines)] {
		fmt.Fprintf(&text, "| %s | %s | %s |\n", base.EscapeMarkdown(b.Name.ValueString()), b.Key.ValueString(), b.cells())
	}
	if more := len(m.Breached) - maxReportLines; more > 0 {
		fmt.Fprintf(&text, "\nand %s more\n", grouped(int64(more)))
	}
	if len(m.Totals) > 0 {
		text.WriteString("\n## All organizations together\n\n| limit | used | of | share | mark |\n| --- | ---: | ---: | ---: | --- |\n")
		for _, name := range slices.Sorted(maps.Keys(m.Totals)) {
			total := m.Totals[name]
			fmt.Fprintf(&text, "| %s | %s |\n", name, total.cells())
		}
	}
	return text.String()
}

// cells returns the cells of a table for what is used, the limit, the share and the
// mark of the Instance Manager.
func (u *limitUsage) cells() string {
	limit, share := "no limit", ""
	if !u.Limit.IsNull() {
		limit = grouped(u.Limit.ValueInt64())
	}
	if !u.Ratio.IsNull() {
		share = fmt.Sprintf("%.0f %%", 100*u.Ratio.ValueFloat64())
	}
	mark := map[string]string{stateReached: "red", stateApproaching: "orange"}[u.State.ValueString()]
	return fmt.Sprintf("%s | %s | %s | %s", grouped(u.Used.ValueInt64()), limit, share, mark)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return grouped(int64(n)) + " " + noun + "s"
}

// grouped returns a number with all of its digits, and with thousands separators.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
