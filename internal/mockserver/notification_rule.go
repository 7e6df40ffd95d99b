package mockserver

import (
	"encoding/json"
	"maps"
	"slices"
)

// rules is the key of the notification rules among the objects of an instance.
const rules = "notification rules"

// notificationRuleNoun describes the notification rules of an instance.
func notificationRuleNoun() noun {
	shapes := []shape{notificationRuleShape}
	return noun{
		path: instancePath + "/notification-rules",
		routes: []route{
			{method: "GET", operation: "instanceNotificationRules.get", handle: listRules, params: pageParams(datedFields, "name")},
			{method: "POST", operation: "instanceNotificationRules.post", access: write, handle: postRule, bodyName: "notificationRule", body: shapes, status: 201},
			{method: "GET", path: "/{notificationRuleId}", operation: "instanceNotificationRule.get", handle: getRule},
			{method: "PATCH", path: "/{notificationRuleId}", operation: "instanceNotificationRule.patch", access: write, handle: patchRule, bodyName: "notificationRule", body: shapes},
			{method: "DELETE", path: "/{notificationRuleId}", operation: "instanceNotificationRule.delete", access: write, handle: deleteRule},
			{
				method: "GET", path: "/{notificationRuleId}/logs", operation: "instanceNotificationRule.logs", access: write, handle: listDeliveries,
				params: []param{{name: "limit", fallback: "1", digits: true}, {name: "since", digits: true}},
			},
			{
				method: "POST", path: "/{notificationRuleId}/evaluate", operation: "instanceNotificationRule.evaluate", access: write, handle: evaluateRule,
				bodyName: "evaluationOptions", body: []shape{{{name: "ignoreFrequencyCheck", use: create, kind: aBoolean}}}, status: 202,
			},
		},
		id:            "notificationRuleId",
		find:          findRule,
		primaryTarget: "NotificationRule",
		controls: crudControls("/_control/instance/notification-rules",
			(*Server).addNotificationRule, (*Server).editNotificationRule, (*Server).removeNotificationRule),
		assumptions: []Assumption{
			{"rule-callback-clear", "How is a cleared callbackUrl of a notification rule returned?", []string{"omitted", "empty", "null"}},
			{"rule-defaults", "Are optional settings of a notification rule that were not set returned with their defaults, or absent?", []string{"filled", "absent"}},
			{"rule-deliveries-since", "Does since select deliveries of a notification rule that were sent at exactly that time?", []string{"included", "excluded"}},
			{"rule-email-clear", "How is a cleared emailConfig of a notification rule returned?", []string{"omitted", "null"}},
			{"rule-evaluation", "When does the log contain the deliveries of an evaluation: at once, or after two reads?", []string{"at-once", "two-reads"}},
			{"rule-impossible-query", "Is a notification rule refused if its query cannot match anything?", []string{"refused", "accepted"}},
			{"rule-patch", "Does PATCH replace emailConfig and ruleConfig of a notification rule, or merge into them?", []string{"replace", "merge"}},
			{"rule-query-text", "Is targetQueryJson returned as it was sent, or rewritten as an equal query?", []string{"kept", "rewritten"}},
		},
	}
}

var notificationRuleShape = shape{
	{name: "name", use: writable, required: create | seed, min: 1, max: 255},
	{name: "targetType", use: create | seed, required: create | seed, enum: []string{"organization"}},
	{name: "targetQueryJson", use: writable, required: create | seed, max: 8192},
	{name: "description", use: writable, max: 32767},
	{name: "enabled", use: writable, kind: aBoolean},
	{name: "callbackUrl", use: writable, kind: aURI, max: 1024, nullable: true, blank: true},
	{name: "emailConfig", use: writable, kind: anObject, nullable: true, shapes: []shape{{
		{name: "subjectTemplate", use: writable, required: writable, min: 1, max: 1024},
		{name: "bodyTemplate", use: writable, required: writable, max: 32767},
		{name: "sendToTarget", use: writable, enum: []string{"admins", "members", "none"}},
		{name: "sendToOwner", use: writable, enum: []string{"admins", "members", "none"}},
		{name: "sendToAddresses", use: writable, kind: aList, max: 10, item: &field{kind: anEmail, max: 1024}},
	}}},
	{name: "ruleConfig", use: writable, required: create | seed, kind: anObject, shapes: []shape{{
		{name: "ruleType", use: writable, required: writable, enum: []string{"payloadUsage", "notebookMinuteUsage"}},
		{name: "thresholdType", use: writable, required: writable, enum: []string{"percentOfLimit"}},
		{name: "threshold", use: writable, required: writable, kind: aNumber, max: 1000},
		{name: "maxFrequency", use: writable, enum: []string{"billingCycle", "daily"}},
	}}},
	{name: "creationDate", use: readOnly, kind: aDate},
}

