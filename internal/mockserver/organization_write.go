package mockserver

import (
	"maps"
	"slices"
	"time"
)

// createOrganization creates an organization from a checked document. user is the account that creates it, "" for a token.
func (s *Server) createOrganization(in *instance, body Doc, user string) (*organization, error) {
	count := len(in.organizations)
	if s.full(object(in.doc, "limits"), "organization", count) && s.settingIs("organization-limit", "refused") {
		return nil, invalid("limits.organization of the instance is reached")
	}
	id := lower(text(body, "id"))
	if id == "" {
		id = s.nextID()
	} else if s.used(id) {
		return nil, invalid("id %s is taken", id)
	}
	now := date(s.clock())
	members := roster{
		owner: "Organization", kind: "instanceOrgMember", base: in.path() + "/orgs/" + id + "/members",
		ids: Doc{"instanceId": in.id, "orgId": id},
	}
	o := &organization{roster: members, instance: in, summary: Doc{}, doc: Doc{
		"id": id, "orgId": id, "instanceId": in.id, "creationDate": now, "lastUpdated": now,
		"auditLogEnabled": false, "disabledAt": false, "isReadOnly": false, "mfaMode": "notRequired",
		"tags": []any{}, "whitelistedEmailDomains": []any{}, "limits": s.defaultLimits(in),
	}}
	if color := s.setting("icon-color-default"); color != "absent" {
		o.doc["iconColor"] = color
	}
	doc, err := s.merge(o, body)
	if err != nil {
		return nil, err
	}
	o.doc = doc
	if err := s.addFirstMembers(o, list(body, "members"), user); err != nil {
		return nil, err
	}
	in.organizations[id] = o
	o.changed()
	return o, nil
}

// addFirstMembers adds the creator and the members of the request.
func (s *Server) addFirstMembers(o *organization, members []any, user string) error {
	if user == "" && s.settingIs("creator-member", "owner") {
		user = s.ownerAccount()
	}
	if len(members) > 0 && s.settingIs("creator-member", "user-unless-members") {
		user = ""
	}
	if user != "" {
		members = slices.Insert(slices.Clone(members), 0, any(Doc{"userId": user, "role": "admin"}))
	}
	for _, m := range members {
		member, _ := m.(Doc)
		if _, err := s.addPerson(o, member); err != nil {
			return err
		}
	}
	return nil
}

// changeOrganization applies a checked document. If it returns an error, nothing has changed.
func (s *Server) changeOrganization(o *organization, changes Doc) error {
	doc, err := s.merge(o, changes)
	if err != nil {
		return err
	}
	if len(changes) > 0 && changes["lastUpdated"] == nil {
		doc["lastUpdated"] = s.nextUpdate(text(o.doc, "lastUpdated"))
	}
	o.doc = doc
	s.enforceMFA(o)
	o.changed()
	return nil
}

// writers store the fields that a change does not simply overwrite.
var writers = map[string]func(s *Server, o *organization, doc Doc, value any) error{
	"id":                      ignore,
	"instanceId":              ignore,
	"members":                 ignore,
	"name":                    (*Server).writeName,
	"limits":                  (*Server).writeLimits,
	"banner":                  (*Server).writeBanner,
	"tags":                    (*Server).writeTags,
	"whitelistedEmailDomains": (*Server).writeDomains,
	"referralId":              (*Server).writeReferral,
	"disabledAt":              (*Server).writeDisabledAt,
	"auditLogEnabled":         (*Server).writeAuditLog,
	"creationDate":            writeDate("creationDate"),
	"lastUpdated":             writeDate("lastUpdated"),
	"currentPeriodStart":      writeDate("currentPeriodStart"),
	"currentPeriodEnd":        writeDate("currentPeriodEnd"),
}

// merge returns the document of the organization with the changes.
func (s *Server) merge(o *organization, changes Doc) (Doc, error) {
	doc := maps.Clone(o.doc)
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		write, ok := writers[name]
		if !ok {
			doc[name] = changes[name]
		} else if err := write(s, o, doc, changes[name]); err != nil {
			return nil, err
		}
	}
	return doc, nil
}

func ignore(*Server, *organization, Doc, any) error { return nil }

