package ui

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// rowsPerPage is the number of organizations on a page.
const rowsPerPage = 100

// organizationsPage is the list of organizations.
type organizationsPage struct {
	Query       string
	ByUse       bool // Sorted by the greatest share of a limit, else by name.
	Rows        []organizationRow
	Found       int
	Red, Orange int // Of all organizations that match the query.

	Number, Pages  int
	Previous, Next int // Pages, and 0 if there is none.
}

type organizationRow struct {
	ID, Name         string
	Badges           []badge
	Bars             []bar // Devices, payloads and storage.
	Worst            *bar
	Members, Pending float64
}

// badge is something to know about an organization. Its kind is a class of the style sheet.
type badge struct{ Kind, Text string }

func rowOf(organization mockserver.Doc) organizationRow {
	bars := barsOf(organization)
	summary := object(organization, "summary")
	return organizationRow{
		ID: text(organization, "id"), Name: text(organization, "name"), Badges: badgesOf(organization),
		Bars: bars[:3], Worst: worst(bars),
		Members: number(summary, "memberCount"), Pending: number(summary, "pendingInviteCount"),
	}
}

func badgesOf(organization mockserver.Doc) []badge {
	var badges []badge
	switch disabled := organization["disabledAt"]; {
	case disabled == true:
		badges = append(badges, badge{red, "Payloads off"})
	case isTrial(organization):
		badges = append(badges, badge{"info", "Trial until " + text(organization, "disabledAt")[:10]})
	case text(organization, "disabledAt") != "":
		badges = append(badges, badge{red, "Payloads off"})
	}
	if flag(organization, "isReadOnly") {
		badges = append(badges, badge{"info", "Read-only"})
	}
	if level := text(object(organization, "banner"), "level"); level != "" {
		badges = append(badges, badge{"info", "Banner"})
	}
	return badges
}

// isTrial reports whether the payloads of an organization stop at a date in the future.
func isTrial(organization mockserver.Doc) bool {
	at, err := time.Parse(time.RFC3339, text(organization, "disabledAt"))
	return err == nil && at.After(time.Now())
}

func (s *site) showOrganizations(w http.ResponseWriter, r *http.Request, n notice) {
	query := r.URL.Query()
	page := organizationsPage{Query: strings.TrimSpace(query.Get("q")), ByUse: query.Get("sort") == "use", Number: 1}
	type entry struct {
		id    string
		share float64
	}
	var all []entry
	for organization, summary := range s.mock.Overview() {
		if !matches(organization, page.Query) {
			continue
		}
		share, mark := greatest(object(organization, "limits"), summary)
		all = append(all, entry{text(organization, "id"), share})
		switch mark {
		case red:
			page.Red++
		case orange:
			page.Orange++
		}
	}
	if page.ByUse {
		slices.SortStableFunc(all, func(a, b entry) int { return cmp.Compare(b.share, a.share) })
	}
	page.Found, page.Pages = len(all), max(1, (len(all)+rowsPerPage-1)/rowsPerPage)
	if wanted, err := strconv.Atoi(query.Get("page")); err == nil {
		page.Number = min(max(wanted, 1), page.Pages)
	}
	page.Previous = page.Number - 1
	if page.Number < page.Pages {
		page.Next = page.Number + 1
	}
	first := (page.Number - 1) * rowsPerPage
	for _, e := range all[first:min(first+rowsPerPage, len(all))] {
		if organization := s.mock.Organization(e.id); organization != nil { // It can be deleted meanwhile.
			page.Rows = append(page.Rows, rowOf(organization))
		}
	}
	s.render(w, r, "organizations", "Organizations", n, page)
}

// matches reports whether a query is part of the name or of a tag of an organization, or its ID. Case-insensitive.
func matches(organization mockserver.Doc, query string) bool {
	if query == "" {
		return true
	}
	query = strings.ToLower(query)
	has := func(text string) bool { return strings.Contains(strings.ToLower(text), query) }
	return has(text(organization, "name")) || query == text(organization, "id") || slices.ContainsFunc(tagsOf(organization), has)
}

// tagsOf returns the tags of an organization as text.
func tagsOf(organization mockserver.Doc) []string {
	var tags []string
	for _, item := range list(organization, "tags") {
		tag, _ := item.(mockserver.Doc)
		tags = append(tags, text(tag, "key")+" = "+text(tag, "value"))
	}
	return tags
}
