package losant

import (
	"maps"
	"slices"
	"strings"
)

// operation is one call that the API offers. Its name is also the narrowest scope that unlocks it.
//
// Each client file states the operations of its methods with newOperation.
type operation struct {
	name   string // a resource and an action, such as instanceOrgs.get
	method string // of the HTTP request
	access access

	issuesSecret bool // its response can contain a new secret, so that no excerpt of it is shown
}

// withSecret marks an operation whose response can contain a new secret.
func (o operation) withSecret() operation {
	o.issuesSecret = true
	return o
}

// access is the set of broad scopes that unlock an operation.
type access int

const (
	readAccess  access = iota
	writeAccess        // changes, except those below
	fullAccess         // changes of members, invitations and API tokens
	userAccess         // reads that need the token of a user
)

// scopes returns the broad scopes, the broadest first.
func (a access) scopes() []string {
	return [...][]string{
		readAccess:  {"all.Instance", "all.Instance.bounded", "all.Instance.read"},
		writeAccess: {"all.Instance", "all.Instance.bounded"},
		fullAccess:  {"all.Instance"},
		userAccess:  {"all.User", "all.User.bounded", "all.User.read"},
	}[a]
}

// userScopes returns the broad scopes that the token of a user needs, the broadest first.
func (a access) userScopes() []string {
	scopes := a.scopes()
	for i, scope := range scopes {
		scopes[i] = strings.Replace(scope, ".Instance", ".User", 1)
	}
	return scopes
}

// usedOperations are the operations that client files have stated. They do not change after the package is initialized.
var usedOperations []operation

// newOperation states an operation that a method uses.
func newOperation(name, method string, access access) operation {
	op := operation{name: name, method: method, access: access}
	usedOperations = append(usedOperations, op)
	return op
}

// unusedOperations are the operations that no method uses. The table of scopes needs them: an API token can have their
// scopes too.
var unusedOperations = []operation{
	{name: "instanceAuditLog.get", access: readAccess},
	{name: "instanceMember.get", access: readAccess},
	{name: "instanceOrg.convertToEnterprise", access: writeAccess}, // A scope without a published operation.
	{name: "instanceOrgInvite.get", access: readAccess},
	{name: "instanceOrgMember.get", access: readAccess},
	{name: "instanceSandbox.delete", access: writeAccess},
	{name: "instanceSandbox.get", access: readAccess},
	{name: "instanceSandbox.undelete", access: writeAccess},
}

// tokenScopes returns every scope of an API token that unlocks the operation, the broadest first.
func (o operation) tokenScopes() []string {
	resource, _, _ := strings.Cut(o.name, ".")
	return append(o.access.scopes(), resource+".*", o.name)
}

func operationNamed(name string) (operation, bool) {
	all := slices.Concat(usedOperations, unusedOperations)
	i := slices.IndexFunc(all, func(op operation) bool { return op.name == name })
	if i < 0 {
		return operation{}, false
	}
	return all[i], true
}

// Scopes returns every scope that unlocks the operation that failed with err, the broadest first. It returns nil if err
// is not the error of an operation.
func Scopes(err error) []string { return ScopesFor(Operation(err)) }

// ScopesFor returns every scope that unlocks an operation, the broadest first, or nil if there is no such operation.
func ScopesFor(operation string) []string {
	if op, ok := operationNamed(operation); ok {
		return op.tokenScopes()
	}
	return nil
}

// UserScopesFor returns the broad scopes that unlock an operation for the token of a user, or nil if there is no such
// operation.
func UserScopesFor(operation string) []string {
	if op, ok := operationNamed(operation); ok {
		return op.access.userScopes()
	}
	return nil
}

// ScopeGroup is the narrow scopes of one resource of the API. A scope is the resource, a dot, and an action or *.
type ScopeGroup struct {
	Resource string
	Actions  []string // sorted
}

// ScopeGroups returns the narrow scopes that an API token of an instance can have, sorted by resource.
func ScopeGroups() []ScopeGroup {
	actions := map[string][]string{}
	for _, op := range slices.Concat(usedOperations, unusedOperations) {
		if op.access != userAccess {
			resource, action, _ := strings.Cut(op.name, ".")
			actions[resource] = append(actions[resource], action)
		}
	}
	var groups []ScopeGroup
	for _, resource := range slices.Sorted(maps.Keys(actions)) {
		groups = append(groups, ScopeGroup{resource, slices.Sorted(slices.Values(actions[resource]))})
	}
	return groups
}

// TokenScopes returns every scope that an API token of an instance can have: the broad ones, then those of each
// resource.
func TokenScopes() []string {
	scopes := readAccess.scopes()
	for _, group := range ScopeGroups() {
		scopes = append(scopes, group.Resource+".*")
		for _, action := range group.Actions {
			scopes = append(scopes, group.Resource+"."+action)
		}
	}
	return scopes
}
