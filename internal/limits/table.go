// Package limits handles the limits on what an organization or an instance may
// consume. One table drives their schemas, the mapping in both directions, and
// the checks against the instance's limits and present usage: a new limit of the
// API is one more row.
package limits

import (
	"slices"
	"strconv"
	"strings"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Limit is one row of a table.
type Limit struct {
	Name string // in Terraform
	Key  string // in the API
	Doc  string // without the unit and the full stop
	// Effect says what happens at the limit, or when it is lowered, in sentences. It
	// is empty if Losant refuses to add more and deletes nothing. The descriptions
	// and the warnings of plans contain it.
	Effect string
	Unit   string // "" for counts
	Min    int64
	Max    int64 // 0 if there is no maximum
	// Usage lists the figures of a summary that count against the limit: the name of
	// a count, or of a field and a figure in it. It is empty if the API has none.
	Usage []string
	// LowerIsMoreGenerous marks a limit that allows more if it is lower. The
	// instance's value is not a ceiling for it.
	LowerIsMoreGenerous bool
	// NotSummable marks a limit on a single item, such as one notebook execution.
	// Its sum over organizations has no meaning.
	NotSummable bool
}

// Table lists the limits of an organization or of an instance.
type Table struct {
	rows  []Limit
	names map[string]int // the index of a row by its name
}

func newTable(rows []Limit) Table {
	names := make(map[string]int, len(rows))
	for i, l := range rows {
		names[l.Name] = i
	}
	return Table{rows, names}
}

// OrganizationTable returns the limits of an organization, sorted by name.
func OrganizationTable() Table { return organizationTable }

// InstanceTable returns the limits of an instance: those of an organization, and
// those that only an instance has.
func InstanceTable() Table { return instanceTable }

// Rows returns a copy of the rows.
func (t Table) Rows() []Limit { return slices.Clone(t.rows) }

// The rows are the fields of limits in the API's schema for the creation of
// organizations.
var organizationTable = newTable([]Limit{
	{Name: "api_token", Key: "apitoken", Doc: "Application API tokens", Usage: []string{"apiTokenCount"}},
	{Name: "application", Key: "application", Doc: "Applications", Usage: []string{"appCount"}},
	{Name: "application_certificate", Key: "applicationcertificate", Doc: "Application certificates", Usage: []string{"certificateCount"}},
	{Name: "application_certificate_authority", Key: "applicationcertificateauthority", Doc: "Application certificate authorities", Usage: []string{"certificateAuthorityCount"}},
	{Name: "application_flow_slots", Key: "applicationFlowSlots", Doc: "Concurrency slots for application workflows"},
	{Name: "application_key", Key: "applicationkey", Doc: "Application access keys", Usage: []string{"keyCount"}},
	{Name: "credential", Key: "credential", Doc: "Service credentials", Usage: []string{"credentialCount"}},
	{Name: "dashboard", Key: "dashboard", Doc: "Dashboards", Usage: []string{"dashCount"}},
	{Name: "data_table", Key: "datatable", Doc: "Data tables", Usage: []string{"dataTableCount"}},
	{Name: "data_ttl", Key: dataTTL, Doc: "How long data is kept", Effect: "Lowering it permanently deletes the older data within 24 hours.", Unit: "seconds", Min: 86400, NotSummable: true},
	{Name: "device", Key: "device", Doc: "Devices of all types", Usage: []string{"deviceCount"}},
	{Name: "device_recipe", Key: "devicerecipe", Doc: "Device recipes", Usage: []string{"deviceRecipeCount"}},
	{Name: "experience_domain", Key: "experiencedomain", Doc: "Experience custom domains", Usage: []string{"experienceDomainCount"}},
	{Name: "experience_endpoint", Key: "experienceendpoint", Doc: "Experience endpoints", Usage: []string{"experienceEndpointCount"}},
	{Name: "experience_flow_slots", Key: "experienceFlowSlots", Doc: "Concurrency slots for experience workflows"},
	{Name: "experience_group", Key: "experiencegroup", Doc: "Experience groups", Usage: []string{"experienceGroupCount"}},
	{Name: "experience_slug", Key: "experienceslug", Doc: "Experience slugs", Usage: []string{"experienceSlugCount"}},
	{Name: "experience_user", Key: "experienceuser", Doc: "Experience users", Usage: []string{"experienceUserCount"}},
	{Name: "experience_version", Key: "experienceversion", Doc: "Experience versions", Usage: []string{"experienceVersionCount"}},
	{Name: "experience_view", Key: "experienceview", Doc: "Experience views", Usage: []string{"experienceViewCount"}},
	{Name: "file", Key: "file", Doc: "Application files", Usage: []string{"fileCount"}},
	{Name: "flow", Key: "flow", Doc: "Workflows", Usage: []string{"flowCount"}},
	{Name: "integration", Key: "integration", Doc: "Integrations", Usage: []string{"integrationCount"}},
	{Name: "member", Key: "member", Doc: "Members, including invitations that have not expired", Usage: []string{"memberCount", "pendingInviteCount"}},
	{Name: "notebook", Key: "notebook", Doc: "Notebooks", Usage: []string{"notebookCount"}},
	{Name: "notebook_in_parallel", Key: "notebookInParallel", Doc: "Notebooks that run at the same time", Effect: "Further executions fail, with an error in the execution log.", Usage: []string{"notebookStats.awaitingCompletion"}},
	{Name: "notebook_minutes_per_month", Key: "notebookMinutesPerMonth", Doc: "Notebook execution time per month", Effect: "When it is used up, executions fail until the month ends or the limit is raised.", Unit: "minutes", Usage: []string{"notebookStats.minutesThisPeriod"}},
	{Name: "notebook_minutes_per_run", Key: "notebookMinutesPerRun", Doc: "Maximum time of one notebook execution", Effect: "A longer execution times out. Executions that are running keep the limit that they started with.", Unit: "minutes", NotSummable: true},
	{Name: "payload", Key: "payload", Doc: "Billable payloads per month", Effect: "Payloads above the limit are still processed. Losant shows a notice to the members, and may charge for the excess.", Usage: []string{"payloadCount"}},
	{Name: "private_file", Key: "privatefile", Doc: "Private files", Usage: []string{"privateFileCount"}},
	{Name: "resource_job", Key: "resourcejob", Doc: "Resource jobs", Usage: []string{"resourceJobCount"}},
	{Name: "storage", Key: "storage", Doc: "Total storage of all data tables", Effect: "At the limit, Losant refuses new rows of any size.", Unit: "bytes", Usage: []string{"storageStats.size"}},
	{Name: "system_interval", Key: "systemInterval", Doc: "Shortest calculation interval of system devices", Unit: "seconds", Min: 5, Max: 3600, LowerIsMoreGenerous: true, NotSummable: true},
	{Name: "webhook", Key: "webhook", Doc: "Webhooks", Usage: []string{"webhookCount"}},
})

var instanceTable = newTable(append(organizationTable.Rows(),
	Limit{Name: "instance_api_token", Key: "instanceApiToken", Doc: "API tokens of the instance"},
	Limit{Name: "instance_custom_node", Key: "instanceCustomNode", Doc: "Custom nodes of the instance"},
	Limit{Name: "instance_notification_rule", Key: "instanceNotificationRule", Doc: "Notification rules of the instance"},
	Limit{Name: "organization", Key: "organization", Doc: "Organizations in the instance"},
))

// maxLimit is the largest value of a limit that has no maximum of its own: the
// largest whole number that JSON numbers represent exactly.
const maxLimit = 1<<53 - 1

// dataTTL is the API's key of the limit that deletes data when it is lowered.
const dataTTL = "dataTTL"

// Used returns what an organization uses of the limit, in the limit's unit. It
// returns false if the summary lacks a figure.
func (l Limit) Used(summary *losant.Summary) (int64, bool) {
	if summary == nil || len(l.Usage) == 0 {
		return 0, false
	}
	var sum int64
	for _, figure := range l.Usage {
		n, known := figureOf(summary, figure)
		if !known {
			return 0, false
		}
		sum += n
	}
	return sum, true
}

// figureOf returns a figure of a summary, and whether the summary has it.
func figureOf(summary *losant.Summary, figure string) (n int64, known bool) {
	switch field, inner, _ := strings.Cut(figure, "."); field {
	case "payloadCount":
		return int64(summary.PayloadCount.Total()), summary.PayloadCount != nil
	case "storageStats":
		n, known = summary.StorageStats[inner]
	case "notebookStats":
		n, known = summary.NotebookStats[inner]
	default:
		n, known = summary.Counts[figure]
	}
	return n, known
}

// SummaryFields returns the fields of a summary that the limit counts.
func (l Limit) SummaryFields() []string {
	var fields []string
	for _, figure := range l.Usage {
		field, _, _ := strings.Cut(figure, ".")
		fields = append(fields, field)
	}
	return fields
}

// SummaryFields returns the fields of a summary that any limit counts.
func (t Table) SummaryFields() []string {
	var fields []string
	for _, l := range t.rows {
		fields = append(fields, l.SummaryFields()...)
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}

// valueRange returns the smallest and the largest value.
func (l Limit) valueRange() (least, most int64) {
	if l.Max != 0 {
		return l.Min, l.Max
	}
	return l.Min, maxLimit
}

// describe returns the description of the limit.
func (l Limit) describe() string {
	doc := l.Doc
	if l.Unit != "" {
		doc += ", in " + l.Unit
	}
	switch {
	case l.Max != 0:
		doc += ", from " + strconv.FormatInt(l.Min, 10) + " to " + strconv.FormatInt(l.Max, 10)
	case l.Min != 0:
		doc += ", at least " + strconv.FormatInt(l.Min, 10)
	}
	doc += "."
	if l.Effect != "" {
		doc += " " + l.Effect
	}
	return doc
}

// describe returns a list with the description of each limit.
func (t Table) describe() string {
	var doc strings.Builder
	for _, l := range t.rows {
		doc.WriteString("\n  - `" + l.Name + "`: " + l.describe())
	}
	return doc.String()
}
