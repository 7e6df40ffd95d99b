package mockserver

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// maxAudits is how many entries an instance keeps; the oldest go first. The API keeps them for a year.
const maxAudits = 10_000

const auditPath = "/instance/{instanceId}/audit-logs"

// party is an actor or a target of the audit log. The zero party is none.
type party struct{ kind, id, name string }

// put writes a party into an entry, unless it is none.
func (p party) put(entry Doc, role string) {
	if p.id != "" {
		entry[role+"Type"], entry[role+"Id"], entry[role+"Name"] = p.kind, p.id, p.name
	}
}

func (s *Server) userParty(id string) party {
	return party{"User", id, text(s.accounts[id], "email")}
}

func (o *organization) party() party {
	return party{"Organization", text(o.doc, "id"), text(o.doc, "name")}
}

// deed is a change on its way into the audit log.
type deed struct {
	scope              string // The operation's name.
	actor              party
	primary, secondary party
	query, body, ids   Doc
	status             int
	answer             any
}

// audit is called after an operation. Reads leave no trace.
func (c *call) audit(answer any, err error) {
	if c.route.access != write && c.route.access != manage {
		return
	}
	d := deed{
		scope: c.route.scope, actor: c.token.party(c.Server), primary: c.primary,
		query: Doc{}, body: c.body, ids: Doc{}, status: c.route.status, answer: answer,
	}
	if err != nil {
		if c.is("audit-failures", "omitted") {
			return
		}
		refused := c.refuse(err)
		d.status, d.answer = refused.status, json.RawMessage(refused.body)
	}
	for name, id := range c.ids {
		d.ids[name] = id
	}
	for _, p := range c.route.params {
		if value := c.params[p.name]; value != "" {
			d.query[p.name] = value
		}
	}
	if d.primary.id == "" {
		d.primary, d.secondary = c.targets(c.organization, c.member, c.invitation)
	}
	c.chronicle(c.instance, d)
}

// targets are what a change of people, or else of an organization, is about. The instance itself is no target.
func (s *Server) targets(o *organization, member Doc, i *invitation) (primary, secondary party) {
	if o != nil {
		primary = o.party()
	}
	if i != nil {
		secondary = party{"OrgInvite", text(i.doc, "id"), text(i.doc, "email")}
	}
	if member != nil && (o == nil || s.is("audit-member-target", "User")) {
		primary = s.userParty(text(member, "userId"))
	}
	return primary, secondary
}

// witness enters a change of people, of an organization or of the instance that control made.
func (s *Server) witness(scope string, in *instance, o *organization, member Doc, i *invitation, body Doc) {
	d := deed{scope: scope, body: body, ids: Doc{}}
	d.primary, d.secondary = s.targets(o, member, i)
	family, _, _ := strings.Cut(scope, ".")
	if o != nil && family != "instanceOrgs" {
		d.ids["orgId"] = o.doc["id"]
	}
	if member != nil && !strings.HasSuffix(family, "s") {
		d.ids["userId"] = member["userId"]
	}
	if i != nil && !strings.HasSuffix(family, "s") {
		d.ids["inviteId"] = i.doc["id"]
	}
	s.attest(in, d)
}

// attest enters what control did, if AuditAs names somebody to have done it.
func (s *Server) attest(in *instance, d deed) {
	if s.culprit.id == "" {
		return
	}
	d.actor, d.query, d.status, d.answer = s.culprit, Doc{}, 200, done
	d.ids["instanceId"] = in.id
	s.chronicle(in, d)
}

