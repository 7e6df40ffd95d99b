package mockserver

import (
	"cmp"
	"net/http"
)

// noun is one kind of object of the API. Everything about it is in its own file.
type noun struct {
	path   string  // Of the list.
	routes []route // Their paths continue that of the list.

	// id is the path parameter that identifies an object. find gets its value in lower case, before the body is checked,
	// and stores the object and its audit target in the call.
	id   string
	find func(c *call, id string) error

	// primaryTarget and secondaryTarget are the types of the noun's objects as targets in the audit log.
	primaryTarget, secondaryTarget string

	// unserved are documented operations that the mock does not serve. A token may have their scopes.
	unserved []string

	// controls are the operations of the control API, by http.ServeMux pattern.
	controls map[string]control

	assumptions []Assumption
}

// nouns lists all nouns. A new noun needs one line here and its own file.
func nouns() []noun {
	return []noun{
		instanceNoun(),
		organizationNoun(),
		invitationNoun(),
		tokenNoun(),
		accountNoun(),
		customNodeNoun(),
		notificationRuleNoun(),
		memberNoun(),
		instanceMemberNoun(),
		sandboxNoun(),
		auditLogNoun(),
		usageNoun(),
		historicalSummaryNoun(),
	}
}

// routesOf returns the routes of nouns, with whole paths and the defaults of their methods.
func routesOf(all []noun) []route {
	var routes []route
	for i := range all {
		for _, r := range all[i].routes {
			r.noun, r.path = &all[i], all[i].path+r.path
			r.status = cmp.Or(r.status, http.StatusOK)
			switch r.method {
			case http.MethodPost:
				r.use = cmp.Or(r.use, create)
			case http.MethodPatch:
				r.use = patch
			}
			routes = append(routes, r)
		}
	}
	return routes
}

// found returns the object that the noun's find stored in the call.
func found[T any](c *call) T {
	object, _ := c.object.(T)
	return object
}
