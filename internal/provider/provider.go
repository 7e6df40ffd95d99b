// Package provider implements the Losant provider: its configuration, and the lists
// of its resources, data sources and the like.
package provider

import (
	"context"
	"os"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/service/auditlog"
	"github.com/losant/terraform-provider-losant/internal/service/customnode"
	"github.com/losant/terraform-provider-losant/internal/service/functions"
	"github.com/losant/terraform-provider-losant/internal/service/instance"
	"github.com/losant/terraform-provider-losant/internal/service/invitation"
	"github.com/losant/terraform-provider-losant/internal/service/member"
	"github.com/losant/terraform-provider-losant/internal/service/notification"
	"github.com/losant/terraform-provider-losant/internal/service/organization"
	"github.com/losant/terraform-provider-losant/internal/service/sandbox"
	"github.com/losant/terraform-provider-losant/internal/service/token"
	"github.com/losant/terraform-provider-losant/internal/service/usage"
	"github.com/losant/terraform-provider-losant/internal/tags"
)

var (
	_ provider.ProviderWithEphemeralResources = (*Provider)(nil)
	_ provider.ProviderWithActions            = (*Provider)(nil)
	_ provider.ProviderWithFunctions          = (*Provider)(nil)
	_ provider.ProviderWithListResources      = (*Provider)(nil)
	_ provider.ProviderWithValidateConfig     = (*Provider)(nil)
)

// Provider is the Losant provider.
type Provider struct {
	version string
	getenv  func(string) string
	client  []losant.Option
	// removalPause replaces base.ProviderData.RemovalPause if it is not nil.
	removalPause *time.Duration

	configured atomic.Pointer[base.ProviderData]
}

// Option changes a provider.
type Option func(*Provider)

// WithEnvironment replaces the environment of the process, so that each parallel
// test has an environment of its own.
func WithEnvironment(getenv func(string) string) Option {
	return func(p *Provider) { p.getenv = getenv }
}

// WithClientOptions adds options of the client that the provider block does not
// have, such as the short waits of tests.
func WithClientOptions(opts ...losant.Option) Option {
	return func(p *Provider) { p.client = append(p.client, opts...) }
}

// WithRemovalPause replaces how long the removal of people waits for resources that
// claim the same people.
func WithRemovalPause(pause time.Duration) Option {
	return func(p *Provider) { p.removalPause = &pause }
}

// New returns the provider in a version. Package protocol serves it.
func New(version string, opts ...Option) *Provider {
	p := &Provider{version: version, getenv: os.Getenv}
	for _, opt := range opts {
		opt(p)
	}
	return p
}

// Data returns the data that Configure passed to the resources, or nil before
// Configure.
func (p *Provider) Data() *base.ProviderData { return p.configured.Load() }

// Getenv returns a variable of the provider's environment.
func (p *Provider) Getenv(name string) string { return p.getenv(name) }

type model struct {
	APIToken             types.String `tfsdk:"api_token"`
	InstanceID           types.String `tfsdk:"instance_id"`
	APIURL               types.String `tfsdk:"api_url"`
	AllowMassAbsence     types.Bool   `tfsdk:"allow_mass_absence"`
	DefaultTags          types.Map    `tfsdk:"default_tags"`
	DeletionProtection   types.Bool   `tfsdk:"deletion_protection"`
	DriftAttribution     types.Bool   `tfsdk:"drift_attribution"`
	MaxRetries           types.Number `tfsdk:"max_retries"`
	MaxRequestsPerSecond types.Number `tfsdk:"max_requests_per_second"`
}

// Metadata names the provider.
func (p *Provider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "losant"
	resp.Version = p.version
}

