package losant

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// refusal is a method call whose request the server refuses.
type refusal struct {
	method    string // of the client
	served    string // the HTTP method of requests that are not refused
	call      func(context.Context, *Client) error
	operation string
}

func refusals() []refusal {
	instanceOwner, orgOwner, sandboxOwner := UsageOwner{InstanceID: instanceID}, UsageOwner{InstanceID: instanceID, OrganizationID: orgID}, UsageOwner{InstanceID: instanceID, SandboxID: otherID}
	return []refusal{
		{"Instances.Get", "", func(ctx context.Context, c *Client) error {
			_, err := c.Instances.Get(ctx, instanceID)
			return err
		}, "instance.get"},
		{"Instances.GetAgain", "", func(ctx context.Context, c *Client) error {
			_, err := c.Instances.GetAgain(ctx, instanceID)
			return err
		}, "instance.get"},
		{"Instances.All", "", func(ctx context.Context, c *Client) error {
			_, err := Collect(c.Instances.All(ctx))
			return err
		}, "instances.get"},
		{"Instances.Update", "", func(ctx context.Context, c *Client) error {
			_, err := c.Instances.Update(ctx, instanceID, InstancePatch{})
			return err
		}, "instance.patch"},
		{"Instances.GenerateReport", "", func(ctx context.Context, c *Client) error {
			_, err := c.Instances.GenerateReport(ctx, instanceID, ReportRequest{})
			return err
		}, "instance.generateReport"},
		{"InstanceMembers.All", "", func(ctx context.Context, c *Client) error {
			_, err := Collect(c.InstanceMembers.All(ctx, instanceID))
			return err
		}, "instanceMembers.get"},
		{"InstanceMembers.Add", "", func(ctx context.Context, c *Client) error {
			_, err := c.InstanceMembers.Add(ctx, instanceID, InstanceMemberPost{UserID: "u"})
			return err
		}, "instanceMembers.post"},
		{"InstanceMembers.Update", "", func(ctx context.Context, c *Client) error {
			_, err := c.InstanceMembers.Update(ctx, instanceID, "u", RoleAdmin)
			return err
		}, "instanceMember.patch"},
		{"InstanceMembers.Update", http.MethodPatch, func(ctx context.Context, c *Client) error {
			_, err := c.InstanceMembers.Update(ctx, instanceID, "u", RoleAdmin)
			return err
		}, "instanceMembers.get"},
		{"InstanceMembers.Remove", "", func(ctx context.Context, c *Client) error {
			return c.InstanceMembers.Remove(ctx, instanceID, "u")
		}, "instanceMember.delete"},
		{"Organizations.Get", "", func(ctx context.Context, c *Client) error {
			_, err := c.Organizations.Get(ctx, orgRef)
			return err
		}, "instanceOrg.get"},
		{"Organizations.Get", "", func(ctx context.Context, c *Client) error {
			_, err := c.Organizations.Get(ctx, orgRef, WithSummary("deviceCount"))
			return err
		}, "instanceOrg.get"},
		{"Organizations.All", "", func(ctx context.Context, c *Client) error {
			_, err := Collect(c.Organizations.All(ctx, instanceID))
			return err
		}, "instanceOrgs.get"},
		{"Organizations.Named", "", func(ctx context.Context, c *Client) error {
			_, err := c.Organizations.Named(ctx, instanceID, "Acme")
			return err
		}, "instanceOrgs.get"},
		{"Organizations.ConfirmAbsence", "", func(ctx context.Context, c *Client) error {
			return c.Organizations.ConfirmAbsence(ctx, orgRef)
		}, "instanceOrg.get"},
		{"Tokens.All", "", func(ctx context.Context, c *Client) error {
			_, err := Collect(c.Tokens.All(ctx, instanceID))
			return err
		}, "instanceApiTokens.get"},
		{"Tokens.ConfirmAbsence", "", func(ctx context.Context, c *Client) error {
			return c.Tokens.ConfirmAbsence(ctx, instanceID, "t")
		}, "instanceApiTokens.get"},
		{"NotificationRules.All", "", func(ctx context.Context, c *Client) error {
			_, err := Collect(c.NotificationRules.All(ctx, instanceID))
			return err
		}, "instanceNotificationRules.get"},
		{"NotificationRules.ConfirmAbsence", "", func(ctx context.Context, c *Client) error {
			return c.NotificationRules.ConfirmAbsence(ctx, instanceID, "r")
		}, "instanceNotificationRules.get"},
		{"Organizations.Snapshot", "", func(ctx context.Context, c *Client) error {
			_, err := c.Organizations.Snapshot(ctx, instanceID)
			return err
		}, "instanceOrgs.get"},
		{"Organizations.Create", "", func(ctx context.Context, c *Client) error {
			_, err := c.Organizations.Create(ctx, instanceID, OrganizationPost{Name: "Acme"})
			return err
		}, "instanceOrgs.post"},
		{"Organizations.Update", "", func(ctx context.Context, c *Client) error {
			_, err := c.Organizations.Update(ctx, orgRef, OrganizationPatch{})
			return err
		}, "instanceOrg.patch"},
		{"Organizations.Delete", "", func(ctx context.Context, c *Client) error {
			return c.Organizations.Delete(ctx, orgRef)
		}, "instanceOrg.delete"},
		{"Members.All", "", func(ctx context.Context, c *Client) error {
			_, err := Collect(c.Members.All(ctx, orgRef))
			return err
		}, "instanceOrgMembers.get"},
		{"Members.Add", "", func(ctx context.Context, c *Client) error {
			_, err := c.Members.Add(ctx, orgRef, MemberPost{UserID: "u"})
			return err
		}, "instanceOrgMembers.post"},
		{"Members.Update", "", func(ctx context.Context, c *Client) error {
			_, err := c.Members.Update(ctx, orgRef, "u", RoleAdmin)
			return err
		}, "instanceOrgMember.patch"},
		{"Members.Remove", "", func(ctx context.Context, c *Client) error {
			return c.Members.Remove(ctx, orgRef, "u")
		}, "instanceOrgMember.delete"},
		{"Invitations.All", "", func(ctx context.Context, c *Client) error {
			_, err := Collect(c.Invitations.All(ctx, orgRef))
			return err
		}, "instanceOrgInvites.get"},
		{"Invitations.Create", "", func(ctx context.Context, c *Client) error {
			_, err := c.Invitations.Create(ctx, orgRef, InvitationPost{Email: "a@x.io"})
			return err
		}, "instanceOrgInvites.post"},
		{"Invitations.Resend", "", func(ctx context.Context, c *Client) error {
			_, err := c.Invitations.Resend(ctx, orgRef, "v", "")
			return err
		}, "instanceOrgInvites.get"},
		{"Invitations.Resend", http.MethodGet, func(ctx context.Context, c *Client) error {
			_, err := c.Invitations.Resend(ctx, orgRef, "v", "")
			return err
		}, "instanceOrgInvite.resendInvite"},
		{"Invitations.Revoke", "", func(ctx context.Context, c *Client) error {
			return c.Invitations.Revoke(ctx, orgRef, "v")
		}, "instanceOrgInvite.delete"},
		{"Usage.Organization", "", func(ctx context.Context, c *Client) error {
			_, err := c.Usage.Organization(ctx, orgRef, "deviceCount")
			return err
		}, "instanceOrg.get"},
		{"Usage.DeviceCounts", "", func(ctx context.Context, c *Client) error {
			_, err := c.Usage.DeviceCounts(ctx, orgOwner, Range{})
			return err
		}, "instanceOrg.deviceCounts"},
		{"Usage.DeviceCounts", "", func(ctx context.Context, c *Client) error {
			_, err := c.Usage.DeviceCounts(ctx, instanceOwner, Range{})
			return err
		}, "instance.deviceCounts"},
		{"Usage.DeviceCounts", "", func(ctx context.Context, c *Client) error {
			_, err := c.Usage.DeviceCounts(ctx, sandboxOwner, Range{})
			return err
		}, "instanceSandbox.deviceCounts"},
		{"Usage.NotebookMinuteCounts", "", func(ctx context.Context, c *Client) error {
			_, err := c.Usage.NotebookMinuteCounts(ctx, orgOwner, Range{})
			return err
		}, "instanceOrg.notebookMinuteCounts"},
		{"Usage.NotebookMinuteCounts", "", func(ctx context.Context, c *Client) error {
			_, err := c.Usage.NotebookMinuteCounts(ctx, instanceOwner, Range{})
			return err
		}, "instance.notebookMinuteCounts"},
		{"Usage.NotebookMinuteCounts", "", func(ctx context.Context, c *Client) error {
			_, err := c.Usage.NotebookMinuteCounts(ctx, sandboxOwner, Range{})
			return err
		}, "instanceSandbox.notebookMinuteCounts"},
		{"Usage.PayloadCounts", "", func(ctx context.Context, c *Client) error {
			_, err := c.Usage.PayloadCounts(ctx, orgOwner, Range{}, false)
			return err
		}, "instanceOrg.payloadCounts"},
		{"Usage.PayloadCounts", "", func(ctx context.Context, c *Client) error {
			_, err := c.Usage.PayloadCounts(ctx, instanceOwner, Range{}, false)
			return err
		}, "instance.payloadCounts"},
		{"Usage.PayloadCounts", "", func(ctx context.Context, c *Client) error {
			_, err := c.Usage.PayloadCounts(ctx, sandboxOwner, Range{}, false)
			return err
		}, "instanceSandbox.payloadCounts"},
		{"Usage.PayloadCountsBreakdown", "", func(ctx context.Context, c *Client) error {
			_, err := c.Usage.PayloadCountsBreakdown(ctx, orgOwner, Range{}, BreakdownOptions{})
			return err
		}, "instanceOrg.payloadCountsBreakdown"},
		{"Usage.PayloadCountsBreakdown", "", func(ctx context.Context, c *Client) error {
			_, err := c.Usage.PayloadCountsBreakdown(ctx, instanceOwner, Range{}, BreakdownOptions{})
			return err
		}, "instance.payloadCountsBreakdown"},
		{"Usage.PayloadCountsBreakdown", "", func(ctx context.Context, c *Client) error {
			_, err := c.Usage.PayloadCountsBreakdown(ctx, sandboxOwner, Range{}, BreakdownOptions{})
			return err
		}, "instanceSandbox.payloadCountsBreakdown"},
		{"Usage.HistoricalSummaries", "", func(ctx context.Context, c *Client) error {
			_, err := Collect(c.Usage.HistoricalSummaries(ctx, instanceID, HistoricalSummaryFilter{}))
			return err
		}, "instance.historicalSummaries"},
		{"Tokens.Get", "", func(ctx context.Context, c *Client) error {
			_, err := c.Tokens.Get(ctx, instanceID, otherID)
			return err
		}, "instanceApiToken.get"},
		{"Tokens.Create", "", func(ctx context.Context, c *Client) error {
			_, err := c.Tokens.Create(ctx, instanceID, TokenPost{Name: "ci"})
			return err
		}, "instanceApiTokens.post"},
		{"Tokens.Update", "", func(ctx context.Context, c *Client) error {
			_, err := c.Tokens.Update(ctx, instanceID, otherID, TokenPatch{})
			return err
		}, "instanceApiToken.patch"},
		{"Tokens.Delete", "", func(ctx context.Context, c *Client) error {
			return c.Tokens.Delete(ctx, instanceID, otherID)
		}, "instanceApiToken.delete"},
		{"NotificationRules.Get", "", func(ctx context.Context, c *Client) error {
			_, err := c.NotificationRules.Get(ctx, instanceID, otherID)
			return err
		}, "instanceNotificationRule.get"},
		{"NotificationRules.Create", "", func(ctx context.Context, c *Client) error {
			_, err := c.NotificationRules.Create(ctx, instanceID, NotificationRulePost{Name: "n"})
			return err
		}, "instanceNotificationRules.post"},
		{"NotificationRules.Update", "", func(ctx context.Context, c *Client) error {
			_, err := c.NotificationRules.Update(ctx, instanceID, otherID, NotificationRulePatch{})
			return err
		}, "instanceNotificationRule.patch"},
		{"NotificationRules.Delete", "", func(ctx context.Context, c *Client) error {
			return c.NotificationRules.Delete(ctx, instanceID, otherID)
		}, "instanceNotificationRule.delete"},
		{"Sandboxes.All", "", func(ctx context.Context, c *Client) error {
			_, err := Collect(c.Sandboxes.All(ctx, instanceID, SandboxFilter{}))
			return err
		}, "instanceSandboxes.get"},
		{"NotificationRules.Evaluate", "", func(ctx context.Context, c *Client) error {
			_, err := c.NotificationRules.Evaluate(ctx, instanceID, otherID, true)
			return err
		}, "instanceNotificationRule.evaluate"},
		{"NotificationRules.Deliveries", "", func(ctx context.Context, c *Client) error {
			_, err := c.NotificationRules.Deliveries(ctx, instanceID, otherID, 1, time.Time{})
			return err
		}, "instanceNotificationRule.logs"},
		{"CustomNodes.All", "", func(ctx context.Context, c *Client) error {
			_, err := Collect(c.CustomNodes.All(ctx, instanceID))
			return err
		}, "instanceCustomNodes.get"},
		{"CustomNodes.ConfirmAbsence", "", func(ctx context.Context, c *Client) error {
			return c.CustomNodes.ConfirmAbsence(ctx, instanceID, "n")
		}, "instanceCustomNodes.get"},
		{"CustomNodes.Known", "", func(ctx context.Context, c *Client) error {
			_, err := c.CustomNodes.Known(ctx, instanceID)
			return err
		}, "instanceCustomNodes.get"},
		{"CustomNodes.Get", "", func(ctx context.Context, c *Client) error {
			_, err := c.CustomNodes.Get(ctx, instanceID, otherID)
			return err
		}, "instanceCustomNode.get"},
		{"CustomNodes.Create", "", func(ctx context.Context, c *Client) error {
			_, err := c.CustomNodes.Create(ctx, instanceID, CustomNodePost{Name: "n", CustomNodeDefinition: emptyDefinition})
			return err
		}, "instanceCustomNodes.post"},
		{"CustomNodes.Update", "", func(ctx context.Context, c *Client) error {
			_, err := c.CustomNodes.Update(ctx, instanceID, otherID, CustomNodePatch{})
			return err
		}, "instanceCustomNode.patch"},
		{"CustomNodes.Delete", "", func(ctx context.Context, c *Client) error {
			return c.CustomNodes.Delete(ctx, instanceID, otherID)
		}, "instanceCustomNode.delete"},
		{"CustomNodes.Stats", "", func(ctx context.Context, c *Client) error {
			_, err := c.CustomNodes.Stats(ctx, instanceID, otherID, Range{}, time.Hour)
			return err
		}, "instanceCustomNode.stats"},
		{"CustomNodes.Errors", "", func(ctx context.Context, c *Client) error {
			_, err := c.CustomNodes.Errors(ctx, instanceID, otherID, Range{}, 1)
			return err
		}, "instanceCustomNode.errors"},
		{"AuditLogs.All", "", func(ctx context.Context, c *Client) error {
			_, err := Collect(c.AuditLogs.All(ctx, instanceID, AuditLogFilter{}))
			return err
		}, "instanceAuditLogs.get"},
		{"AuditLogs.Page", "", func(ctx context.Context, c *Client) error {
			_, _, err := c.AuditLogs.Page(ctx, instanceID, 0, 1)
			return err
		}, "instanceAuditLogs.get"},
	}
}

