package mockserver

import (
	"slices"
	"time"
)

// deliveries is the key of the deliveries of notification rules among the objects of an instance.
const deliveries = "notification deliveries"

var deliveryShape = shape{
	{name: "sentAt", use: seed, kind: aDate},
	{name: "requestedById", use: seed, kind: anID},
	{name: "requestedByType", use: seed, enum: []string{"user", "apiToken", "system"}},
	{name: "targetId", use: seed, kind: anID},
	{name: "targetName", use: seed, min: 1, max: 255},
	{name: "callbackUrl", use: seed, kind: aURI, max: 1024},
	{name: "email", use: seed, kind: anObject, shapes: []shape{{
		{name: "subject", use: seed},
		{name: "body", use: seed},
		{name: "addresses", use: seed, kind: aList, item: &field{kind: anEmail, max: 1024}},
	}}},
	{name: "evaluation", use: seed, kind: anObject, shapes: []shape{{
		{name: "value", use: seed, kind: aNumber},
		{name: "limit", use: seed, kind: aNumber},
		{name: "ruleType", use: seed, enum: []string{"payloadUsage", "notebookMinuteUsage"}},
		{name: "thresholdType", use: seed, enum: []string{"percentOfLimit"}},
		{name: "threshold", use: seed, kind: aNumber, max: 1000},
		{name: "maxFrequency", use: seed, enum: []string{"billingCycle", "daily", "unlimited"}},
	}}},
}

// listDeliveries returns a bare list, the newest delivery first.
func listDeliveries(c *call) (any, error) {
	limit, _ := c.integer("limit")
	since, hasSince := c.integer("since")
	var all []Doc
	for _, d := range c.instance.objects[deliveries] {
		sent, _ := time.Parse(time.RFC3339, text(d, "sentAt"))
		isOld := sent.UnixMilli() < since || sent.UnixMilli() == since && c.settingIs("rule-deliveries-since", "excluded")
		if d["notificationRuleId"] == found[Doc](c)["id"] && (!hasSince || !isOld) && !isHidden(d) {
			all = append(all, clone(d))
		}
	}
	sortDocs(all, "sentAt", "desc", "id")
	items := []any{}
	for _, d := range slices.Clip(all)[:min(int(limit), len(all))] {
		items = append(items, d)
	}
	return items, nil
}

// AddDelivery adds a notification that a rule of the instance has sent, and returns its id. If sentAt is not set, it is
// the time of the server. It panics if there is no such rule or the document is invalid.
func (s *Server) AddDelivery(rule string, doc Doc) string {
	return s.mustAdd(func() (string, error) {
		in, _, err := s.ruleByID(rule)
		if err != nil {
			return "", err
		}
		fields, err := deliveryShape.read(doc, seed)
		if err != nil {
			return "", err
		}
		if fields["sentAt"] == nil {
			fields["sentAt"] = date(s.clock())
		}
		fields["sentAt"] = normalizeDate(fields["sentAt"])
		id := s.nextID()
		for name, value := range map[string]any{
			"id": id, "notificationRuleDeliveryId": id, "notificationRuleId": lower(rule), "ownerId": in.id, "ownerType": "instance", "targetType": "organization",
		} {
			fields[name] = value
		}
		in.objects[deliveries] = append(in.objects[deliveries], fields)
		return id, nil
	})
}
