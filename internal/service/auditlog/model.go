// Package auditlog implements the data source for the audit log of an instance.
package auditlog

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

type listModel struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	ActorID        types.String `tfsdk:"actor_id"`
	ActorName      types.String `tfsdk:"actor_name"`
	ActorType      types.String `tfsdk:"actor_type"`
	Resource       types.String `tfsdk:"resource"`
	Action         types.String `tfsdk:"action"`
	Start          types.String `tfsdk:"start"`
	End            types.String `tfsdk:"end"`
	Last           types.String `tfsdk:"last"`
	Limit          types.Number `tfsdk:"limit"`
	Entries        []entryModel `tfsdk:"entries"`
}

type entryModel struct {
	ID                  types.String `tfsdk:"id"`
	CreatedAt           types.String `tfsdk:"created_at"`
	ActorID             types.String `tfsdk:"actor_id"`
	ActorType           types.String `tfsdk:"actor_type"`
	ActorName           types.String `tfsdk:"actor_name"`
	PrimaryTargetID     types.String `tfsdk:"primary_target_id"`
	PrimaryTargetType   types.String `tfsdk:"primary_target_type"`
	PrimaryTargetName   types.String `tfsdk:"primary_target_name"`
	SecondaryTargetID   types.String `tfsdk:"secondary_target_id"`
	SecondaryTargetType types.String `tfsdk:"secondary_target_type"`
	SecondaryTargetName types.String `tfsdk:"secondary_target_name"`
	RequestResource     types.String `tfsdk:"request_resource"`
	RequestAction       types.String `tfsdk:"request_action"`
	RequestPathParams   types.String `tfsdk:"request_path_params"`
	RequestQueryParams  types.String `tfsdk:"request_query_params"`
	RequestBody         types.String `tfsdk:"request_body"`
	ResponseStatus      types.Int64  `tfsdk:"response_status"`
	ResponseBody        types.String `tfsdk:"response_body"`
}

// fromAPI takes over one entry.
func (m *entryModel) fromAPI(entry *losant.AuditLog) {
	text := base.OptionalString
	*m = entryModel{
		ID: text(entry.ID), CreatedAt: text(entry.CreationDate),
		ActorID: text(entry.ActorID), ActorType: text(entry.ActorType), ActorName: text(entry.ActorName),
		PrimaryTargetID: text(entry.PrimaryTargetID), PrimaryTargetType: text(entry.PrimaryTargetType), PrimaryTargetName: text(entry.PrimaryTargetName),
		SecondaryTargetID: text(entry.SecondaryTargetID), SecondaryTargetType: text(entry.SecondaryTargetType), SecondaryTargetName: text(entry.SecondaryTargetName),
		RequestResource: text(entry.RequestResource), RequestAction: text(entry.RequestAction),
		RequestPathParams: normalizeJSON(entry.RequestPathParams), RequestQueryParams: normalizeJSON(entry.RequestQueryParams),
		RequestBody: normalizeJSON(entry.RequestBody), ResponseBody: normalizeJSON(entry.ResponseBody),
		ResponseStatus: types.Int64Value(entry.ResponseStatus),
	}
}

// normalizeJSON formats a JSON value as Terraform's jsonencode does. It returns null
// if there is no value.
func normalizeJSON(raw json.RawMessage) types.String {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if decoder.Decode(&value) != nil || value == nil {
		return types.StringNull()
	}
	text, err := json.Marshal(value)
	if err != nil { // A decoded value can always be encoded.
		return types.StringNull()
	}
	return types.StringValue(string(text))
}

// toFilter returns the filters for the API. It puts all filters for the actor into
// one item, and those for the request into another, so that an entry must match all
// of them.
func (m *listModel) toFilter(now time.Time) losant.AuditLogFilter {
	var filter losant.AuditLogFilter
	if !m.OrganizationID.IsNull() {
		filter.PrimaryTargets = []losant.AuditLogParty{{Type: "Organization", ID: m.OrganizationID.ValueString()}}
	}
	actor := losant.AuditLogParty{ID: m.ActorID.ValueString(), Type: m.ActorType.ValueString(), Name: m.ActorName.ValueString()}
	if actor != (losant.AuditLogParty{}) {
		filter.Actors = []losant.AuditLogParty{actor}
	}
	request := losant.AuditLogRequest{Resource: m.Resource.ValueString(), Action: m.Action.ValueString()}
	if request != (losant.AuditLogRequest{}) {
		filter.Requests = []losant.AuditLogRequest{request}
	}
	filter.Range.Start, _ = base.Instant(m.Start)
	filter.Range.End, _ = base.Instant(m.End)
	if seconds, err := base.ParseDuration(m.Last.ValueString()); err == nil {
		// Times before 1970 are not valid in the API.
		filter.Range.Start = time.UnixMilli(now.UnixMilli() - min(seconds, now.Unix())*1000)
	}
	return filter
}