func ruleParty(rule Doc) party {
	return party{"NotificationRule", text(rule, "id"), text(rule, "name")}
}

func findRule(c *call, id string) error {
	rule := c.instance.objectByID(rules, id)
	if rule == nil {
		return notFound("Notification rule")
	}
	c.object, c.primary = rule, ruleParty(rule)
	return nil
}

func listRules(c *call) (any, error) {
	var all []Doc
	for _, rule := range c.instance.objects[rules] {
		all = append(all, c.showRule(c.instance, rule))
	}
	return c.ownedList("notificationRules", all, c.ruleDoc), nil
}

func postRule(c *call) (any, error) {
	rule, err := c.newRule(c.instance, c.body, c.token)
	if err != nil {
		return nil, err
	}
	c.primary = ruleParty(rule)
	return c.ruleDoc(c.showRule(c.instance, rule)), nil
}

func getRule(c *call) (any, error) { return c.ruleDoc(c.showRule(c.instance, found[Doc](c))), nil }

func patchRule(c *call) (any, error) {
	if err := c.changeRule(found[Doc](c), c.body, c.token); err != nil {
		return nil, err
	}
	return getRule(c)
}

func deleteRule(c *call) (any, error) {
	c.instance.removeObject(rules, found[Doc](c))
	return done, nil
}

// newRule creates a notification rule of an instance from a checked document. The creator is nil for the control API.
func (s *Server) newRule(in *instance, fields Doc, creator *token) (Doc, error) {
	rule := Doc{"id": s.nextID(), "creationDate": date(s.clock()), "lastUpdated": date(s.clock())}
	if s.settingIs("rule-defaults", "filled") {
		rule["enabled"] = true
	}
	if err := s.changeRule(rule, fields, creator); err != nil {
		return nil, err
	}
	rule["lastUpdated"] = rule["creationDate"]
	for _, part := range []string{"Id", "Type"} {
		if value, ok := rule["lastUpdatedBy"+part]; ok {
			rule["createdBy"+part] = value
		}
	}
	in.objects[rules] = append(in.objects[rules], rule)
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
		switch fields, isObject := value.(Doc); {
		case isObject && s.settingIs("rule-patch", "merge"):
			merged := clone(object(rule, name))
			maps.Copy(merged, fields)
			rule[name] = merged
		case name == "callbackUrl" && (value == nil || value == ""):
			clearField(rule, name, s.setting("rule-callback-clear"))
		case name == "emailConfig" && value == nil:
			clearField(rule, name, s.setting("rule-email-clear"))
		case name == "targetQueryJson" && s.settingIs("rule-query-text", "rewritten"):
			var query any
			text, _ := value.(string)
			must(0, json.Unmarshal([]byte(text), &query))
			rule[name] = string(marshal(query))
		case name == "creationDate":
			rule[name] = normalizeDate(value)
		default:
			rule[name] = value
		}
	}
	s.fillRule(rule)
	if author != nil {
		rule["lastUpdatedById"], rule["lastUpdatedByType"] = author.author()
	}
	rule["lastUpdated"] = s.nextUpdate(text(rule, "lastUpdated"))
	return nil
}

// fillRule adds the defaults of the settings that are not set.
func (s *Server) fillRule(rule Doc) {
	email := object(rule, "emailConfig")
	for i, address := range list(email, "sendToAddresses") {
		text, _ := address.(string)
		list(email, "sendToAddresses")[i] = s.storedEmail(text)
	}
	if s.settingIs("rule-defaults", "absent") {
		return
	}
	defaults := map[string]Doc{
		"ruleConfig":  {"maxFrequency": "billingCycle"},
		"emailConfig": {"sendToTarget": "none", "sendToOwner": "none", "sendToAddresses": []any{}},
	}
	for name, filled := range defaults {
		if fields := object(rule, name); fields != nil {
			maps.Copy(filled, fields)
			rule[name] = filled
		}
	}
}

// clearField clears a field in the way that a setting asks for.
func clearField(doc Doc, name, setting string) {
	switch setting {
	case "empty":
		doc[name] = ""
	case "null":
		doc[name] = nil
	default:
		delete(doc, name)
	}
}

