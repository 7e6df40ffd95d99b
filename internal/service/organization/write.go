package organization

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// attributePaths leads from the members of a request body to the attributes
// that they come from.
var attributePaths = func() map[string]path.Path {
	paths := map[string]path.Path{
		"name":                    path.Root("name"),
		"description":             path.Root("description"),
		"iconColor":               path.Root("icon_color"),
		"referralId":              path.Root("referral_id"),
		"tags":                    path.Root("tags"),
		"whitelistedEmailDomains": path.Root("allowed_invitation_domains"),
		"auditLogEnabled":         path.Root("audit_log_enabled"),
		"isReadOnly":              path.Root("read_only"),
		"mfaMode":                 path.Root("mfa_mode"),
		"disabledAt":              path.Root("payloads_enabled"),
		"banner":                  path.Root("banner"),
	}
	for _, l := range limits.Table {
		paths[l.Key] = path.Root("limits").AtName(l.Name)
	}
	return paths
}()

// sentMembers names the members of a request body, with the limits one by one.
func sentMembers(body any) map[string]bool {
	var members map[string]json.RawMessage
	var inLimits map[string]json.RawMessage
	raw, err := json.Marshal(body)
	if err == nil {
		err = json.Unmarshal(raw, &members)
	}
	if err == nil && members["limits"] != nil {
		err = json.Unmarshal(members["limits"], &inLimits)
		delete(members, "limits")
	}
	if err != nil {
		return nil
	}
	sent := make(map[string]bool, len(members)+len(inLimits))
	for name := range members {
		sent[name] = true
	}
	for name := range inLimits {
		sent[name] = true
	}
	return sent
}

// writeError points at the attribute that a refused request is about: the only
// one it sent, or the only one that the API's words name.
func writeError(action, scope string, err error, body any) diag.Diagnostic {
	d := base.ErrorDiagnostic(action, scope, err)
	api, ok := errors.AsType[*losant.Error](err)
	if !ok || api.StatusCode != http.StatusBadRequest {
		return d
	}
	sent := slices.Sorted(maps.Keys(sentMembers(body)))
	words := strings.FieldsFunc(api.Message, func(r rune) bool { return !unicode.IsLetter(r) })
	named := slices.DeleteFunc(slices.Clone(sent), func(member string) bool { return !slices.Contains(words, member) })
	for _, candidates := range [][]string{named, sent} {
		if len(candidates) == 1 {
			return diag.WithPath(attributePaths[candidates[0]], d)
		}
	}
	return d
}

// storedOtherwise warns when the API answered a write with other values than
// were sent. The state keeps what was planned, as Terraform demands; the next
// refresh reads what is stored, and the plan shows the difference.
func storedOtherwise(org *losant.Organization, sent any, remaining losant.OrganizationPatch) diag.Diagnostics {
	if remaining.IsEmpty() {
		return nil
	}
	differ := sentMembers(remaining)
	var diags diag.Diagnostics
	for _, member := range slices.Sorted(maps.Keys(sentMembers(sent))) {
		if differ[member] {
			at := attributePaths[member]
			diags.AddAttributeWarning(at, fmt.Sprintf("Losant stored another %s for organization %s", at, base.Quote(org.Name, org.ID)),
				"It accepted the value that was sent, but answered with another one. The next plan shows the difference.")
		}
	}
	return diags
}

// notReadBack warns that a new organization is known by its creation only.
func notReadBack(created *losant.Organization, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Organization "+base.Quote(created.Name, created.ID)+" was created, but could not be read back",
		"Its state holds what was planned and what the creation answered; the next refresh completes it.\n\n"+err.Error())
}
