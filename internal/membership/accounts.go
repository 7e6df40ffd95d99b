package membership

import (
	"context"
	"net/http"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// maxLookups is how many people a run looks up one by one. If it adds more, it reads
// the whole list of accounts.
const maxLookups = 10

// accounts are the Losant accounts of an instance that a run has read. The API lists
// them as sandboxes.
type accounts struct {
	mu      sync.Mutex
	byEmail map[string]*losant.Sandbox // by the address in lower case
	asked   map[string]bool            // the addresses that were looked up, in lower case
	isFinal bool                       // whether the run reads no more
}

// FindAccount returns the Losant account of a person whom a plan adds. It returns nil
// if it does not find one, which does not mean that there is none: the person may have
// an account outside the instance, and the token may lack the scope.
func FindAccount(ctx context.Context, p *base.ProviderData, instanceID, address string) (*losant.Sandbox, diag.Diagnostics) {
	a := base.Shared(p, instanceID, func() *accounts {
		return &accounts{byEmail: map[string]*losant.Sandbox{}, asked: map[string]bool{}}
	})
	a.mu.Lock()
	defer a.mu.Unlock()
	key := strings.ToLower(address)
	if a.isFinal || a.asked[key] {
		return a.byEmail[key], nil
	}
	filter := losant.SandboxFilter{Field: "email", Pattern: address}
	if len(a.asked) == maxLookups {
		filter, a.isFinal = losant.SandboxFilter{}, true
	}
	a.asked[key] = true
	for account, err := range p.Client.Sandboxes.All(losant.BestEffort(ctx), instanceID, filter) {
		if err != nil {
			a.isFinal = true
			return nil, unknownAccount(ctx, address, err)
		}
		a.byEmail[strings.ToLower(account.Email)] = account
	}
	return a.byEmail[key], nil
}

// unknownAccount returns a warning that an account could not be looked up, which a plan
// can do without. It returns nothing if the token may not read accounts, and an error if
// the failure concerns the whole run.
func unknownAccount(ctx context.Context, address string, err error) diag.Diagnostics {
	action := "look up the account of " + address
	switch {
	case losant.StatusCode(err) == http.StatusForbidden:
		return nil
	case losant.StatusCode(err) == http.StatusUnauthorized, losant.IsNotFound(err), ctx.Err() != nil:
		return base.CheckError(action, err)
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Could not "+action,
		"The plan does not show who has a Losant account and joins at once. Losant invites anybody else by e-mail.\n\n"+base.ErrorText(err))}
}

// CheckAccountMFA refuses a role that the organization's MFA mode does not allow for
// an account.
func CheckAccountMFA(at path.Path, org *losant.Organization, account *losant.Sandbox, role string) diag.Diagnostics {
	return CheckMFA(at, org, &losant.Member{
		Email: account.Email, TwoFactorAuthEnabled: account.TwoFactorAuthEnabled, SSOLinked: account.SSOLinked,
	}, role)
}
