// Package limits is the value that says what an organization may consume. One
// table drives its schema, both mappings, the checks against the instance and
// the match with usage: a new limit of the API is one more row.
package limits

import (
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Limit is one row of the table.
type Limit struct {
	Name string // in HCL
	Key  string // in the API
	Doc  string // without the unit and without the final stop
	Unit string // "" for counts
	Min  int64
	Max  int64 // 0: the schema has no maximum
	// Usage names the summary fields that count against the limit; none where
	// the API has no figure for it.
	Usage []string
	// SmallerIsMore marks the limit for which less is more generous, so that
	// the instance's value is no ceiling.
	SmallerIsMore bool
	// PerThing marks a limit of each single thing (a datum, a run), so that a
	// sum of it over organizations says nothing.
	PerThing bool
}

// Table lists the limits of an organization, as the API's schema for the
// creation of organizations has them.
var Table = []Limit{
	{Name: "api_token", Key: "apitoken", Doc: "Application API tokens", Usage: []string{"apiTokenCount"}},
	{Name: "application", Key: "application", Doc: "Applications", Usage: []string{"appCount"}},
	{Name: "application_certificate", Key: "applicationcertificate", Doc: "Application certificates", Usage: []string{"certificateCount"}},
	{Name: "application_certificate_authority", Key: "applicationcertificateauthority", Doc: "Application certificate authorities", Usage: []string{"certificateAuthorityCount"}},
	{Name: "application_flow_slots", Key: "applicationFlowSlots", Doc: "Concurrency slots for application workflows"},
	{Name: "application_key", Key: "applicationkey", Doc: "Application access keys", Usage: []string{"keyCount"}},
	{Name: "credential", Key: "credential", Doc: "Service credentials", Usage: []string{"credentialCount"}},
	{Name: "dashboard", Key: "dashboard", Doc: "Dashboards", Usage: []string{"dashCount"}},
	{Name: "data_table", Key: "datatable", Doc: "Data tables", Usage: []string{"dataTableCount"}},
	{Name: "data_ttl", Key: dataTTL, Doc: "How long data is kept, where lowering it deletes the older data for good within 24 hours", Unit: "seconds", Min: 86400, PerThing: true},
	{Name: "device", Key: "device", Doc: "Devices of every type", Usage: []string{"deviceCount"}},
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
	{Name: "member", Key: "member", Doc: "Members, unexpired invitations included", Usage: []string{"memberCount", "pendingInviteCount"}},
	{Name: "notebook", Key: "notebook", Doc: "Notebooks", Usage: []string{"notebookCount"}},
	{Name: "notebook_in_parallel", Key: "notebookInParallel", Doc: "Notebooks that run at the same time"},
	{Name: "notebook_minutes_per_month", Key: "notebookMinutesPerMonth", Doc: "Notebook execution time per month", Unit: "minutes", Usage: []string{"notebookStats"}},
	{Name: "notebook_minutes_per_run", Key: "notebookMinutesPerRun", Doc: "Time allowed for one notebook execution", Unit: "minutes", PerThing: true},
	{Name: "payload", Key: "payload", Doc: "Billable payloads per month, where payloads above the limit still pass as overage", Usage: []string{"payloadCount"}},
	{Name: "private_file", Key: "privatefile", Doc: "Private files", Usage: []string{"privateFileCount"}},
	{Name: "resource_job", Key: "resourcejob", Doc: "Resource jobs", Usage: []string{"resourceJobCount"}},
	{Name: "storage", Key: "storage", Doc: "Storage of all data tables together", Unit: "bytes", Usage: []string{"storageStats"}},
	{Name: "system_interval", Key: "systemInterval", Doc: "Shortest calculation interval of system devices", Unit: "seconds", Min: 5, Max: 3600, SmallerIsMore: true, PerThing: true},
	{Name: "webhook", Key: "webhook", Doc: "Webhooks", Usage: []string{"webhookCount"}},
}

// InstanceTable adds the limits that only an instance has.
var InstanceTable = append(Table[:len(Table):len(Table)],
	Limit{Name: "instance_api_token", Key: "instanceApiToken", Doc: "API tokens of the instance"},
	Limit{Name: "instance_custom_node", Key: "instanceCustomNode", Doc: "Custom nodes of the instance"},
	Limit{Name: "instance_notification_rule", Key: "instanceNotificationRule", Doc: "Notification rules of the instance"},
	Limit{Name: "organization", Key: "organization", Doc: "Organizations in the instance"},
)

// dataTTL is the API's key of the limit that deletes data when it is lowered.
const dataTTL = "dataTTL"

// Used returns what an organization uses of the limit, in the limit's unit. It
// tells false when the summary lacks a figure.
func (l Limit) Used(summary *losant.Summary) (int64, bool) {
	if summary == nil || len(l.Usage) == 0 {
		return 0, false
	}
	var sum int64
	for _, field := range l.Usage {
		switch field {
		case "payloadCount":
			if summary.PayloadCount == nil {
				return 0, false
			}
			sum += int64(summary.PayloadCount.Total())
		case "storageStats":
			if summary.StorageStats == nil {
				return 0, false
			}
			sum += summary.StorageStats.Size
		case "notebookStats":
			if summary.NotebookStats == nil {
				return 0, false
			}
			sum += summary.NotebookStats.MinutesThisPeriod
		default:
			count, ok := summary.Counts[field]
			if !ok {
				return 0, false
			}
			sum += count
		}
	}
	return sum, true
}
