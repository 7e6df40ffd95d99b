package organization

import (
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/tags"
)

// commonModel holds the attributes that the resource and the data sources share.
type commonModel struct {
	ID                       types.String `tfsdk:"id"`
	InstanceID               types.String `tfsdk:"instance_id"`
	Name                     types.String `tfsdk:"name"`
	Description              types.String `tfsdk:"description"`
	IconColor                types.String `tfsdk:"icon_color"`
	ReferralID               types.String `tfsdk:"referral_id"`
	Limits                   types.Map    `tfsdk:"limits"`
	Tags                     types.Map    `tfsdk:"tags"`
	AllowedInvitationDomains types.Set    `tfsdk:"allowed_invitation_domains"`
	AuditLogEnabled          types.Bool   `tfsdk:"audit_log_enabled"`
	ReadOnly                 types.Bool   `tfsdk:"read_only"`
	MFAMode                  types.String `tfsdk:"mfa_mode"`
	PayloadsEnabled          types.Bool   `tfsdk:"payloads_enabled"`
	PayloadsEnabledUntil     types.String `tfsdk:"payloads_enabled_until"`
	Banner                   types.Object `tfsdk:"banner"`
	CreatedAt                types.String `tfsdk:"created_at"`
}

type model struct {
	commonModel
	TagsAll            types.Map      `tfsdk:"tags_all"`
	OnEqualName        types.String   `tfsdk:"on_equal_name"`
	AllowDataLoss      types.Set      `tfsdk:"allow_data_loss"`
	DeletionProtection types.Bool     `tfsdk:"deletion_protection"`
	Timeouts           timeouts.Value `tfsdk:"timeouts"`
}

func (m *model) identity() base.ObjectIdentity {
	return base.ObjectIdentity{InstanceID: m.InstanceID, ID: m.ID}
}

func (m *model) ref() losant.OrganizationRef {
	return base.OrganizationRef(m.InstanceID, m.ID)
}

var bannerTypes = map[string]attr.Type{"level": types.StringType, "message": types.StringType}

// fromAPI copies what the API returned. The prior values decide between forms of
// the same date, and between null and empty if the API has nothing.
func (m *commonModel) fromAPI(org *losant.Organization, now time.Time) {
	m.ID = types.StringValue(org.ID)
	m.Name = types.StringValue(org.Name)
	m.Description = base.KeepEmpty(org.Description, m.Description)
	m.IconColor = base.OptionalString(org.IconColor)
	m.ReferralID = base.KeepEmpty(org.ReferralID, m.ReferralID)
	m.Limits = limits.OrganizationTable().FromAPI(org.Limits)
	m.AllowedInvitationDomains = base.KeepEmptySet(org.AllowedInvitationDomains, m.AllowedInvitationDomains)
	m.AuditLogEnabled = types.BoolPointerValue(org.AuditLogEnabled)
	m.ReadOnly = types.BoolPointerValue(org.ReadOnly)
	m.MFAMode = base.OptionalString(org.MFAMode)
	m.PayloadsEnabled, m.PayloadsEnabledUntil = payloadsFromAPI(org, m.PayloadsEnabledUntil, now)
	m.Banner = bannerFromAPI(org.Banner)
	m.CreatedAt = base.OptionalString(org.CreationDate)
}

// fromAPI also separates the organization's own tags from the default tags, and
// keeps to the limits that are managed. A model without a name is that of an
// import.
func (m *model) fromAPI(org *losant.Organization, defaultTags types.Map, now time.Time) {
	managed := limits.Refreshed(m.Limits, org.Limits)
	if m.Name.IsNull() {
		managed = limits.Imported(org.Limits)
	}
	m.commonModel.fromAPI(org, now)
	m.Limits = managed
	all := tags.FromAPI(org.Tags)
	m.Tags = tags.Own(all, defaultTags, m.Tags, m.TagsAll)
	m.TagsAll = all
}

