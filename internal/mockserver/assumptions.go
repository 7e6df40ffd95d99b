package mockserver

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Assumption is a documented guess about the API. Settings[0] is the default; a client should work with the others as
// well.
type Assumption struct {
	Name, Question string
	Settings       []string
}

// Assumptions returns all assumptions, sorted by name.
func Assumptions() []Assumption {
	all := []Assumption{
		{"bad-page", "What happens to a page or perPage that is negative or not a number?", []string{"refused", "ignored"}},
		{"empty-description", "How is an empty description returned: absent if never set and empty if cleared, always absent, or always empty?", []string{"as-left", "omitted", "empty"}},
		{"filter-case", "Is the filter parameter case-sensitive?", []string{"insensitive", "sensitive"}},
		{"max-per-page", "To which page size is a larger perPage reduced?", []string{"1000", "100"}},
		{"unknown-fields", "Do responses contain fields and limits that are not documented?", []string{"none", "added"}},
		{"validation-words", "Do messages about invalid fields have the words of the server framework that Losant published in 2025, or those of its newer version?", []string{"2025", "newer"}},
	}
	for _, n := range nouns() {
		all = append(all, n.assumptions...)
	}
	slices.SortFunc(all, func(a, b Assumption) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// With changes the setting of an assumption. It panics on an unknown name or setting and lists the known ones.
func With(name, setting string) Option {
	if err := CheckAssumption(name, setting); err != nil {
		panic("mockserver: " + err.Error())
	}
	return func(s *Server) { s.settings[name] = setting }
}

// CheckAssumption returns an error if there is no such assumption or it has no such setting. The error lists the valid
// ones.
func CheckAssumption(name, setting string) error {
	var known []string
	for _, a := range Assumptions() {
		known = append(known, a.Name)
		if a.Name != name {
			continue
		}
		if slices.Contains(a.Settings, setting) {
			return nil
		}
		return invalid("assumption %s has no setting %q; its settings are %s", name, setting, strings.Join(a.Settings, ", "))
	}
	return invalid("there is no assumption %q; the assumptions are %s", name, strings.Join(known, ", "))
}

// UsedAssumptions returns the names of the assumptions that a response has depended on, sorted. Other settings of the
// rest would have changed nothing.
func (s *Server) UsedAssumptions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.usedSettings))
}

func (s *Server) setting(name string) string {
	s.usedSettings[name] = true
	setting, ok := s.settings[name]
	if !ok {
		panic(fmt.Sprintf("mockserver: there is no assumption %q", name))
	}
	return setting
}

func (s *Server) settingIs(name, setting string) bool { return s.setting(name) == setting }
