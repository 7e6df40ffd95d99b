package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// The marks of the Instance Manager. Their names are classes of the style sheet.
const (
	noMark = ""
	orange = "orange" // From 80 % of a limit.
	red    = "red"    // From 100 % of a limit.
)

// limitRow describes a limit of an organization.
type limitRow struct {
	key, label string
	// figures are those of the summary that count against the limit. A limit without figures is not measured.
	figures []string
	unit    string
}

// limitRows is in the order of the pages: first what customers mostly buy.
var limitRows = []limitRow{
	{"device", "Devices", []string{"deviceCount"}, ""},
	{"payload", "Payloads per month", []string{"payloadCount"}, ""},
	{"storage", "Storage", []string{"storageStats.size"}, "bytes"},
	{"member", "Members", []string{"memberCount", "pendingInviteCount"}, ""},
	{"application", "Applications", []string{"appCount"}, ""},
	{"dashboard", "Dashboards", []string{"dashCount"}, ""},
	{"flow", "Workflows", []string{"flowCount"}, ""},
	{"file", "Files", []string{"fileCount"}, ""},
	{"privatefile", "Private files", []string{"privateFileCount"}, ""},
	{"webhook", "Webhooks", []string{"webhookCount"}, ""},
	{"integration", "Integrations", []string{"integrationCount"}, ""},
	{"datatable", "Data tables", []string{"dataTableCount"}, ""},
	{"devicerecipe", "Device recipes", []string{"deviceRecipeCount"}, ""},
	{"credential", "Credentials", []string{"credentialCount"}, ""},
	{"resourcejob", "Resource jobs", []string{"resourceJobCount"}, ""},
	{"notebook", "Notebooks", []string{"notebookCount"}, ""},
	{"notebookMinutesPerMonth", "Notebook time per month", []string{"notebookStats.minutesThisPeriod"}, "minutes"},
	{"notebookInParallel", "Notebooks in parallel", []string{"notebookStats.awaitingCompletion"}, ""},
	{"apitoken", "Application API tokens", []string{"apiTokenCount"}, ""},
	{"applicationkey", "Application access keys", []string{"keyCount"}, ""},
	{"applicationcertificate", "Application certificates", []string{"certificateCount"}, ""},
	{"applicationcertificateauthority", "Certificate authorities", []string{"certificateAuthorityCount"}, ""},
	{"experiencedomain", "Experience domains", []string{"experienceDomainCount"}, ""},
	{"experienceslug", "Experience slugs", []string{"experienceSlugCount"}, ""},
	{"experienceendpoint", "Experience endpoints", []string{"experienceEndpointCount"}, ""},
	{"experienceview", "Experience views", []string{"experienceViewCount"}, ""},
	{"experienceversion", "Experience versions", []string{"experienceVersionCount"}, ""},
	{"experienceuser", "Experience users", []string{"experienceUserCount"}, ""},
	{"experiencegroup", "Experience groups", []string{"experienceGroupCount"}, ""},
	{"dataTTL", "Data is kept for", nil, "seconds"},
	{"notebookMinutesPerRun", "Time of one notebook run", nil, "minutes"},
	{"applicationFlowSlots", "Application workflow slots", nil, ""},
	{"experienceFlowSlots", "Experience workflow slots", nil, ""},
	{"systemInterval", "System device interval", nil, "seconds"},
}

// bar is what an organization uses of a limit.
type bar struct {
	Key, Label, Unit string
	Measured         bool
	Used             float64
	Limited          bool
	Limit            float64
	Mark             string
}

// barOf returns the bar of a limit of an organization.
func barOf(row limitRow, limits, summary mockserver.Doc) bar {
	b := bar{Key: row.key, Label: row.label, Unit: row.unit, Measured: len(row.figures) > 0, Used: row.used(summary)}
	b.Limit, b.Limited = limits[row.key].(float64)
	switch {
	case !b.Measured, !b.Limited, b.Limit == 0 && b.Used == 0:
		b.Mark = noMark
	case b.Used >= b.Limit:
		b.Mark = red
	case b.Used/b.Limit >= 0.8:
		b.Mark = orange
	}
	return b
}

