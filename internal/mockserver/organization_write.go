package mockserver

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// createOrganization makes an organization from a checked document. user is the creating account, "" for a token.
func (s *Server) createOrganization(in *instance, body Doc, user string) (*organization, error) {
	count := len(in.organizations)
	if s.full(object(in.doc, "limits"), "organization", count) && s.is("organization-limit", "refused") {
		return nil, invalid("limits.organization of the instance is reached")
	}
	id := lower(text(body, "id"))
	if id == "" {
		id = s.nextID()
	} else if s.used(id) {
		return nil, invalid("id %s is taken", id)
	}
	now := date(s.clock())
	people := roster{
		noun: "Organization", kind: "instanceOrgMember", base: in.path() + "/orgs/" + id + "/members",
		ids: Doc{"instanceId": in.id, "orgId": id},
	}
	o := &organization{roster: people, instance: in, summary: Doc{}, doc: Doc{
		"id": id, "orgId": id, "instanceId": in.id, "creationDate": now, "lastUpdated": now,
		"auditLogEnabled": false, "disabledAt": false, "isReadOnly": false, "mfaMode": "notRequired",
		"tags": []any{}, "whitelistedEmailDomains": []any{}, "limits": s.defaultLimits(in),
	}}
	if color := s.setting("icon-color-default"); color != "absent" {
		o.doc["iconColor"] = color
	}
	doc, err := s.apply(o, body)
	if err != nil {
		return nil, err
	}
	o.doc = doc
	if err := s.joinFounders(o, list(body, "members"), user); err != nil {
		return nil, err
	}
	in.organizations[id] = o
	o.changed()
	return o, nil
}

// joinFounders makes the creator and the members of the request the first members.
func (s *Server) joinFounders(o *organization, members []any, user string) error {
	if user == "" && s.is("creator-member", "owner") {
		user = s.owner()
	}
	if len(members) > 0 && s.is("creator-member", "user-unless-members") {
		user = ""
	}
	if user != "" {
		members = slices.Insert(slices.Clone(members), 0, any(Doc{"userId": user, "role": "admin"}))
	}
	for _, m := range members {
		member, _ := m.(Doc)
		if _, err := s.join(o, member); err != nil {
			return err
		}
	}
	return nil
}

// changeOrganization applies a checked document: all of it, or on an error nothing.
func (s *Server) changeOrganization(o *organization, changes Doc) error {
	doc, err := s.apply(o, changes)
	if err != nil {
		return err
	}
	if len(changes) > 0 && changes["lastUpdated"] == nil {
		doc["lastUpdated"] = s.later(text(o.doc, "lastUpdated"))
	}
	o.doc = doc
	s.enforceMFA(o)
	o.changed()
	return nil
}

// writers store the members that are not simply overwritten.
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

// apply returns what the organization's document becomes.
func (s *Server) apply(o *organization, changes Doc) (Doc, error) {
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
	return func(s *Server, _ *organization, doc Doc, value any) error {
		doc[name] = s.normalize(value)
		return nil
	}
}

func (s *Server) writeName(o *organization, doc Doc, value any) error {
	if s.is("name-unique", "yes") {
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
	asked, _ := value.(Doc)
	asked, err := s.checkLimits(o.instance, asked)
	if err != nil {
		return err
	}
	limits := clone(object(doc, "limits"))
	if s.is("limits-patch", "replace") {
		limits = s.defaultLimits(o.instance)
	}
	maps.Copy(limits, asked)
	doc["limits"] = limits
	return nil
}

func (s *Server) writeBanner(_ *organization, doc Doc, value any) error {
	banner, _ := value.(Doc)
	if s.is("banner-patch", "merge") {
		merged := clone(object(doc, "banner"))
		maps.Copy(merged, banner)
		banner = merged
	}
	if text(banner, "message") == "" && s.is("banner-clear", "removed") {
		delete(doc, "banner")
		return nil
	}
	doc["banner"] = banner
	return nil
}

func (s *Server) writeTags(_ *organization, doc Doc, value any) error {
	tags, _ := value.([]any)
	if s.is("tags-patch", "append") {
		tags = slices.Concat(list(doc, "tags"), tags)
	}
	if s.is("duplicate-tag-keys", "kept") {
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
		case s.is("duplicate-tag-keys", "refused"):
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
	if s.is("domains-patch", "append") {
		domains = slices.Concat(list(doc, "whitelistedEmailDomains"), domains)
	}
	doc["whitelistedEmailDomains"] = domains
	return nil
}

func (s *Server) writeReferral(_ *organization, doc Doc, value any) error {
	doc["referralId"] = value
	if value == "" && s.is("referral-clear", "omitted") {
		delete(doc, "referralId")
	}
	return nil
}

func (s *Server) writeDisabledAt(_ *organization, doc Doc, value any) error {
	at, isDate := value.(string)
	if isDate {
		t, err := time.Parse(time.RFC3339, at)
		if err == nil && t.Before(s.clock()) && s.is("past-disabled-at", "refused") {
			return invalid("disabledAt must be in the future")
		}
	}
	if value == true && s.is("disabled-at-true", "now") {
		value = date(s.clock())
	}
	doc["disabledAt"] = s.normalize(value)
	return nil
}

func (s *Server) writeAuditLog(o *organization, doc Doc, value any) error {
	if flag(o.instance.doc, "allowAuditLogging") {
		doc["auditLogEnabled"] = value
		return nil
	}
	refuses := s.setting("audit-log-refusal")
	switch {
	case refuses == "ignored":
		return nil
	case refuses == "any" || value == true:
		return invalid("auditLogEnabled cannot be set: the instance does not allow audit logging")
	}
	doc["auditLogEnabled"] = value
	return nil
}

// clearNulls gives null the meaning it would have if the API took it. Otherwise the shapes refuse it.
func (c *call) clearNulls(body Doc) {
	if c.is("null-fields", "refused") || !strings.HasPrefix(c.route.scope, "instanceOrg") {
		return
	}
	if banner, ok := body["banner"]; ok && banner == nil {
		body["banner"] = Doc{}
	}
	if limits, ok := body["limits"]; ok && limits == nil {
		body["limits"] = c.defaultLimits(c.instance)
	}
}
