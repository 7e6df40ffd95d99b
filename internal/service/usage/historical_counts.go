package usage

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// historicalCount is a number of a historical summary.
type historicalCount struct{ name, field, doc string }

const docProrated = ", by the share of the month in which they existed"

// historicalCounts are the numbers in the API's schema of a historical summary.
var historicalCounts = []historicalCount{
	{"api_token", "apiTokenCount", "Application API tokens"},
	{"application", "applicationCount", "Applications"},
	{"application_key", "applicationKeyCount", "Application access keys"},
	{"application_prorated", "applicationCountProrated", "Applications" + docProrated},
	{"certificate", "certificateCount", "Application certificates"},
	{"certificate_authority", "certificateAuthorityCount", "Application certificate authorities"},
	{"credential", "credentialCount", "Service credentials"},
	{"dashboard", "dashboardCount", "Dashboards"},
	{"dashboard_prorated", "dashboardCountProrated", "Dashboards" + docProrated},
	{"data_table", "dataTableCount", "Data tables"},
	{"data_table_megabytes", "dataTableTotalSizeMb", "Megabytes in all data tables"},
	{"data_table_rows", "dataTableRowCount", "Rows in all data tables"},
	{"device", "deviceCount", "Devices"},
	{"device_prorated", "deviceCountProrated", "Devices" + docProrated},
	{"device_recipe", "deviceRecipeCount", "Device recipes"},
	{"event", "eventCount", "Events"},
	{"experience_domain", "experienceDomainCount", "Experience custom domains"},
	{"experience_endpoint", "experienceEndpointCount", "Experience endpoints"},
	{"experience_group", "experienceGroupCount", "Experience groups"},
	{"experience_slug", "experienceSlugCount", "Experience slugs"},
	{"experience_user", "experienceUserCount", "Experience users"},
	{"experience_version", "experienceVersionCount", "Experience versions"},
	{"experience_view", "experienceViewCount", "Experience views"},
	{"file", "fileCount", "Application files"},
	{"file_megabytes", "fileTotalSizeMb", "Megabytes in all application files"},
	{"flow", "workflowCount", "Workflows"},
	{"integration", "integrationCount", "Integrations"},
	{"notebook", "notebookCount", "Notebooks"},
	{"notebook_minutes", "notebookMinutesCount", "Minutes that notebooks ran"},
	{"notebook_runs", "notebookRunCount", "Executions of notebooks"},
	{"payload", "payloadBillableCount", "Billable payloads"},
	{"payload_megabytes", "payloadBillableSizeMb", "Megabytes in billable payloads"},
	{"payload_nonbillable", "payloadNonbillableCount", "Payloads that are not billable"},
	{"payload_nonbillable_megabytes", "payloadNonbillableSizeMb", "Megabytes in payloads that are not billable"},
	{"private_file", "privateFileCount", "Private files"},
	{"private_file_megabytes", "privateFileTotalSizeMb", "Megabytes in all private files"},
	{"resource_job", "resourceJobCount", "Resource jobs"},
	{"user", "userCount", "Users, who are the members of an organization"},
	{"user_prorated", "userCountProrated", "Users" + docProrated},
	{"webhook", "webhookCount", "Webhooks"},
}

// historicalCountsAttribute returns the attribute for the numbers.
func historicalCountsAttribute() schema.SingleNestedAttribute {
	attributes := map[string]schema.Attribute{}
	for _, c := range historicalCounts {
		attributes[c.name] = schema.Float64Attribute{MarkdownDescription: c.doc + ".", Computed: true}
	}
	return schema.SingleNestedAttribute{
		MarkdownDescription: "What was used. A number that Losant did not return is null: it can be 0, or not apply to the type of resource.",
		Computed:            true,
		Attributes:          attributes,
	}
}

// historicalCountsOf returns the numbers of a summary.
func historicalCountsOf(numbers map[string]float64) types.Object {
	attributeTypes, values := map[string]attr.Type{}, map[string]attr.Value{}
	for _, c := range historicalCounts {
		attributeTypes[c.name], values[c.name] = types.Float64Type, types.Float64Null()
		if n, known := numbers[c.field]; known {
			values[c.name] = types.Float64Value(n)
		}
	}
	return types.ObjectValueMust(attributeTypes, values)
}
