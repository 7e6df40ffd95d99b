package mockserver

import (
	"maps"
	"slices"
	"strings"
)

// sandboxNoun describes the sandboxes, which are the personal accounts of the people in an instance. The mock serves
// their list, and usageNoun their usage.
func sandboxNoun() noun {
	params := append(sortParams("email", "asc",
		[]string{"firstName", "lastName", "email", "id", "creationDate", "lastSuccessfulLogin", "lastFailedLogin", "failedLoginCount", "lastUpdated"},
		"firstName", "lastName", "email"),
		param{name: "summaryExclude"}, param{name: "summaryInclude"}, param{name: "startingAfterId"}, param{name: "endingBeforeId"},
		param{name: "limit", fallback: "100", digits: true}, booleanParam("includeDeleted"))
	return noun{
		path:     instancePath + "/sandboxes",
		routes:   []route{{method: "GET", operation: "instanceSandboxes.get", handle: listSandboxes, params: params}},
		unserved: []string{"instanceSandbox.get", "instanceSandbox.delete", "instanceSandbox.undelete"},
		controls: map[string]control{
			"PATCH /_control/accounts/{email}/sandbox": func(c controlCall) (any, error) { return noContent(c.editSandbox(c.path("email"), c.doc)) },
		},
		assumptions: []Assumption{
			{"sandbox-flags", "Does a sandbox contain twoFactorAuthEnabled and ssoLinked if they are false?", []string{"returned", "omitted"}},
			{"sandbox-has-more", "What is hasMore on the last page of sandboxes: false, or not there?", []string{"false", "absent"}},
			{"sandbox-id", "Is the ID of a sandbox the user ID of the person, or another one?", []string{"user-id", "own"}},
		},
	}
}

// sandboxShape is what EditSandbox accepts. The other fields are those of the account.
var sandboxShape = shape{
	{name: "creationDate", use: edit, kind: aDate},
	{name: "lastUpdated", use: edit, kind: aDate},
	{name: "lastSuccessfulLogin", use: edit, kind: aDate},
	{name: "lastFailedLogin", use: edit, kind: aDate},
	{name: "failedLoginCount", use: edit, kind: anInteger},
	{name: "emailVerified", use: edit, kind: aBoolean},
	{name: "companyName", use: edit, max: 1024},
	{name: "phoneNumber", use: edit, max: 1024},
	{name: "location", use: edit, max: 1024},
	{name: "permanentDeletion", use: edit, kind: aDate},
	{name: "dataDeletion", use: edit, kind: aDate},
}

// EditSandbox changes the sandbox of the account that has an e-mail address. One with a permanentDeletion is deleted. It
// panics if there is no such account or a change is invalid.
func (s *Server) EditSandbox(email string, changes Doc) {
	s.mustChange(func() error { return s.editSandbox(email, changes) })
}

func (s *Server) editSandbox(email string, changes Doc) error {
	fields, err := sandboxShape.read(changes, edit)
	if err != nil {
		return err
	}
	account := s.account(email)
	if account == nil {
		return notFound("Account")
	}
	for name, value := range fields {
		fields[name] = normalizeDate(value)
	}
	doc := s.instance.objectByID("sandbox", text(account, "userId"))
	if doc == nil {
		doc = Doc{"id": account["userId"]}
		s.instance.objects["sandbox"] = append(s.instance.objects["sandbox"], doc)
	}
	maps.Copy(doc, fields)
	return nil
}

// listSandboxes returns a part of the list, before or after the sandbox that the request names.
func listSandboxes(c *call) (any, error) {
	all := c.sandboxes()
	sortDocs(all, c.params["sortField"], c.params["sortDirection"], "id")
	limit, _ := c.integer("limit")
	size := int(min(max(limit, 1), 100))
	first, last := 0, len(all)
	for _, cursor := range []string{"startingAfterId", "endingBeforeId"} {
		id := c.params[cursor]
		if id == "" {
			continue
		}
		at := slices.IndexFunc(all, func(doc Doc) bool { return doc["id"] == lower(id) })
		switch {
		case at < 0:
			return nil, invalid("%s is not the id of a sandbox in the list", cursor)
		case cursor == "startingAfterId":
			first = at + 1
		default:
			last = at
		}
	}
	hasMore := last-first > size
	if c.params["endingBeforeId"] != "" {
		first = max(first, last-size)
	}
	items := []any{}
	for _, doc := range all[first:max(first, min(last, first+size))] {
		items = append(items, c.sandboxDoc(doc))
	}
	doc := c.envelope(items)
	doc["limit"] = float64(size)
	for _, cursor := range []string{"startingAfterId", "endingBeforeId"} {
		if c.params[cursor] != "" {
			doc[cursor] = c.params[cursor]
		}
	}
	if hasMore || c.settingIs("sandbox-has-more", "false") {
		doc["hasMore"] = hasMore
	}
	return c.hypermedia(doc, "instanceSandboxes", nil), nil
}

// sandboxes returns the sandboxes that match the filter parameters, without their organizations.
func (c *call) sandboxes() []Doc {
	return c.matching(slices.DeleteFunc(c.allSandboxes(), func(doc Doc) bool {
		return doc["permanentDeletion"] != nil && c.params["includeDeleted"] != "true"
	}))
}

// allSandboxes returns all sandboxes, the deleted ones too.
func (c *call) allSandboxes() []Doc {
	var all []Doc
	for id, account := range c.accounts {
		doc := clone(account)
		delete(doc, "userId")
		if stored := c.instance.objectByID("sandbox", id); stored != nil {
			maps.Copy(doc, clone(stored))
		}
		doc["user"], doc["id"] = id, id
		if c.settingIs("sandbox-id", "own") {
			doc["id"] = "e" + id[1:]
		}
		all = append(all, doc)
	}
	return all
}

func findSandbox(c *call, id string) error {
	for _, doc := range c.allSandboxes() {
		if doc["id"] == id {
			c.object = doc
			return nil
		}
	}
	return notFound("Sandbox")
}

// sandboxDoc is the response for one item of sandboxes.
func (c *call) sandboxDoc(doc Doc) Doc {
	user := text(doc, "user")
	delete(doc, "user")
	doc["instanceSandboxId"], doc["instanceId"] = doc["id"], c.instance.id
	doc["fullName"] = strings.TrimSpace(text(doc, "firstName") + " " + text(doc, "lastName"))
	if c.settingIs("sandbox-flags", "omitted") {
		for _, name := range []string{"twoFactorAuthEnabled", "ssoLinked"} {
			if doc[name] == false {
				delete(doc, name)
			}
		}
	}
	organizations := []any{}
	for _, o := range c.instance.organizations {
		if o.member(user) != nil {
			organizations = append(organizations, Doc{"id": o.doc["id"], "name": o.doc["name"], "iconColor": o.doc["iconColor"]})
		}
	}
	slices.SortFunc(organizations, func(a, b any) int { return strings.Compare(tagPart(a, "id"), tagPart(b, "id")) })
	doc["orgs"] = organizations
	return c.resource(doc, "instanceSandbox", Doc{"self": c.path + "/" + text(doc, "id")})
}