// services returns the types of the services of a client, by the names of its fields.
func services() map[string]reflect.Type {
	found := map[string]reflect.Type{}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Client]()) {
		if field.IsExported() {
			found[field.Name] = field.Type
		}
	}
	return found
}

func TestErrorsNameTheOperation(t *testing.T) {
	t.Parallel()
	tested := map[string]bool{}
	for _, tc := range refusals() {
		tested[tc.method] = true
		t.Run(tc.method+" "+tc.operation, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, func(w http.ResponseWriter, req *http.Request) {
				if req.Method == tc.served {
					respond(200, `{"items":[]}`)(w, req)
					return
				}
				respond(403, `{"type":"Forbidden","message":"Access is forbidden"}`)(w, req)
			})
			err := tc.call(t.Context(), c)
			e, ok := errors.AsType[*Error](err)
			if !ok || e.StatusCode != 403 || e.Operation != tc.operation || Operation(err) != tc.operation {
				t.Errorf("operation %q of error %v, want %q", Operation(err), err, tc.operation)
			}
			if scopes := Scopes(err); len(scopes) < 3 || scopes[len(scopes)-1] != tc.operation {
				t.Errorf("scopes %q of operation %s", scopes, tc.operation)
			}
		})
	}
	for service, methods := range services() {
		for i := range methods.NumMethod() {
			if method := service + "." + methods.Method(i).Name; !tested[method] {
				t.Errorf("method %s is not tested", method)
			}
		}
	}
}

