// Package provider wires the Losant provider: its configuration, and the
// registry of its resources and data sources.
package provider

import (
	"context"
	"os"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
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
	"github.com/losant/terraform-provider-losant/internal/service/functions"
	"github.com/losant/terraform-provider-losant/internal/service/instance"
	"github.com/losant/terraform-provider-losant/internal/service/invitation"
	"github.com/losant/terraform-provider-losant/internal/service/member"
	"github.com/losant/terraform-provider-losant/internal/service/notification"
	"github.com/losant/terraform-provider-losant/internal/service/organization"
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

	configured atomic.Pointer[base.ProviderData]
}

// Option changes how a provider is made.
type Option func(*Provider)

// WithEnvironment replaces the process's environment, so that tests which run
// in parallel can each have their own.
func WithEnvironment(getenv func(string) string) Option {
	return func(p *Provider) { p.getenv = getenv }
}

// WithClientOptions adds to what the provider block says about the client, such
// as the short waits of tests.
func WithClientOptions(opts ...losant.Option) Option {
	return func(p *Provider) { p.client = append(p.client, opts...) }
}

// New returns a provider of a version. Package protocol serves it.
func New(version string, opts ...Option) *Provider {
	p := &Provider{version: version, getenv: os.Getenv}
	for _, opt := range opts {
		opt(p)
	}
	return p
}

// Data returns what Configure handed to the resources, nil before it has.
func (p *Provider) Data() *base.ProviderData { return p.configured.Load() }

// Getenv returns a variable of the provider's environment.
func (p *Provider) Getenv(name string) string { return p.getenv(name) }

type model struct {
	APIToken             types.String  `tfsdk:"api_token"`
	InstanceID           types.String  `tfsdk:"instance_id"`
	APIURL               types.String  `tfsdk:"api_url"`
	DefaultTags          types.Map     `tfsdk:"default_tags"`
	DriftAttribution     types.Bool    `tfsdk:"drift_attribution"`
	MaxRetries           types.Int64   `tfsdk:"max_retries"`
	MaxRequestsPerSecond types.Float64 `tfsdk:"max_requests_per_second"`
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
				MarkdownDescription: "API token of the instance (or of a user with access to it). Defaults to the environment variable `LOSANT_API_TOKEN`. Ephemeral values are accepted.",
				Optional:            true,
				Sensitive:           true,
			},
			"instance_id": schema.StringAttribute{
				MarkdownDescription: "ID of the instance that resources and data sources belong to unless they name another. Defaults to the environment variable `LOSANT_INSTANCE_ID`.",
				Optional:            true,
				Validators:          []validator.String{base.IsID()},
			},
			"api_url": schema.StringAttribute{
				MarkdownDescription: "Base URL of the API. Defaults to the environment variable `LOSANT_API_URL`, or else to `" + losant.DefaultBaseURL + "`. Must be https, except on the loopback interface.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"default_tags": schema.MapAttribute{
				MarkdownDescription: "Tags of every organization, by key. An organization's own `tags` win, key by key.",
				Optional:            true,
				ElementType:         tags.ElementType(),
				Validators:          tags.Validators(),
			},
			"drift_attribution": schema.BoolAttribute{
				MarkdownDescription: "Whether a plan that finds an object changed outside Terraform warns who changed it, when and by which call, from the audit log of the instance; " +
					"`false` unless set. The log is read only then, once for all objects, and needs the scope `instanceAuditLogs.get` or a broader one. " +
					"Nothing is said where the log cannot be read or does not tell.",
				Optional: true,
			},
			"max_retries": schema.Int64Attribute{
				MarkdownDescription: "How often a request is repeated after a server error or a broken connection; 8 unless set. " +
					"Throttled requests do not count: they are repeated for up to 5 minutes. Creations are never repeated blindly.",
				Optional:   true,
				Validators: []validator.Int64{int64validator.Between(0, 100)},
			},
			"max_requests_per_second": schema.Float64Attribute{
				MarkdownDescription: "Most requests a second. Not limited unless set; throttling by the API slows the provider down by itself.",
				Optional:            true,
				Validators:          []validator.Float64{float64validator.AtLeast(0.01)},
			},
		},
	}
}

// ValidateConfig checks what the attributes' own validators cannot.
func (p *Provider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var config model
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	tags.CheckCount(path.Root("default_tags"), config.DefaultTags, &resp.Diagnostics)
}

// Configure makes the client that one Terraform walk shares.
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

// Resources lists the resources.
func (p *Provider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		instance.NewSettingsResource,
		member.NewInstanceResource,
		invitation.NewResource,
		member.NewResource,
		member.NewMembersResource,
		notification.NewResource,
		organization.NewLimitsResource,
		organization.NewResource,
		token.NewResource,
	}
}

// DataSources lists the data sources.
func (p *Provider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		auditlog.NewListDataSource,
		instance.NewDataSource,
		instance.NewListDataSource,
		member.NewInstanceListDataSource,
		invitation.NewListDataSource,
		member.NewImpactDataSource,
		member.NewListDataSource,
		organization.NewDataSource,
		organization.NewListDataSource,
		usage.NewAllocationDataSource,
		usage.NewDeviceCountsDataSource,
		usage.NewNotebookMinuteCountsDataSource,
		usage.NewOrganizationDataSource,
		usage.NewPayloadCountsBreakdownDataSource,
		usage.NewPayloadCountsDataSource,
	}
}

// EphemeralResources lists the ephemeral resources.
func (p *Provider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		token.NewEphemeralResource,
	}
}

// ListResources lists what "terraform query" can find.
func (p *Provider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{
		member.NewInstanceListResource,
		invitation.NewListResource,
		member.NewListResource,
		organization.NewListResource,
	}
}

// Actions lists the actions.
func (p *Provider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{
		instance.NewReportAction,
		invitation.NewResendAction,
	}
}

// Functions lists the functions.
func (p *Provider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		functions.NewByteSize,
		functions.NewDurationSeconds,
	}
}
