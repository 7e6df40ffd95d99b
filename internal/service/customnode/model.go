package customnode

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/guard"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

type model struct {
	ID                  types.String `tfsdk:"id"`
	InstanceID          types.String `tfsdk:"instance_id"`
	Name                types.String `tfsdk:"name"`
	Description         types.String `tfsdk:"description"`
	ShortDescription    types.String `tfsdk:"short_description"`
	Category            types.String `tfsdk:"category"`
	IconData            types.String `tfsdk:"icon_data"`
	DocsURL             types.String `tfsdk:"docs_url"`
	MinimumAgentVersion types.String `tfsdk:"minimum_agent_version"`
	Supports            types.Set    `tfsdk:"supports"`
	Definition          types.String `tfsdk:"definition"`
	CreatedAt           types.String `tfsdk:"created_at"`
}

func (m *model) identity() base.ObjectIdentity {
	return base.ObjectIdentity{InstanceID: m.InstanceID, ID: m.ID}
}

// guarded returns what the guard needs to know about the custom node.
func (m *model) guarded() guard.Object {
	return guard.Object{Type: typeName, Noun: "Custom node", InstanceID: m.InstanceID.ValueString(), ID: m.ID.ValueString(), Name: m.Name.ValueString()}
}

// fromAPI copies what the API returned, except for the definition: see
// readDefinition.
func (m *model) fromAPI(node *losant.CustomNode) {
	m.ID = types.StringValue(node.ID)
	m.Name = types.StringValue(node.Name)
	m.Description = base.KeepEmpty(node.Description, m.Description)
	m.ShortDescription = base.KeepEmpty(node.ShortDescription, m.ShortDescription)
	m.Category = base.KeepEmpty(node.Category, m.Category)
	m.IconData = base.OptionalString(node.IconData)
	m.DocsURL = base.KeepEmpty(node.DocsURL, m.DocsURL)
	m.MinimumAgentVersion = base.OptionalString(node.MinimumAgentVersion)
	m.Supports = base.StringSet(node.Supports...)
	m.CreatedAt = base.OptionalString(node.CreationDate)
}

// fillFrom fills what the plan left unknown with values of the response to a write.
func (m *model) fillFrom(remote *model) {
	base.FillUnknown(&m.ID, remote.ID)
	base.FillUnknown(&m.MinimumAgentVersion, remote.MinimumAgentVersion)
	base.FillUnknown(&m.Supports, remote.Supports)
	base.FillUnknown(&m.CreatedAt, remote.CreatedAt)
}

func (m *model) toPost() losant.CustomNodePost {
	return losant.CustomNodePost{
		Name:                 m.Name.ValueString(),
		Description:          m.Description.ValueString(),
		ShortDescription:     m.ShortDescription.ValueString(),
		IconData:             m.IconData.ValueString(),
		DocsURL:              m.DocsURL.ValueString(),
		Category:             m.Category.ValueString(),
		MinimumAgentVersion:  m.MinimumAgentVersion.ValueString(),
		Supports:             base.Strings(m.Supports),
		CustomNodeDefinition: parseDefinition(m.Definition.ValueString()),
	}
}

// toPatch returns the difference between the prior state and the plan.
func (m *model) toPatch(prior *model) losant.CustomNodePatch {
	patch := losant.CustomNodePatch{
		Name:                base.ChangedText(m.Name, prior.Name),
		Description:         base.ChangedText(m.Description, prior.Description),
		ShortDescription:    base.ChangedText(m.ShortDescription, prior.ShortDescription),
		IconData:            base.ChangedText(m.IconData, prior.IconData),
		DocsURL:             base.ChangedText(m.DocsURL, prior.DocsURL),
		Category:            base.ChangedText(m.Category, prior.Category),
		MinimumAgentVersion: base.ChangedText(m.MinimumAgentVersion, prior.MinimumAgentVersion),
	}
	if !patch.IconData.IsZero() && m.IconData.IsNull() {
		patch.IconData = losant.Clear[string]()
	}
	if !m.Supports.IsUnknown() && !base.SameSet(m.Supports, prior.Supports) {
		patch.Supports = losant.Set(base.Strings(m.Supports))
	}
	planned, before := parseDefinition(m.Definition.ValueString()), parseDefinition(prior.Definition.ValueString())
	patch.Triggers = changedJSON(planned.Triggers, before.Triggers)
	patch.Nodes = changedJSON(planned.Nodes, before.Nodes)
	if planned.HasConfig() {
		patch.Config = changedJSON(clearDescription(planned.Config, before.Config), before.Config)
	}
	return patch
}

// displayName returns the custom node for messages.
func (m *model) displayName() string {
	return base.DisplayName(m.Name.ValueString(), m.ID.ValueString())
}