func TestTransportErrorsNameTheOperation(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, dropConnection, WithMaxRetries(0))
	_, err := c.Organizations.Get(t.Context(), orgRef)
	if got := Operation(err); got != "instanceOrg.get" {
		t.Errorf("operation %q of error %v", got, err)
	}
}

// The scopes are those that the API documents, apart from those of users, which only matter for instances.get.
func TestScopes(t *testing.T) {
	t.Parallel()
	const (
		read  = "all.Instance all.Instance.bounded all.Instance.read "
		write = "all.Instance all.Instance.bounded "
		full  = "all.Instance "
		user  = "all.User all.User.bounded all.User.read "
	)
	documented := map[string]string{
		"instances": user + "get",
		"instance": read + "deviceCounts generateReport get historicalSummaries notebookMinuteCounts payloadCounts payloadCountsBreakdown/" +
			write + "patch",
		"instanceOrgs": read + "get/" + write + "post",
		"instanceOrg": read + "deviceCounts get notebookMinuteCounts payloadCounts payloadCountsBreakdown/" +
			write + "convertToEnterprise delete patch",
		"instanceOrgMembers":        read + "get/" + full + "post",
		"instanceOrgMember":         read + "get/" + full + "delete patch",
		"instanceOrgInvites":        read + "get/" + full + "post",
		"instanceOrgInvite":         read + "get/" + full + "delete resendInvite",
		"instanceMembers":           read + "get/" + full + "post",
		"instanceMember":            read + "get/" + full + "delete patch",
		"instanceApiTokens":         read + "get/" + full + "post",
		"instanceApiToken":          read + "get/" + full + "delete patch",
		"instanceAuditLogs":         read + "get",
		"instanceAuditLog":          read + "get",
		"instanceNotificationRules": read + "get/" + write + "post",
		"instanceNotificationRule":  read + "get/" + write + "delete evaluate logs patch",
		"instanceCustomNodes":       read + "get/" + write + "post",
		"instanceCustomNode":        read + "errors get stats/" + write + "delete patch",
		"instanceSandboxes":         read + "get",
		"instanceSandbox": read + "deviceCounts get notebookMinuteCounts payloadCounts payloadCountsBreakdown/" +
			write + "delete undelete",
	}
	operations := map[string]bool{}
	for resource, text := range documented {
		for kind := range strings.SplitSeq(text, "/") {
			var broad []string
			for _, word := range strings.Fields(kind) {
				if strings.HasPrefix(word, "all.") {
					broad = append(broad, word)
					continue
				}
				name := resource + "." + word
				operations[name] = true
				want := append(slices.Clone(broad), resource+".*", name)
				if got := Scopes(&Error{Operation: name}); !slices.Equal(got, want) {
					t.Errorf("%s: got %q, want %q", name, got, want)
				}
			}
		}
	}
	stated := map[string]bool{}
	for _, op := range slices.Concat(usedOperations, unusedOperations) {
		if !operations[op.name] {
			t.Errorf("%s is not an operation of the API", op.name)
		}
		if stated[op.name] {
			t.Errorf("%s is stated twice", op.name)
		}
		stated[op.name] = true
	}
	for _, err := range []error{nil, errors.New("x"), &Error{}, &Error{Operation: "instance.unknown"}} {
		if got := Scopes(err); got != nil {
			t.Errorf("scopes %q of error %v", got, err)
		}
	}
}

