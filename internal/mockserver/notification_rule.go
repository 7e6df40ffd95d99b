package mockserver

import (
	"encoding/json"
	"maps"
	"slices"
)

// makeRule makes a notification rule of an instance from a checked document. The creator is nil when control makes it.
func (s *Server) makeRule(in *instance, given Doc, creator *token) (Doc, error) {
	rule := Doc{"id": s.nextID(), "creationDate": date(s.clock()), "lastUpdated": date(s.clock())}
	if s.is("rule-defaults", "filled") {
		rule["enabled"] = true
	}
	if err := s.changeRule(rule, given, creator); err != nil {
		return nil, err
	}
	rule["lastUpdated"] = rule["creationDate"]
	for _, role := range []string{"Id", "Type"} {
		if by, ok := rule["lastUpdatedBy"+role]; ok {
			rule["createdBy"+role] = by
		}
	}
	in.rules = append(in.rules, rule)
	return rule, nil
}

// changeRule applies checked changes.
func (s *Server) changeRule(rule, changes Doc, author *token) error {
	if query, ok := changes["targetQueryJson"].(string); ok {
		if err := s.checkTarget(query); err != nil {
			return err
		}
	}
	for name, value := range clone(changes) {
		switch given, isObject := value.(Doc); {
		case isObject && s.is("rule-patch", "merge"):
			merged := clone(object(rule, name))
			maps.Copy(merged, given)
			rule[name] = merged
		case name == "callbackUrl" && (value == nil || value == ""):
			clearMember(rule, name, s.setting("rule-callback-clear"))
		case name == "emailConfig" && value == nil:
			clearMember(rule, name, s.setting("rule-email-clear"))
		case name == "targetQueryJson" && s.is("rule-query-text", "rewritten"):
			var query any
			text, _ := value.(string)
			must(0, json.Unmarshal([]byte(text), &query))
			rule[name] = string(marshal(query))
		case name == "creationDate":
			rule[name] = s.normalize(value)
		default:
			rule[name] = value
		}
	}
	s.fillRule(rule)
	if author != nil {
		rule["lastUpdatedById"], rule["lastUpdatedByType"] = s.author(author)
	}
	rule["lastUpdated"] = s.later(text(rule, "lastUpdated"))
	return nil
}

// fillRule adds the settings that nobody chose.
func (s *Server) fillRule(rule Doc) {
	email := object(rule, "emailConfig")
	for i, address := range list(email, "sendToAddresses") {
		text, _ := address.(string)
		list(email, "sendToAddresses")[i] = s.spell(text)
	}
	if s.is("rule-defaults", "absent") {
		return
	}
	defaults := map[string]Doc{
		"ruleConfig":  {"maxFrequency": "billingCycle"},
		"emailConfig": {"sendToTarget": "none", "sendToOwner": "none", "sendToAddresses": []any{}},
	}
	for name, members := range defaults {
		if given := object(rule, name); given != nil {
			maps.Copy(members, given)
			rule[name] = members
		}
	}
}

// clearMember leaves behind what a cleared member reads back as.
func clearMember(doc Doc, name, how string) {
	switch how {
	case "empty":
		doc[name] = ""
	case "null":
		doc[name] = nil
	default:
		delete(doc, name)
	}
}

// checkTarget refuses a query that the API does not understand, or that can match nothing.
func (s *Server) checkTarget(query string) error {
	if _, err := parseQuery(query); err != nil {
		return invalid("targetQueryJson: %v", err)
	}
	var doc Doc
	must(0, json.Unmarshal([]byte(query), &doc))
	if impossible(doc) && s.is("rule-impossible-query", "refused") {
		return invalid("targetQueryJson can match nothing")
	}
	return nil
}

// impossible knows the plain cases: an empty $in or $or among the conditions that all must hold.
func impossible(query Doc) bool {
	for name, value := range query {
		items, isList := value.([]any)
		operators, _ := value.(Doc)
		in, ok := operators["$in"].([]any)
		switch {
		case ok && len(in) == 0, name == "$or" && isList && len(items) == 0:
			return true
		case name == "$and" && slices.ContainsFunc(items, func(item any) bool { doc, _ := item.(Doc); return impossible(doc) }):
			return true
		}
	}
	return false
}

// showRule is a notification rule as GET tells it, without hypermedia.
func (s *Server) showRule(in *instance, rule Doc) Doc {
	doc := clone(rule)
	doc["notificationRuleId"], doc["ownerId"], doc["ownerType"] = doc["id"], in.id, "instance"
	s.showDescription(doc)
	return doc
}

// ruleDoc is the answer about a rule that is shown already.
func (c *call) ruleDoc(shown Doc) Doc {
	return c.resource(shown, "notificationRule", Doc{"self": c.instance.path() + "/notification-rules/" + text(shown, "id")})
}

func listNotificationRules(c *call) (any, error) {
	var all []Doc
	for _, rule := range c.instance.rules {
		all = append(all, c.showRule(c.instance, rule))
	}
	sortDocs(all, c.params["sortField"], c.params["sortDirection"], "id", func(doc Doc) Doc { return doc })
	doc := page(c, c.matching(all), func(shown Doc) any { return c.ruleDoc(shown) })
	doc["ownerId"], doc["ownerType"] = c.instance.id, "instance"
	return c.hypermedia(doc, "notificationRules", nil), nil
}

func postNotificationRule(c *call) (any, error) {
	rule, err := c.makeRule(c.instance, c.body, c.token)
	if err != nil {
		return nil, err
	}
	c.primary = ruleParty(rule)
	return c.ruleDoc(c.showRule(c.instance, rule)), nil
}

func ruleParty(rule Doc) party {
	return party{"NotificationRule", text(rule, "id"), text(rule, "name")}
}

func getNotificationRule(c *call) (any, error) {
	return c.ruleDoc(c.showRule(c.instance, c.rule)), nil
}

func patchNotificationRule(c *call) (any, error) {
	if err := c.changeRule(c.rule, c.body, c.token); err != nil {
		return nil, err
	}
	return getNotificationRule(c)
}

func deleteNotificationRule(c *call) (any, error) {
	c.instance.removeRule(c.rule)
	return done, nil
}

func (in *instance) removeRule(rule Doc) {
	in.rules = slices.DeleteFunc(in.rules, func(other Doc) bool { return other["id"] == rule["id"] })
}

func (in *instance) ruleByID(id string) (Doc, error) {
	for _, rule := range in.rules {
		if rule["id"] == lower(id) {
			return rule, nil
		}
	}
	return nil, notFound("Notification rule")
}

func (c *call) findNotificationRule() (err error) {
	if id, ok := c.ids["notificationRuleId"]; ok {
		c.rule, err = c.instance.ruleByID(id)
		c.primary = ruleParty(c.rule)
	}
	return err
}