// chronicle adds an entry to the log of an instance.
func (s *Server) chronicle(in *instance, d deed) {
	s.audits++
	// The ids of the log are a series of their own: those of other objects do not depend on what is logged.
	id := fmt.Sprintf("%08x%010x%06x", 0x60000000+s.audits, 0xa0d17, s.audits)
	resource, action, _ := strings.Cut(d.scope, ".")
	if s.is("audit-names", "documented") {
		resource = strings.Replace(resource, "instanceOrg", "organization", 1)
		delete(d.ids, "instanceId")
		if org, ok := d.ids["orgId"]; ok {
			d.ids["organizationId"] = org
			delete(d.ids, "orgId")
		}
	}
	entry := Doc{
		"id": id, "instanceAuditLogId": id, "instanceId": in.id, "creationDate": date(s.clock()),
		"requestResource": resource, "requestAction": action, "responseStatus": d.status,
		"requestQueryParams": d.query, "requestPathParams": d.ids,
		// Texts, for what they were made of lives on.
		"requestBody": redacted(d.body), "responseBody": redacted(d.answer),
	}
	if s.is("audit-bodies", "omitted") {
		entry["requestBody"], entry["responseBody"] = Doc{}, Doc{}
	}
	d.actor.put(entry, "actor")
	d.primary.put(entry, "primaryTarget")
	d.secondary.put(entry, "secondaryTarget")
	in.audits = append(in.audits, entry)
	if over := len(in.audits) - maxAudits; over > 0 {
		in.audits = slices.Delete(in.audits, 0, over)
	}
}

// redacted is the text of a document without the secret of a token.
func redacted(value any) json.RawMessage {
	doc, isDoc := value.(Doc)
	switch {
	case isDoc && doc == nil:
		return json.RawMessage("{}")
	case isDoc && doc["token"] != nil:
		doc = clone(doc)
		doc["token"] = "[redacted]"
		value = doc
	}
	return marshal(value)
}

func listAudits(c *call) (any, error) {
	accepts, err := c.auditFilter()
	if err != nil {
		return nil, err
	}
	start, hasStart := c.millis("start")
	end, hasEnd := c.millis("end")
	matches := slices.DeleteFunc(slices.Clone(c.instance.audits), func(entry Doc) bool {
		at := text(entry, "creationDate")
		return hasStart && at < start || hasEnd && at > end || !accepts(entry)
	})
	// The log is in order already, and stays so where the members are equal.
	slices.SortStableFunc(matches, func(a, b Doc) int {
		x, _ := a["responseStatus"].(int)
		y, _ := b["responseStatus"].(int)
		switch field := c.params["sortField"]; field {
		case "responseStatus":
			return cmp.Compare(x, y)
		default:
			return cmp.Compare(text(a, field), text(b, field))
		}
	})
	if c.params["sortDirection"] == "desc" {
		slices.Reverse(matches)
	}
	doc := page(c, matches, func(entry Doc) any { return c.auditDoc(entry) })
	doc["instanceId"] = c.instance.id
	return c.hypermedia(doc, "instanceAuditLogs", Doc{"instance": c.instance.path()}), nil
}

func getAudit(c *call) (any, error) {
	id := lower(c.ids["instanceAuditLogId"])
	for _, entry := range c.instance.audits {
		if entry["id"] == id {
			return c.auditDoc(entry), nil
		}
	}
	return nil, notFound("Audit log")
}

func (c *call) auditDoc(entry Doc) Doc {
	return c.resource(clone(entry), "instanceAuditLog", Doc{"self": strings.Replace(auditPath, "{instanceId}", c.instance.id, 1) + "/" + text(entry, "id")})
}

// AuditAs has the changes that control makes from now on entered in the audit log as those of a person, whose account
// is made if there is none; "" ends that. Without it control leaves no trace. It panics on what is no e-mail address.
func (s *Server) AuditAs(email string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(0, s.auditAs(email))
}

func (s *Server) auditAs(email string) error {
	if email == "" {
		s.culprit = party{}
		return nil
	}
	account := s.account(email)
	if account == nil {
		id, err := s.addAccount(Doc{"email": email})
		if err != nil {
			return err
		}
		account = s.accounts[id]
	}
	s.culprit = s.userParty(text(account, "userId"))
	return nil
}

// AuditLog is the audit log of the first instance, the newest entry first.
func (s *Server) AuditLog() []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Doc
	for _, entry := range slices.Backward(s.instance.audits) {
		out = append(out, must(wire(entry)))
	}
	return out
}