// checkTarget refuses a query that is invalid or cannot match anything.
func (s *Server) checkTarget(query string) error {
	if _, err := parseQuery(query); err != nil {
		return invalid("targetQueryJson: %v", err)
	}
	var doc Doc
	must(0, json.Unmarshal([]byte(query), &doc))
	if isImpossible(doc) && s.settingIs("rule-impossible-query", "refused") {
		return invalid("targetQueryJson can match nothing")
	}
	return nil
}

// isImpossible recognizes an empty $in or $or among the conditions that all must hold.
func isImpossible(query Doc) bool {
	for name, value := range query {
		items, isList := value.([]any)
		operators, _ := value.(Doc)
		in, ok := operators["$in"].([]any)
		switch {
		case ok && len(in) == 0, name == "$or" && isList && len(items) == 0:
			return true
		case name == "$and" && slices.ContainsFunc(items, func(item any) bool { doc, _ := item.(Doc); return isImpossible(doc) }):
			return true
		}
	}
	return false
}

// showRule returns a notification rule as GET does, without hypermedia.
func (s *Server) showRule(in *instance, rule Doc) Doc {
	doc := clone(rule)
	doc["notificationRuleId"], doc["ownerId"], doc["ownerType"] = doc["id"], in.id, "instance"
	s.showDescription(doc)
	return doc
}

// ruleDoc is the response for a rule from showRule.
func (c *call) ruleDoc(shown Doc) Doc {
	return c.resource(shown, "notificationRule", Doc{"self": c.instance.path() + "/notification-rules/" + text(shown, "id")})
}

// AddNotificationRule creates a notification rule of the instance as a POST would and returns its id. If targetType and
// targetQueryJson are not set, the rule applies to all organizations. It panics if the document is invalid.
func (s *Server) AddNotificationRule(doc Doc) string {
	return s.mustAdd(func() (string, error) { return s.addNotificationRule(doc) })
}

func (s *Server) addNotificationRule(doc Doc) (string, error) {
	fields, err := wireForm(doc)
	if err != nil {
		return "", err
	}
	for name, value := range map[string]any{"targetType": "organization", "targetQueryJson": "{}"} {
		if fields[name] == nil {
			fields[name] = value
		}
	}
	if err := notificationRuleShape.check("", fields, seed); err != nil {
		return "", err
	}
	rule, err := s.newRule(s.instance, fields, nil)
	if err != nil {
		return "", err
	}
	s.recordControl(s.instance, auditEvent{operation: "instanceNotificationRules.post", primary: ruleParty(rule), body: fields})
	return text(rule, "id"), nil
}

// NotificationRules returns the notification rules of the instance in the order of their creation, as the API shows them.
func (s *Server) NotificationRules() []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Doc
	for _, rule := range s.instance.objects[rules] {
		all = append(all, s.showRule(s.instance, rule))
	}
	return all
}

// EditNotificationRule changes a notification rule outside the client, as a PATCH does. It panics if there is no such rule
// or the changes are invalid.
func (s *Server) EditNotificationRule(id string, changes Doc) {
	s.mustChange(func() error { return s.editNotificationRule(id, changes) })
}

func (s *Server) editNotificationRule(id string, changes Doc) error {
	in, rule, err := s.ruleByID(id)
	if err != nil {
		return err
	}
	fields, err := notificationRuleShape.read(changes, edit)
	if err != nil {
		return err
	}
	if err := s.changeRule(rule, fields, nil); err != nil {
		return err
	}
	s.recordRule(in, "patch", rule, fields)
	return nil
}

// RemoveNotificationRule deletes a notification rule. It panics if there is no such rule.
func (s *Server) RemoveNotificationRule(id string) {
	s.mustChange(func() error { return s.removeNotificationRule(id) })
}

func (s *Server) removeNotificationRule(id string) error {
	in, rule, err := s.ruleByID(id)
	if err != nil {
		return err
	}
	in.removeObject(rules, rule)
	s.recordRule(in, "delete", rule, nil)
	return nil
}

func (s *Server) recordRule(in *instance, action string, rule, body Doc) {
	s.recordControl(in, auditEvent{
		operation: "instanceNotificationRule." + action, primary: ruleParty(rule), ids: Doc{"notificationRuleId": rule["id"]}, body: body,
	})
}

// ruleByID returns a rule of any instance for the control API.
func (s *Server) ruleByID(id string) (*instance, Doc, error) {
	for _, in := range s.instances {
		if rule := in.objectByID(rules, id); rule != nil {
			return in, rule, nil
		}
	}
	return nil, nil, notFound("Notification rule")
}
