package faults_test

import (
	"context"
	"encoding/json"
	"time"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// payloads is the condition of a notification rule.
var payloads = losant.RuleConfig{RuleType: "payloadUsage", ThresholdType: "percentOfLimit", Threshold: 0.8}

// operations holds what the provider requests of the API, with the method and part
// of the path of the request that gets the fault. Reports and evaluations of rules are
// missing, because the client never repeats a request for one.
var operations = map[string]struct {
	request string
	call    func(context.Context, *fixture) error
}{
	"Organizations.Get": {"GET /orgs/", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Organizations.Get(ctx, p.ref(), losant.WithSummary("payloadCount")))
	}},
	"Organizations.All": {"GET /orgs", func(ctx context.Context, p *fixture) error {
		return errorOf(losant.Collect(p.client.Organizations.All(ctx, p.instance, losant.WithPageSize(1))))
	}},
	"Organizations.Named": {"GET /orgs", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Organizations.Named(ctx, p.instance, "Acme"))
	}},
	"Organizations.Snapshot": {"GET /orgs", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Organizations.Snapshot(ctx, p.instance))
	}},
	"Tokens.All": {"GET /tokens", func(ctx context.Context, p *fixture) error {
		return errorOf(losant.Collect(p.client.Tokens.All(ctx, p.instance)))
	}},
	"NotificationRules.All": {"GET /notification-rules", func(ctx context.Context, p *fixture) error {
		return errorOf(losant.Collect(p.client.NotificationRules.All(ctx, p.instance)))
	}},
	"Organizations.Create": {"POST /orgs", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Organizations.Create(ctx, p.instance, losant.OrganizationPost{Name: "New", Limits: losant.Limits{"device": 5}}))
	}},
	"Organizations.Update": {"PATCH /orgs/", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Organizations.Update(ctx, p.ref(), losant.OrganizationPatch{Name: losant.Set("Renamed")}))
	}},
	"Organizations.Delete": {"DELETE /orgs/", func(ctx context.Context, p *fixture) error {
		return p.client.Organizations.Delete(ctx, p.ref())
	}},
	"Members.All": {"GET /members", func(ctx context.Context, p *fixture) error {
		return errorOf(losant.Collect(p.client.Members.All(ctx, p.ref())))
	}},
	"Members.Add, member": {"POST /members", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Members.Add(ctx, p.ref(), losant.MemberPost{Email: "newcomer@acme.example", Role: "view"}))
	}},
	"Members.Add, by id": {"POST /members", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Members.Add(ctx, p.ref(), losant.MemberPost{UserID: p.newcomer, Role: "view"}))
	}},
	"Members.Add, invited": {"POST /members", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Members.Add(ctx, p.ref(), losant.MemberPost{Email: "stranger@acme.example", Role: "view"}))
	}},
	"Members.Update": {"PATCH /members/", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Members.Update(ctx, p.ref(), p.member, "edit"))
	}},
	"Members.Remove": {"DELETE /members/", func(ctx context.Context, p *fixture) error {
		return p.client.Members.Remove(ctx, p.ref(), p.member)
	}},
	"Invitations.All": {"GET /invites", func(ctx context.Context, p *fixture) error {
		return errorOf(losant.Collect(p.client.Invitations.All(ctx, p.ref())))
	}},
	"Invitations.Create": {"POST /invites", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Invitations.Create(ctx, p.ref(), losant.InvitationPost{Email: "stranger@acme.example", Role: "view"}))
	}},
	"Invitations.Resend": {"POST /invites/", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Invitations.Resend(ctx, p.ref(), p.invitation, "edit"))
	}},
	"Invitations.Revoke": {"DELETE /invites/", func(ctx context.Context, p *fixture) error {
		return p.client.Invitations.Revoke(ctx, p.ref(), p.invitation)
	}},
	"Instances.Get": {"GET /instances/", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Instances.Get(ctx, p.instance))
	}},
	"Instances.All": {"GET /instances", func(ctx context.Context, p *fixture) error {
		user, err := losant.New(p.userToken, p.opts...)
		if err != nil {
			return err
		}
		return errorOf(losant.Collect(user.Instances.All(ctx)))
	}},
	"Instances.Update": {"PATCH /instances/", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Instances.Update(ctx, p.instance, losant.InstancePatch{DefaultOrganizationLimits: losant.Set(losant.RawLimits{"device": json.RawMessage("7")})}))
	}},
	"InstanceMembers.All": {"GET /members", func(ctx context.Context, p *fixture) error {
		return errorOf(losant.Collect(p.client.InstanceMembers.All(ctx, p.instance)))
	}},
	"InstanceMembers.Add": {"POST /members", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.InstanceMembers.Add(ctx, p.instance, losant.InstanceMemberPost{UserID: p.newcomer, Role: "view"}))
	}},
	"InstanceMembers.Update": {"PATCH /members/", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.InstanceMembers.Update(ctx, p.instance, p.instanceMember, "admin"))
	}},
	"InstanceMembers.Remove": {"DELETE /members/", func(ctx context.Context, p *fixture) error {
		return p.client.InstanceMembers.Remove(ctx, p.instance, p.instanceMember)
	}},
	"Tokens.Get": {"GET /tokens/", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Tokens.Get(ctx, p.instance, p.token))
	}},
	"Tokens.Create": {"POST /tokens", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Tokens.Create(ctx, p.instance, losant.TokenPost{Name: "New", Scopes: []string{"all.Instance"}}))
	}},
	"Tokens.Update": {"PATCH /tokens/", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Tokens.Update(ctx, p.instance, p.token, losant.TokenPatch{Status: losant.Set("inactive")}))
	}},
	"Tokens.Delete": {"DELETE /tokens/", func(ctx context.Context, p *fixture) error {
		return p.client.Tokens.Delete(ctx, p.instance, p.token)
	}},
	"NotificationRules.Get": {"GET /notification-rules/", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.NotificationRules.Get(ctx, p.instance, p.rule))
	}},
	"NotificationRules.Create": {"POST /notification-rules", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.NotificationRules.Create(ctx, p.instance, losant.NotificationRulePost{
			Name: "New", TargetType: "organization", TargetQuery: "{}", CallbackURL: "https://acme.example", Rule: payloads,
		}))
	}},
	"NotificationRules.Update": {"PATCH /notification-rules/", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.NotificationRules.Update(ctx, p.instance, p.rule, losant.NotificationRulePatch{Name: losant.Set("Renamed")}))
	}},
	"NotificationRules.Delete": {"DELETE /notification-rules/", func(ctx context.Context, p *fixture) error {
		return p.client.NotificationRules.Delete(ctx, p.instance, p.rule)
	}},
	"NotificationRules.Deliveries": {"GET /logs", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.NotificationRules.Deliveries(ctx, p.instance, p.rule, 10, time.Time{}))
	}},
	"CustomNodes.All": {"GET /nodes", func(ctx context.Context, p *fixture) error {
		return errorOf(losant.Collect(p.client.CustomNodes.All(ctx, p.instance, losant.WithPageSize(1))))
	}},
	"CustomNodes.Known": {"GET /nodes", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.CustomNodes.Known(ctx, p.instance))
	}},
	"CustomNodes.Get": {"GET /nodes/", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.CustomNodes.Get(ctx, p.instance, p.node))
	}},
	"CustomNodes.Create": {"POST /nodes", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.CustomNodes.Create(ctx, p.instance, losant.CustomNodePost{Name: "New", CustomNodeDefinition: losant.CustomNodeDefinition{
			Triggers: json.RawMessage(`[]`), Nodes: json.RawMessage(`[{"type":"DebugNode"}]`),
		}}))
	}},
	"CustomNodes.Update": {"PATCH /nodes/", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.CustomNodes.Update(ctx, p.instance, p.node, losant.CustomNodePatch{Name: losant.Set("Renamed")}))
	}},
	"CustomNodes.Delete": {"DELETE /nodes/", func(ctx context.Context, p *fixture) error {
		return p.client.CustomNodes.Delete(ctx, p.instance, p.node)
	}},
	"CustomNodes.Stats": {"GET /stats", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.CustomNodes.Stats(ctx, p.instance, p.node, p.span, time.Hour))
	}},
	"CustomNodes.Errors": {"GET /errors", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.CustomNodes.Errors(ctx, p.instance, p.node, p.span, 10))
	}},
	"AuditLogs.All": {"GET /audit-logs", func(ctx context.Context, p *fixture) error {
		return errorOf(losant.Collect(p.client.AuditLogs.All(ctx, p.instance, losant.AuditLogFilter{})))
	}},
	"Sandboxes.All": {"GET /sandboxes", func(ctx context.Context, p *fixture) error {
		return errorOf(losant.Collect(p.client.Sandboxes.All(ctx, p.instance, losant.SandboxFilter{})))
	}},
	"Usage.Organization": {"GET /orgs/", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Usage.Organization(ctx, p.ref(), "storageStats"))
	}},
	"Usage.DeviceCounts": {"GET /deviceCounts", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Usage.DeviceCounts(ctx, p.owner(), p.span))
	}},
	"Usage.NotebookMinuteCounts": {"GET /notebookMinuteCounts", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Usage.NotebookMinuteCounts(ctx, losant.UsageOwner{InstanceID: p.instance}, p.span))
	}},
	"Usage.PayloadCounts": {"GET /payloadCounts", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Usage.PayloadCounts(ctx, p.owner(), p.span, true))
	}},
	"Usage.HistoricalSummaries": {"GET /historicalSummaries", func(ctx context.Context, p *fixture) error {
		return errorOf(losant.Collect(p.client.Usage.HistoricalSummaries(ctx, p.instance, losant.HistoricalSummaryFilter{Month: p.span.Start}, losant.WithPageSize(1))))
	}},
	"Usage.PayloadCountsBreakdown": {"GET /payloadCountsBreakdown", func(ctx context.Context, p *fixture) error {
		return errorOf(p.client.Usage.PayloadCountsBreakdown(ctx, losant.UsageOwner{InstanceID: p.instance, SandboxID: p.newcomer}, p.span, losant.BreakdownOptions{}))
	}},
}

// errorOf returns the error of a call.
func errorOf[T any](_ T, err error) error { return err }