// fillFrom replaces what the plan left unknown by what the API returned. Known
// values stay, because Terraform requires that. If they were changed elsewhere in
// the meantime, the next refresh shows it.
func (m *model) fillFrom(remote *model) {
	base.FillUnknown(&m.ID, remote.ID)
	base.FillUnknown(&m.InstanceID, remote.InstanceID)
	base.FillUnknown(&m.IconColor, remote.IconColor)
	base.FillUnknown(&m.TagsAll, remote.TagsAll)
	base.FillUnknown(&m.AuditLogEnabled, remote.AuditLogEnabled)
	base.FillUnknown(&m.ReadOnly, remote.ReadOnly)
	base.FillUnknown(&m.MFAMode, remote.MFAMode)
	base.FillUnknown(&m.PayloadsEnabled, remote.PayloadsEnabled)
	base.FillUnknown(&m.CreatedAt, remote.CreatedAt)
}

// toPost returns the body that creates the organization: all known values.
func (m *model) toPost() losant.OrganizationPost {
	post := losant.OrganizationPost{
		Name:                     m.Name.ValueString(),
		Description:              m.Description.ValueString(),
		IconColor:                m.IconColor.ValueString(),
		ReferralID:               m.ReferralID.ValueString(),
		Limits:                   limits.ToAPI(m.Limits, types.Map{}),
		Tags:                     tags.ToAPI(m.TagsAll),
		AllowedInvitationDomains: base.Strings(m.AllowedInvitationDomains),
		AuditLogEnabled:          base.BoolPointer(m.AuditLogEnabled),
		ReadOnly:                 base.BoolPointer(m.ReadOnly),
		MFAMode:                  m.MFAMode.ValueString(),
		DisabledAt:               payloadsToPost(m),
	}
	if banner := bannerToAPI(m.Banner); banner.Message != "" {
		post.Banner = &banner
	}
	return post
}

// toPatch returns the body that updates the organization: the known values that
// differ from the prior state. Null and empty are equal.
func (m *model) toPatch(prior *model, now time.Time) losant.OrganizationPatch {
	patch := losant.OrganizationPatch{
		Name:            base.ChangedText(m.Name, prior.Name),
		Description:     base.ChangedText(m.Description, prior.Description),
		IconColor:       base.ChangedText(m.IconColor, prior.IconColor),
		ReferralID:      base.ChangedText(m.ReferralID, prior.ReferralID),
		Limits:          limits.ToAPI(m.Limits, prior.Limits),
		AuditLogEnabled: base.ChangedBool(m.AuditLogEnabled, prior.AuditLogEnabled),
		ReadOnly:        base.ChangedBool(m.ReadOnly, prior.ReadOnly),
		MFAMode:         base.ChangedText(m.MFAMode, prior.MFAMode),
		DisabledAt:      payloadsToPatch(m, prior, now),
	}
	if pairs := tags.ToAPI(m.TagsAll); !m.TagsAll.IsUnknown() && !slices.Equal(pairs, tags.ToAPI(prior.TagsAll)) {
		patch.Tags = losant.Set(pairs)
	}
	if domains := m.AllowedInvitationDomains; !domains.IsUnknown() && !base.SameSet(domains, prior.AllowedInvitationDomains) {
		patch.AllowedInvitationDomains = losant.Set(base.Strings(domains))
	}
	if banner := bannerToAPI(m.Banner); !m.Banner.IsUnknown() && banner != bannerToAPI(prior.Banner) {
		patch.Banner = losant.Set(banner)
	}
	return patch
}

// bannerFromAPI returns null for a banner without a message.
func bannerFromAPI(banner *losant.Banner) types.Object {
	if banner == nil || banner.Message == "" {
		return types.ObjectNull(bannerTypes)
	}
	return types.ObjectValueMust(bannerTypes, map[string]attr.Value{
		"level":   base.OptionalString(banner.Level),
		"message": types.StringValue(banner.Message),
	})
}

// bannerToAPI returns, for null, a banner without a message: that clears it.
func bannerToAPI(banner types.Object) losant.Banner {
	text := func(name string) string {
		s, _ := banner.Attributes()[name].(types.String)
		return s.ValueString()
	}
	return losant.Banner{Message: text("message"), Level: text("level")}
}