// Schema describes the provider block.
func (p *Provider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages the organizations of a Losant instance.",
		Attributes: map[string]schema.Attribute{
			"api_token": schema.StringAttribute{
				MarkdownDescription: "API token of the instance, or of a user with access to it. Ephemeral values are accepted. Defaults to the environment variable `LOSANT_API_TOKEN`.",
				Optional:            true,
				Sensitive:           true,
			},
			"instance_id": schema.StringAttribute{
				MarkdownDescription: "ID of the instance. Resources and data sources can set another one. Defaults to the environment variable `LOSANT_INSTANCE_ID`.",
				Optional:            true,
			},
			"api_url": schema.StringAttribute{
				MarkdownDescription: "Base URL of the API. It must use https, except on the loopback interface. Defaults to the environment variable `LOSANT_API_URL`, then to `" + losant.DefaultBaseURL + "`.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"allow_mass_absence": schema.BoolAttribute{
				MarkdownDescription: "Whether a run may remove any number of organizations from the state because they were deleted outside Terraform. " +
					"Otherwise a run stops if more than 10 organizations are missing, and more are missing than found. " +
					"Defaults to the environment variable `LOSANT_ALLOW_MASS_ABSENCE`, then to `false`.",
				Optional: true,
			},
			"default_tags": schema.MapAttribute{
				MarkdownDescription: "Tags of all organizations: values by key. If an organization sets a key in its own `tags`, those values replace the default ones. " + tags.DocKeys,
				Optional:            true,
				ElementType:         tags.ElementType(),
				Validators:          tags.Validators(),
			},
			"deletion_protection": schema.BoolAttribute{
				MarkdownDescription: "Whether destroying an organization is refused, even if it is empty. An organization can set `deletion_protection` itself. Defaults to `false`.",
				Optional:            true,
			},
			"drift_attribution": schema.BoolAttribute{
				MarkdownDescription: "Whether a plan names who changed an object outside Terraform, when, and with which request, according to the audit log of the instance. " +
					"The log is read only if an object was changed, once for all objects. This requires the scope `instanceAuditLogs.get` or a broader one. " +
					"No warning is added if the log is inconclusive, or if the API token may not read it. Defaults to `false`.",
				Optional: true,
			},
			"max_retries": schema.NumberAttribute{
				MarkdownDescription: "Maximum number of retries after a server error or a lost connection. " +
					"Throttled requests do not count: they are retried for up to 5 minutes. While the API responds to no request, each request is retried for at most 90 seconds. A creation is retried only after a check that it had no effect. Defaults to `8`.",
				Optional:   true,
				Validators: []validator.Number{base.WholeNumber(0, 100)},
			},
			"max_requests_per_second": schema.NumberAttribute{
				MarkdownDescription: "Maximum number of requests per second. If not set, there is no fixed limit, and the provider slows down if the API throttles it.",
				Optional:            true,
				Validators:          []validator.Number{base.NumberBetween(0.01, 1_000_000)},
			},
		},
	}
}

// ValidateConfig checks the number of default tags, and the instance.
func (p *Provider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var config model
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	tags.CheckCount(path.Root("default_tags"), config.DefaultTags, &resp.Diagnostics)
	if !config.InstanceID.IsNull() {
		id, source := p.setting(config.InstanceID, "instance_id", EnvInstanceID)
		checkInstanceID(id, source, &resp.Diagnostics)
	}
}

// Configure creates the client, which all resources of a run share.
func (p *Provider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config model
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	data := p.data(&config, req.TerraformVersion, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	p.configured.Store(data)
	resp.ResourceData = data
	resp.DataSourceData = data
	resp.EphemeralResourceData = data
	resp.ListResourceData = data
	resp.ActionData = data
}

// Resources returns the resources.
func (p *Provider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		instance.NewSettingsResource,
		member.NewInstanceResource,
		invitation.NewResource,
		member.NewResource,
		member.NewMembersResource,
		notification.NewResource,
		customnode.NewResource,
		organization.NewLimitsResource,
		organization.NewResource,
		token.NewResource,
	}
}

// DataSources returns the data sources.
func (p *Provider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		auditlog.NewListDataSource,
		customnode.NewDataSource,
		customnode.NewErrorsDataSource,
		customnode.NewStatsDataSource,
		instance.NewDataSource,
		instance.NewListDataSource,
		member.NewInstanceListDataSource,
		invitation.NewListDataSource,
		member.NewImpactDataSource,
		member.NewListDataSource,
		notification.NewDeliveriesDataSource,
		organization.NewDataSource,
		organization.NewListDataSource,
		sandbox.NewListDataSource,
		usage.NewAllocationDataSource,
		usage.NewDeviceCountsDataSource,
		usage.NewHistoricalDataSource,
		usage.NewInstanceDataSource,
		usage.NewNotebookMinuteCountsDataSource,
		usage.NewOrganizationDataSource,
		usage.NewPayloadCountsBreakdownDataSource,
		usage.NewPayloadCountsDataSource,
	}
}

// EphemeralResources returns the ephemeral resources.
func (p *Provider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		token.NewEphemeralResource,
	}
}

// ListResources returns the list resources, which "terraform query" uses.
func (p *Provider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{
		member.NewInstanceListResource,
		invitation.NewListResource,
		member.NewListResource,
		member.NewMembersListResource,
		notification.NewListResource,
		customnode.NewListResource,
		organization.NewLimitsListResource,
		organization.NewListResource,
		token.NewListResource,
	}
}

// Actions returns the actions.
func (p *Provider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{
		instance.NewReportAction,
		invitation.NewResendAction,
		notification.NewEvaluateAction,
	}
}

// Functions returns the functions.
func (p *Provider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		functions.NewByteSize,
		functions.NewDurationSeconds,
	}
}