// used returns what an organization uses of a limit.
func (r limitRow) used(summary mockserver.Doc) float64 {
	sum := 0.0
	for _, figure := range r.figures {
		sum += figureOf(summary, figure)
	}
	return sum
}

// barsOf returns the bars of all limits of an organization.
func barsOf(organization mockserver.Doc) []bar {
	bars := make([]bar, len(limitRows))
	for i, row := range limitRows {
		bars[i] = barOf(row, object(organization, "limits"), object(organization, "summary"))
	}
	return bars
}

// figureOf returns a figure of a summary: a count, a count inside an object, or the sum of payloads.
func figureOf(summary mockserver.Doc, figure string) float64 {
	name, inner, isNested := strings.Cut(figure, ".")
	switch {
	case isNested:
		return number(object(summary, name), inner)
	case name == "payloadCount":
		sum := 0.0
		for _, group := range object(summary, name) {
			origins, _ := group.(mockserver.Doc)
			for origin := range origins {
				sum += number(origins, origin)
			}
		}
		return sum
	}
	return number(summary, name)
}

// worst returns the bar with the greatest share, or nil if no usage of a limit is measured.
func worst(bars []bar) *bar {
	measured := slices.DeleteFunc(slices.Clone(bars), func(b bar) bool { return !b.HasShare() })
	if len(measured) == 0 {
		return nil
	}
	most := slices.MaxFunc(measured, func(a, b bar) int { return cmp.Compare(a.share(), b.share()) })
	return &most
}

// greatest returns the greatest share of the limits that an organization uses, and its mark. It is fast, because there can
// be thousands of organizations.
func greatest(limits, summary mockserver.Doc) (share float64, mark string) {
	for _, row := range limitRows {
		if row.used(summary) == 0 {
			continue
		}
		if b := barOf(row, limits, summary); b.share() > share {
			share, mark = b.share(), b.Mark
		}
	}
	return share, mark
}

// HasShare reports whether the bar can be drawn.
func (b bar) HasShare() bool { return b.Measured && b.Limited }

func (b bar) share() float64 {
	switch {
	case !b.HasShare(), b.Limit == 0 && b.Used == 0:
		return 0
	case b.Limit == 0:
		return 1e9 // Something is used although the limit is 0.
	}
	return b.Used / b.Limit
}

// Width returns the width of the filled part of the bar, in percent.
func (b bar) Width() string { return strconv.FormatFloat(100*min(b.share(), 1), 'f', 1, 64) }

// Percent returns the share as text, and "" if there is none.
func (b bar) Percent() string {
	if !b.HasShare() || b.Limit == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f %%", 100*b.share())
}

// Amount returns what is used, and the limit.
func (b bar) Amount() string {
	switch {
	case b.Measured && b.Limited:
		return inUnit(b.Used, b.Unit) + " of " + inUnit(b.Limit, b.Unit)
	case b.Measured:
		return inUnit(b.Used, b.Unit) + ", no limit"
	case b.Limited:
		return inUnit(b.Limit, b.Unit)
	}
	return "no limit"
}

// LimitValue returns the limit as the value of an input, and "" if there is none.
func (b bar) LimitValue() string {
	if !b.Limited {
		return ""
	}
	return strconv.FormatFloat(b.Limit, 'f', -1, 64)
}

func inUnit(n float64, unit string) string {
	switch {
	case unit == "bytes":
		return bytesOf(n)
	case unit == "seconds" && n >= 86400:
		return strconv.FormatFloat(n/86400, 'f', -1, 64) + " days"
	case unit != "":
		return count(n) + " " + unit
	}
	return count(n)
}

func bytesOf(n float64) string {
	units := []string{"bytes", "KiB", "MiB", "GiB", "TiB"}
	i := 0
	for ; n >= 1024 && i < len(units)-1; i++ {
		n /= 1024
	}
	return strings.TrimSuffix(strconv.FormatFloat(n, 'f', min(i, 1), 64), ".0") + " " + units[i]
}

// count returns a whole number with thousands separators.
func count(n any) string {
	digits := fmt.Sprintf("%.0f", toFloat(n))
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func toFloat(n any) float64 {
	switch n := n.(type) {
	case int:
		return float64(n)
	case float64:
		return n
	}
	return 0
}
