package notification

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ action.ActionWithConfigure = (*evaluateAction)(nil)

// evaluateAction is the action losant_evaluate_notification_rule.
type evaluateAction struct{ base.Action }

// NewEvaluateAction returns the action, to be configured by the framework.
func NewEvaluateAction() action.Action { return &evaluateAction{} }

const (
	// defaultWait is how long the action looks for deliveries, in seconds.
	defaultWait = 60
	maxWait     = 3600
	// lookPause is the time between two looks at the log.
	lookPause = 2 * time.Second
)

type evaluateConfig struct {
	InstanceID      types.String `tfsdk:"instance_id"`
	RuleID          types.String `tfsdk:"notification_rule_id"`
	IgnoreFrequency types.Bool   `tfsdk:"ignore_frequency_check"`
	WaitSeconds     types.Number `tfsdk:"wait_seconds"`
}

func (a *evaluateAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_evaluate_notification_rule"
}

func (a *evaluateAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Evaluates a notification rule now. The evaluation is real: Losant sends the e-mails and calls the URL of the rule for each organization that reaches the threshold. " +
			"Then the action looks at the delivery log of the rule, and reports how many notifications were sent, and about which organizations. A disabled rule is refused. " +
			"Actions require Terraform 1.14 or later.",
		Attributes: map[string]schema.Attribute{
			"instance_id": base.ActionInstanceID(),
			"notification_rule_id": schema.StringAttribute{
				MarkdownDescription: "ID of the notification rule.", Required: true, Validators: []validator.String{base.IsID()},
			},
			"ignore_frequency_check": schema.BoolAttribute{
				MarkdownDescription: "Whether to send notifications about organizations for which the rule has already sent one in its period (`max_frequency`). Defaults to `false`.",
				Optional:            true,
			},
			"wait_seconds": schema.NumberAttribute{
				MarkdownDescription: "How long to look for notifications in the log, in seconds. With `0`, the action ends as soon as Losant accepts the request. Defaults to `60`.",
				Optional:            true,
				Validators:          []validator.Number{base.WholeNumber(0, maxWait)},
			},
		},
	}
}

// Invoke evaluates the rule, and reports the deliveries that are new in its log.
func (a *evaluateAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config evaluateConfig
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() || !a.RequireClient(&resp.Diagnostics) {
		return
	}
	e := evaluation{rules: a.Client.NotificationRules, instanceID: a.ResolveInstanceID(config.InstanceID, &resp.Diagnostics), id: config.RuleID.ValueString()}
	if resp.Diagnostics.HasError() {
		return
	}
	rule, err := e.rules.Get(ctx, e.instanceID, e.id)
	if err != nil {
		base.AddError(&resp.Diagnostics, "read notification rule "+e.id, err)
		return
	}
	name := base.DisplayName(rule.Name, rule.ID)
	if rule.Enabled != nil && !*rule.Enabled {
		resp.Diagnostics.AddAttributeError(path.Root("notification_rule_id"), "Notification rule "+name+" is disabled",
			"Losant does not evaluate a disabled rule. Enable it first, for example with enabled = true in its resource.")
		return
	}
	wait := time.Duration(base.Int64Or(config.WaitSeconds, defaultWait)) * time.Second
	canLook := wait > 0 && e.readBefore(ctx, resp)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.SendProgress(action.InvokeProgressEvent{
		Message: "Evaluating notification rule " + name + ": this is a real evaluation, which sends what the rule sends",
	})
	if _, err := e.rules.Evaluate(ctx, e.instanceID, e.id, config.IgnoreFrequency.ValueBool()); err != nil {
		base.AddError(&resp.Diagnostics, "evaluate notification rule "+name, err)
		return
	}
	if canLook {
		e.report(ctx, wait, resp)
	}
}

// evaluation is one evaluation of a rule.
type evaluation struct {
	rules          *losant.NotificationRuleService
	instanceID, id string
	known          map[string]bool // the deliveries before
}

// readBefore reads the deliveries before the evaluation. It reports whether the token may
// read them.
func (e *evaluation) readBefore(ctx context.Context, resp *action.InvokeResponse) bool {
	e.known = map[string]bool{}
	before, err := e.look(ctx)
	if losant.StatusCode(err) == http.StatusForbidden {
		resp.SendProgress(action.InvokeProgressEvent{Message: "The API token may not read the delivery log, so the result is not reported"})
		return false
	}
	if err != nil {
		base.AddError(&resp.Diagnostics, "read the deliveries of notification rule "+e.id, err)
		return false
	}
	for _, d := range before {
		e.known[d.ID] = true
	}
	return true
}

// look returns the deliveries that are new.
func (e *evaluation) look(ctx context.Context) (found []*losant.NotificationDelivery, err error) {
	all, err := e.rules.Deliveries(ctx, e.instanceID, e.id, maxDeliveries, time.Time{})
	for _, d := range all {
		if !e.known[d.ID] {
			found = append(found, d)
		}
	}
	return found, err
}

// report looks at the log until two looks in succession find the same deliveries, or
// until the time is over. Losant does not say when an evaluation is done.
func (e *evaluation) report(ctx context.Context, wait time.Duration, resp *action.InvokeResponse) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	var found []*losant.NotificationDelivery
	for isOver := false; !isOver; {
		select {
		case <-time.After(min(lookPause, wait/8)):
		case <-ctx.Done():
			isOver = true
			continue
		}
		again, err := e.look(ctx)
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			break
		}
		if err != nil {
			base.AddError(&resp.Diagnostics, "read the deliveries of notification rule "+e.id, err)
			return
		}
		isOver = len(found) > 0 && len(again) == len(found)
		found = again
	}
	resp.SendProgress(action.InvokeProgressEvent{Message: describeDeliveries(found, wait)})
}

// describeDeliveries says how many deliveries were found, and about which
// organizations.
func describeDeliveries(found []*losant.NotificationDelivery, wait time.Duration) string {
	if len(found) == 0 {
		return fmt.Sprintf("No notification was found in the delivery log within %s. No organization may have reached the threshold, or Losant may still be evaluating the rule", wait)
	}
	noun := "notifications"
	if len(found) == 1 {
		noun = "notification"
	}
	const most = 20
	var names []string
	for _, d := range found {
		names = append(names, base.DisplayName(d.TargetName, d.TargetID))
	}
	if len(names) > most {
		names = append(names[:most], fmt.Sprintf("and %d more", len(found)-most))
	}
	return fmt.Sprintf("Found %d %s, about %s", len(found), noun, strings.Join(names, ", "))
}