func writeDate(name string) func(*Server, *organization, Doc, any) error {
	return func(_ *Server, _ *organization, doc Doc, value any) error {
		doc[name] = normalizeDate(value)
		return nil
	}
}

func (s *Server) writeName(o *organization, doc Doc, value any) error {
	if s.settingIs("name-unique", "yes") {
		for _, other := range o.instance.organizations {
			if other.doc["id"] != o.doc["id"] && other.doc["name"] == value {
				return invalid("name is taken by another organization")
			}
		}
	}
	doc["name"] = value
	return nil
}

func (s *Server) writeLimits(o *organization, doc Doc, value any) error {
	requested, _ := value.(Doc)
	requested, err := s.checkLimits(o.instance, requested)
	if err != nil {
		return err
	}
	limits := clone(object(doc, "limits"))
	if s.settingIs("limits-patch", "replace") {
		limits = s.defaultLimits(o.instance)
	}
	maps.Copy(limits, requested)
	doc["limits"] = limits
	return nil
}

func (s *Server) writeBanner(_ *organization, doc Doc, value any) error {
	banner, _ := value.(Doc)
	if banner["message"] == "" && s.settingIs("banner-clear", "blank-refused") {
		return invalid("banner.message must have at least 1 character")
	}
	if s.settingIs("banner-patch", "merge") {
		merged := clone(object(doc, "banner"))
		maps.Copy(merged, banner)
		banner = merged
	}
	if text(banner, "message") == "" && !s.settingIs("banner-clear", "stored") {
		delete(doc, "banner")
		return nil
	}
	doc["banner"] = banner
	return nil
}

func (s *Server) writeTags(_ *organization, doc Doc, value any) error {
	tags, _ := value.([]any)
	if s.settingIs("tags-patch", "append") {
		tags = slices.Concat(list(doc, "tags"), tags)
	}
	if s.settingIs("duplicate-tag-keys", "kept") {
		doc["tags"] = tags
		return nil
	}
	kept, index := []any{}, map[string]int{}
	for _, tag := range tags {
		key := tagPart(tag, "key")
		i, seen := index[key]
		switch {
		case !seen:
			index[key] = len(kept)
			kept = append(kept, tag)
		case s.settingIs("duplicate-tag-keys", "refused"):
			return invalid("tags must not repeat the key %s", key)
		default:
			kept[i] = tag
		}
	}
	doc["tags"] = kept
	return nil
}

func tagPart(tag any, name string) string {
	doc, _ := tag.(Doc)
	return text(doc, name)
}

func (s *Server) writeDomains(_ *organization, doc Doc, value any) error {
	domains, _ := value.([]any)
	for _, item := range domains {
		if domain, _ := item.(string); !isDomain(domain) && s.settingIs("domain-format", "checked") {
			return invalid("whitelistedEmailDomains[] must be a domain")
		}
	}
	if s.settingIs("domains-patch", "append") {
		domains = slices.Concat(list(doc, "whitelistedEmailDomains"), domains)
	}
	doc["whitelistedEmailDomains"] = domains
	return nil
}

func (s *Server) writeReferral(_ *organization, doc Doc, value any) error {
	doc["referralId"] = value
	if value == "" && s.settingIs("referral-clear", "omitted") {
		delete(doc, "referralId")
	}
	return nil
}

func (s *Server) writeDisabledAt(_ *organization, doc Doc, value any) error {
	at, isDate := value.(string)
	if isDate {
		t, err := time.Parse(time.RFC3339, at)
		if err == nil && t.Before(s.clock()) && s.settingIs("past-disabled-at", "refused") {
			return invalid("disabledAt must be in the future")
		}
	}
	if value == true {
		value = date(s.clock())
	}
	doc["disabledAt"] = normalizeDate(value)
	return nil
}

func (s *Server) writeAuditLog(o *organization, doc Doc, value any) error {
	if flag(o.instance.doc, "allowAuditLogging") {
		doc["auditLogEnabled"] = value
		return nil
	}
	refused := s.setting("audit-log-refusal")
	switch {
	case refused == "ignored":
		return nil
	case refused == "any" || value == true:
		return invalid("auditLogEnabled cannot be set: the instance does not allow audit logging")
	}
	doc["auditLogEnabled"] = value
	return nil
}
