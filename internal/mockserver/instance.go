package mockserver

import "maps"

// instance is one instance and what it holds.
type instance struct {
	roster

	id            string
	doc           Doc
	organizations map[string]*organization
	rules         []Doc // Notification rules, short of the computed members.
	// gone are deleted organizations that are still readable for a while.
	gone map[string]*organization
	// sorted keeps the organizations in the orders that were asked for, until one of them changes.
	sorted map[string][]*organization
	audits []Doc // The audit log, the oldest entry first.
}

func (in *instance) path() string { return "/instances/" + in.id }

// AddInstance makes another instance, which only user tokens reach, and returns its id. Whatever the document leaves
// out is as in the first instance. It panics when the document is invalid.
func (s *Server) AddInstance(doc Doc) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return must(s.addInstance(doc))
}

func (s *Server) addInstance(doc Doc) (string, error) {
	given, err := wire(doc)
	if err != nil {
		return "", err
	}
	if err := instanceShape.check("", given, seed); err != nil {
		return "", err
	}
	limits := Doc{}
	for name, limit := range instanceLimits {
		limits[name] = limit
	}
	in := &instance{
		doc: Doc{
			"name": "Mock Instance", "creationDate": date(s.clock()), "lastUpdated": date(s.clock()),
			"allowAuditLogging": true, "mfaMode": "notRequired", "limits": limits,
		},
		organizations: map[string]*organization{},
		gone:          map[string]*organization{},
	}
	if in.id = lower(text(given, "id")); in.id == "" {
		in.id = s.nextID()
	} else if s.used(in.id) {
		return "", invalid("id %s is taken", in.id)
	}
	in.roster = roster{noun: "Instance", kind: "instanceMember", base: in.path() + "/members", ids: Doc{"instanceId": in.id}}
	s.changeInstance(in, given)
	in.doc["id"], in.doc["instanceId"] = in.id, in.id
	s.instances[in.id] = in
	return in.id, nil
}

// EditInstance changes members of the instance behind everyone's back, read-only ones too. Limits are merged, and a
// limit of nil is taken away: an instance need not bound every key. It panics when the changes are invalid.
func (s *Server) EditInstance(changes Doc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(0, s.editInstance(changes))
}

func (s *Server) editInstance(changes Doc) error {
	given, err := wire(changes)
	if err != nil {
		return err
	}
	limits := object(given, "limits")
	unbound := maps.Clone(limits)
	maps.DeleteFunc(limits, func(_ string, limit any) bool { return limit == nil })
	if err := instanceShape.check("", given, edit); err != nil {
		return err
	}
	s.changeInstance(s.instance, given)
	for name, limit := range unbound {
		if limit == nil {
			delete(object(s.instance.doc, "limits"), name)
		}
	}
	s.witness("instance.patch", s.instance, nil, nil, nil, given)
	return nil
}

func (s *Server) changeInstance(in *instance, changes Doc) {
	doc := maps.Clone(in.doc)
	for name, value := range changes {
		switch {
		case name == "limits", name == "orgDefaultLimitConfig" && s.is("default-limits-patch", "merge"):
			merged := clone(object(doc, name))
			maps.Copy(merged, object(changes, name))
			doc[name] = merged
		case name == "members":
			in.members = nil
			for _, item := range list(changes, name) {
				member, _ := item.(Doc)
				in.members = append(in.members, Doc{"userId": lower(text(member, "userId")), "role": member["role"]})
			}
		case name == "reportConfigs":
			for _, item := range list(changes, name) {
				if report, ok := item.(Doc); ok && report["id"] == nil {
					report["id"] = s.nextID()
				}
			}
			doc[name] = value
		default:
			doc[name] = s.normalize(value)
		}
	}
	if len(changes) > 0 && changes["lastUpdated"] == nil {
		doc["lastUpdated"] = s.later(text(in.doc, "lastUpdated"))
	}
	in.doc = doc
}

func getInstance(c *call) (any, error) { return c.instanceDoc(c.instance), nil }

func patchInstance(c *call) (any, error) {
	c.changeInstance(c.instance, c.body)
	return c.instanceDoc(c.instance), nil
}

// generateReport has its report made at once, and sent to nobody.
func generateReport(c *call) (any, error) {
	return Doc{"success": true, "jobQueued": true, "jobId": c.nextID()[:21]}, nil
}

func listInstances(c *call) (any, error) {
	var matches []*instance
	glob := c.glob()
	for _, in := range c.instances {
		if glob == nil || glob.MatchString(text(in.doc, "name")) {
			matches = append(matches, in)
		}
	}
	sortDocs(matches, c.params["sortField"], c.params["sortDirection"], "id", func(in *instance) Doc { return in.doc })
	return c.hypermedia(page(c, matches, func(in *instance) any { return c.instanceDoc(in) }), "instances", nil), nil
}

func (c *call) instanceDoc(in *instance) any {
	doc, members := clone(in.doc), []any{}
	for _, m := range in.members {
		members = append(members, clone(m))
	}
	doc["members"] = members
	return c.resource(doc, "instance", Doc{"self": in.path()})
}
