package mockserver

// AddNotificationRule makes a notification rule of the instance as a POST would and returns its id. Of the document,
// targetType and targetQueryJson may be left out, which means all organizations. It panics when the document is invalid.
func (s *Server) AddNotificationRule(doc Doc) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return must(s.addNotificationRule(doc))
}

func (s *Server) addNotificationRule(doc Doc) (string, error) {
	given, err := wire(doc)
	if err != nil {
		return "", err
	}
	for name, value := range map[string]any{"targetType": "organization", "targetQueryJson": "{}"} {
		if given[name] == nil {
			given[name] = value
		}
	}
	if err := notificationRuleShape.check("", given, seed); err != nil {
		return "", err
	}
	rule, err := s.makeRule(s.instance, given, nil)
	if err != nil {
		return "", err
	}
	s.attest(s.instance, deed{scope: "instanceNotificationRules.post", primary: ruleParty(rule), ids: Doc{}, body: given})
	return text(rule, "id"), nil
}

// NotificationRules lists the notification rules of the instance in the order of their creation, as the API shows them.
func (s *Server) NotificationRules() []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Doc
	for _, rule := range s.instance.rules {
		out = append(out, s.showRule(s.instance, rule))
	}
	return out
}

// EditNotificationRule changes a notification rule behind the client's back, as a PATCH does. It panics when there is no
// such rule or the changes are invalid.
func (s *Server) EditNotificationRule(id string, changes Doc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(0, s.editNotificationRule(id, changes))
}

func (s *Server) editNotificationRule(id string, changes Doc) error {
	in, rule, err := s.findRule(id)
	if err != nil {
		return err
	}
	given, err := wire(changes)
	if err != nil {
		return err
	}
	if err := notificationRuleShape.check("", given, edit); err != nil {
		return err
	}
	if err := s.changeRule(rule, given, nil); err != nil {
		return err
	}
	s.attest(in, deed{scope: "instanceNotificationRule.patch", primary: ruleParty(rule), ids: Doc{"notificationRuleId": rule["id"]}, body: given})
	return nil
}

// RemoveNotificationRule deletes a notification rule. It panics when there is no such rule.
func (s *Server) RemoveNotificationRule(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(0, s.removeNotificationRule(id))
}

func (s *Server) removeNotificationRule(id string) error {
	in, rule, err := s.findRule(id)
	if err != nil {
		return err
	}
	in.removeRule(rule)
	s.attest(in, deed{scope: "instanceNotificationRule.delete", primary: ruleParty(rule), ids: Doc{"notificationRuleId": rule["id"]}})
	return nil
}

// findRule looks a rule up for control, whatever instance it is in.
func (s *Server) findRule(id string) (*instance, Doc, error) {
	for _, in := range s.instances {
		if rule, err := in.ruleByID(id); err == nil {
			return in, rule, nil
		}
	}
	return nil, nil, notFound("Notification rule")
}
