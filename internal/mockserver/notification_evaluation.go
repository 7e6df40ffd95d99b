package mockserver

// evaluateRule notifies nobody. It logs a delivery about each organization that the rule is about and whose usage is at
// or above the threshold. Unless the frequency is ignored, there is one delivery about each organization.
func evaluateRule(c *call) (any, error) {
	rule := found[Doc](c)
	if rule["enabled"] == false {
		return nil, invalid("the notification rule is disabled")
	}
	matches, err := parseQuery(text(rule, "targetQueryJson"))
	if err != nil {
		return nil, err
	}
	for _, o := range c.instance.organizations {
		evaluation := c.evaluate(o, object(rule, "ruleConfig"))
		if evaluation == nil || !matches(o) || c.body["ignoreFrequencyCheck"] != true && c.isNotified(rule, o) {
			continue
		}
		id := c.nextID()
		delivery := Doc{
			"id": id, "notificationRuleDeliveryId": id, "notificationRuleId": rule["id"], "ownerId": c.instance.id, "ownerType": "instance",
			"sentAt": date(c.clock()), "targetType": "organization", "targetId": o.doc["id"], "targetName": o.doc["name"], "evaluation": evaluation,
		}
		delivery["requestedById"], delivery["requestedByType"] = c.token.author()
		if url := text(rule, "callbackUrl"); url != "" {
			delivery["callbackUrl"] = url
		}
		if c.settingIs("rule-evaluation", "two-reads") {
			delivery[hiddenReads] = 2
		}
		c.instance.objects[deliveries] = append(c.instance.objects[deliveries], delivery)
	}
	return Doc{"success": true, "jobQueued": true, "jobId": c.nextID()[:21]}, nil
}

// hiddenReads is the key of the number of reads of the log that do not contain a delivery yet.
const hiddenReads = "_hiddenReads"

// isHidden reports whether a delivery is not in the log yet, and counts the read.
func isHidden(delivery Doc) bool {
	left, _ := delivery[hiddenReads].(int)
	if left == 0 {
		delete(delivery, hiddenReads)
		return false
	}
	delivery[hiddenReads] = left - 1
	return true
}

func (c *call) isNotified(rule Doc, o *organization) bool {
	for _, d := range c.instance.objects[deliveries] {
		if d["notificationRuleId"] == rule["id"] && d["targetId"] == o.doc["id"] {
			return true
		}
	}
	return false
}

// evaluate returns the usage that a rule is about, or nil if it is below the threshold.
func (s *Server) evaluate(o *organization, config Doc) Doc {
	summary := s.summarize(o, []string{"payloadCount", "notebookStats"})
	key, used := "payload", 0.0
	for _, origins := range object(summary, "payloadCount") {
		counts, _ := origins.(Doc)
		for _, n := range counts {
			count, _ := n.(float64)
			used += count
		}
	}
	if text(config, "ruleType") == "notebookMinuteUsage" {
		key = "notebookMinutesPerMonth"
		used, _ = object(summary, "notebookStats")["minutesThisPeriod"].(float64)
	}
	limit, _ := object(o.doc, "limits")[key].(float64)
	threshold, _ := config["threshold"].(float64)
	if used < limit*threshold/100 {
		return nil
	}
	return Doc{
		"value": used, "limit": limit, "ruleType": config["ruleType"], "thresholdType": config["thresholdType"], "threshold": threshold,
		"maxFrequency": "billingCycle",
	}
}
