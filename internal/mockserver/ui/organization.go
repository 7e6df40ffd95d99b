package ui

import (
	"net/http"
	"strings"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// maxEntries is the number of audit log entries on a page.
const maxEntries = 50

// organizationPage is one organization with everything in it.
type organizationPage struct {
	ID, Name, Description      string
	ReferenceID, MFA, Disabled string
	Created, Updated           string
	Banner, Domains            string
	Tags                       []string
	Badges                     []badge
	IsTrial                    bool
	Bars                       []bar
	Members                    []memberRow
	Invitations                []invitationRow
	Entries                    []entryRow
	MoreEntries                int
	Roles                      []string
}

type memberRow struct {
	Email, Name, Role string
	MFA               bool
}

type invitationRow struct {
	Email, Role, Sent string
	Expired           bool
}

// entryRow is an entry of the audit log.
type entryRow struct{ At, Actor, Operation, Target, Body string }

// roles are those that a member of an organization may have.
var roles = []string{"view", "collaborate", "edit", "admin", "none"}

var mfaModes = map[string]string{
	"notRequired": "not required", "adminRequired": "required for administrators", "required": "required for all members",
}

func (s *site) showOrganization(w http.ResponseWriter, r *http.Request, n notice) {
	id := r.PathValue("id")
	organization := s.mock.Organization(id)
	if organization == nil {
		s.showNotFound(w, r)
		return
	}
	page := organizationPage{
		ID: id, Name: text(organization, "name"), Description: text(organization, "description"),
		ReferenceID: text(organization, "referralId"), MFA: mfaModes[text(organization, "mfaMode")],
		Disabled: disabledText(organization),
		Created:  moment(text(organization, "creationDate")), Updated: moment(text(organization, "lastUpdated")),
		Banner: bannerOf(organization), Domains: domainsOf(organization), Tags: tagsOf(organization), Badges: badgesOf(organization),
		IsTrial: isTrial(organization), Bars: barsOf(organization), Roles: roles,
	}
	for _, m := range s.mock.Members(id) {
		name := strings.TrimSpace(text(m, "firstName") + " " + text(m, "lastName"))
		page.Members = append(page.Members, memberRow{text(m, "email"), name, text(m, "role"), flag(m, "twoFactorAuthEnabled")})
	}
	for _, i := range s.mock.Invitations(id) {
		page.Invitations = append(page.Invitations, invitationRow{text(i, "email"), text(i, "role"), moment(text(i, "inviteDate")), flag(i, "hasExpired")})
	}
	for _, entry := range s.mock.AuditLog() {
		if !isAbout(entry, id) {
			continue
		}
		if len(page.Entries) == maxEntries {
			page.MoreEntries++
			continue
		}
		page.Entries = append(page.Entries, entryOf(entry))
	}
	s.render(w, r, "organization", page.Name, n, page)
}

func disabledText(organization mockserver.Doc) string {
	at := text(organization, "disabledAt")
	switch {
	case isTrial(organization):
		return "on, until " + moment(at)
	case at != "":
		return "off, since " + moment(at)
	case flag(organization, "disabledAt"):
		return "off"
	}
	return "on"
}

func bannerOf(organization mockserver.Doc) string {
	banner := object(organization, "banner")
	if message := text(banner, "message"); message != "" {
		return text(banner, "level") + ": " + message
	}
	return ""
}

func domainsOf(organization mockserver.Doc) string {
	var domains []string
	for _, item := range list(organization, "whitelistedEmailDomains") {
		if domain, ok := item.(string); ok {
			domains = append(domains, domain)
		}
	}
	return strings.Join(domains, ", ")
}

// isAbout reports whether an entry of the audit log is about an organization.
func isAbout(entry mockserver.Doc, id string) bool {
	params := object(entry, "requestPathParams")
	return text(entry, "primaryTargetId") == id || text(params, "orgId") == id || text(params, "organizationId") == id
}

func entryOf(entry mockserver.Doc) entryRow {
	row := entryRow{
		At: moment(text(entry, "creationDate")), Actor: text(entry, "actorName"),
		Operation: text(entry, "requestResource") + "." + text(entry, "requestAction"), Target: text(entry, "secondaryTargetName"),
	}
	if body := object(entry, "requestBody"); len(body) > 0 {
		row.Body = encode(body)
	}
	return row
}
