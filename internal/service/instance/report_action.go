package instance

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/actionvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var (
	_ action.ActionWithConfigure        = (*reportAction)(nil)
	_ action.ActionWithConfigValidators = (*reportAction)(nil)
)

// reportAction is the action losant_generate_report.
type reportAction struct{ base.Action }

// NewReportAction returns the action, to be configured by the framework.
func NewReportAction() action.Action { return &reportAction{} }

// reportConfig is the configuration of the action.
type reportConfig struct {
	InstanceID      types.String `tfsdk:"instance_id"`
	Email           types.String `tfsdk:"email"`
	CallbackURL     types.String `tfsdk:"callback_url"`
	ResourceGroupBy types.String `tfsdk:"resource_group_by"`
	DateGroupBy     types.String `tfsdk:"date_group_by"`
	IncludeSandbox  types.Bool   `tfsdk:"include_sandbox"`
	Start           types.String `tfsdk:"start"`
	End             types.String `tfsdk:"end"`
}

func (c *reportConfig) toAPI() losant.ReportRequest {
	return losant.ReportRequest{
		Email:           c.Email.ValueString(),
		CallbackURL:     c.CallbackURL.ValueString(),
		ResourceGroupBy: c.ResourceGroupBy.ValueString(),
		DateGroupBy:     c.DateGroupBy.ValueString(),
		IncludeSandbox:  base.BoolPointer(c.IncludeSandbox),
		Start:           c.Start.ValueString(),
		End:             c.End.ValueString(),
	}
}

func (a *reportAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_generate_report"
}

func (a *reportAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Requests a usage report of the instance, as CSV. The action ends as soon as Losant accepts the request. Losant sends the report when it is ready, which may take minutes. " +
			"Losant generates one report of an instance at a time. Actions require Terraform 1.14 or later.",
		Attributes: map[string]schema.Attribute{
			"instance_id": base.ActionInstanceID(),
			"email": schema.StringAttribute{
				MarkdownDescription: "E-mail address that the report is sent to. Set this, `callback_url` or both.",
				Optional:            true,
				Validators:          email.Validators(),
			},
			"callback_url": schema.StringAttribute{
				MarkdownDescription: "URL that the report is sent to. Set this, `email` or both.",
				Optional:            true,
				Validators:          base.IsURL(),
			},
			"resource_group_by": schema.StringAttribute{
				MarkdownDescription: "What each line of the report is about: `application` or `organization`. A line about an organization includes its tags.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf("application", "organization")},
			},
			"date_group_by": schema.StringAttribute{
				MarkdownDescription: "Period that each line of the report covers: `day` or `month`.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf("day", "month")},
			},
			"include_sandbox": schema.BoolAttribute{
				MarkdownDescription: "Whether the report includes the sandboxes of the instance.",
				Optional:            true,
			},
			"start": schema.StringAttribute{
				MarkdownDescription: "Start of the period that the report covers, as an RFC 3339 timestamp such as `2030-01-31T00:00:00Z`.",
				Optional:            true,
				Validators:          []validator.String{base.RFC3339()},
			},
			"end": schema.StringAttribute{
				MarkdownDescription: "End of the period that the report covers, as an RFC 3339 timestamp.",
				Optional:            true,
				Validators:          []validator.String{base.RFC3339(), base.NotBeforeStart()},
			},
		},
	}
}

// ConfigValidators requires a recipient, because the report cannot be downloaded.
func (a *reportAction) ConfigValidators(context.Context) []action.ConfigValidator {
	return []action.ConfigValidator{actionvalidator.AtLeastOneOf(path.MatchRoot("email"), path.MatchRoot("callback_url"))}
}

// Invoke requests the report.
func (a *reportAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config reportConfig
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() || !a.RequireClient(&resp.Diagnostics) {
		return
	}
	instanceID := a.ResolveInstanceID(config.InstanceID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	waiting := "Still requesting the usage report of instance " + instanceID + ". Losant generates one report of an instance at a time."
	job, err := base.WithProgress(resp.SendProgress, base.ProgressInterval, waiting, func() (*losant.Job, error) {
		return a.Client.Instances.GenerateReport(ctx, instanceID, config.toAPI())
	})
	if err != nil {
		base.AddError(&resp.Diagnostics, "request a usage report of instance "+instanceID, err)
		return
	}
	message := "Losant is generating the usage report of instance " + instanceID
	if job.ID != "" {
		message += " (job " + job.ID + ")"
	}
	resp.SendProgress(action.InvokeProgressEvent{Message: message})
}