func TestScopeGroups(t *testing.T) {
	t.Parallel()
	const usage = "payloadCounts payloadCountsBreakdown"
	want := []string{
		"instance: deviceCounts generateReport get historicalSummaries notebookMinuteCounts patch " + usage,
		"instanceApiToken: delete get patch",
		"instanceApiTokens: get post",
		"instanceAuditLog: get",
		"instanceAuditLogs: get",
		"instanceCustomNode: delete errors get patch stats",
		"instanceCustomNodes: get post",
		"instanceMember: delete get patch",
		"instanceMembers: get post",
		"instanceNotificationRule: delete evaluate get logs patch",
		"instanceNotificationRules: get post",
		"instanceOrg: convertToEnterprise delete deviceCounts get notebookMinuteCounts patch " + usage,
		"instanceOrgInvite: delete get resendInvite",
		"instanceOrgInvites: get post",
		"instanceOrgMember: delete get patch",
		"instanceOrgMembers: get post",
		"instanceOrgs: get post",
		"instanceSandbox: delete deviceCounts get notebookMinuteCounts " + usage + " undelete",
		"instanceSandboxes: get",
	}
	var got []string
	scopes := []string{"all.Instance", "all.Instance.bounded", "all.Instance.read"}
	for _, group := range ScopeGroups() {
		got = append(got, group.Resource+": "+strings.Join(group.Actions, " "))
		scopes = append(scopes, group.Resource+".*")
		for _, action := range group.Actions {
			scopes = append(scopes, group.Resource+"."+action)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := TokenScopes(); !slices.Equal(got, scopes) {
		t.Errorf("token scopes:\ngot  %q\nwant %q", got, scopes)
	}
	if n := len(TokenScopes()); n != 84 {
		t.Errorf("%d token scopes, want the 84 of the API", n)
	}
}

// A caller that changes what it got changes nothing for others.
func TestSlicesAreFresh(t *testing.T) {
	t.Parallel()
	for name, get := range map[string]func() []string{
		"Roles": Roles, "InstanceRoles": InstanceRoles, "MFAModes": MFAModes, "TokenScopes": TokenScopes,
		"ScopeGroups": func() []string { return ScopeGroups()[0].Actions },
		"Scopes":      func() []string { return Scopes(&Error{Operation: "instance.get"}) },
	} {
		first := get()
		first[0] = "changed"
		if get()[0] == "changed" {
			t.Errorf("%s returns a shared slice", name)
		}
	}
}
