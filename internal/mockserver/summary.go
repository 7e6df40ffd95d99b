package mockserver

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// resourceCounts are the fields of a summary that a response contains by default.
var resourceCounts = []string{
	"apiTokenCount", "appCount", "certificateCount", "certificateAuthorityCount", "credentialCount", "dashCount",
	"dataTableCount", "deviceCount", "deviceRecipeCount", "experienceDomainCount", "experienceEndpointCount",
	"experienceGroupCount", "experienceSlugCount", "experienceUserCount", "experienceVersionCount",
	"experienceViewCount", "fileCount", "flowCount", "integrationCount", "keyCount", "memberCount", "notebookCount",
	"privateFileCount", "resourceJobCount", "webhookCount",
}

// costlyCounts are the fields that a response contains only if summaryInclude names them.
var costlyCounts = []string{"eventCount", "notebookStats", "payloadCount", "pendingInviteCount", "storageStats"}

// summaryShape is the counts that SetSummary accepts. Members and invitations are counted instead.
var summaryShape = func() shape {
	counts := func(names ...string) shape {
		var out shape
		for _, name := range names {
			out = append(out, field{name: name, use: edit, kind: anInteger})
		}
		return out
	}
	resources := slices.DeleteFunc(slices.Clone(resourceCounts), func(name string) bool { return name == "memberCount" })
	return append(counts(append(resources, "eventCount")...),
		field{name: "payloadCount", use: edit, kind: aCount},
		field{name: "storageStats", use: edit, kind: anObject, shapes: []shape{counts("count", "size")}},
		field{name: "notebookStats", use: edit, kind: anObject, shapes: []shape{counts("awaitingCompletion", "minutesThisPeriod", "runsThisPeriod")}})
}()

// SetSummary sets counts in the summary of an organization, such as {"appCount": 3} or {"storageStats": {"size": 1}}. The
// other counts stay. It panics if the organization is unknown or a count is invalid.
func (s *Server) SetSummary(id string, counts Doc) {
	s.mustChange(func() error { return s.setSummary(id, counts) })
}

func (s *Server) setSummary(id string, counts Doc) error {
	o, err := s.organizationByID(id)
	if err != nil {
		return err
	}
	fields, err := summaryShape.read(counts, edit)
	if err != nil {
		return err
	}
	maps.Copy(o.summary, fields)
	o.changed()
	return nil
}

// requestedCounts returns the known names in summaryInclude, sorted.
func (c *call) requestedCounts() ([]string, error) {
	var out []string
	for name := range strings.SplitSeq(c.params["summaryInclude"], ",") {
		known := slices.Contains(costlyCounts, name) || slices.Contains(resourceCounts, name)
		if known {
			out = append(out, name)
		} else if name != "" && c.settingIs("summary-unknown-name", "refused") {
			return nil, invalid("summaryInclude has an unknown name: %s", name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// summarize returns the summary of an organization, and nil if it is empty.
func (s *Server) summarize(o *organization, include []string) Doc {
	names := include
	switch s.setting("summary") {
	case "counts":
		names = slices.Concat(resourceCounts, include)
	case "full":
		names = slices.Concat(resourceCounts, costlyCounts)
	}
	all := Doc{
		"payloadCount":  Doc{},
		"storageStats":  Doc{"count": float64(0), "size": float64(0)},
		"notebookStats": Doc{"awaitingCompletion": float64(0), "minutesThisPeriod": float64(0), "runsThisPeriod": float64(0)},
	}
	for name, value := range o.summary {
		if stats, ok := value.(Doc); ok && name != "payloadCount" {
			maps.Copy(object(all, name), stats)
		} else {
			all[name] = deepCopy(value)
		}
	}
	all["memberCount"], all["pendingInviteCount"] = float64(len(o.members)), float64(s.pendingInvitations(o))

	var out Doc
	for _, name := range names {
		if out == nil {
			out = Doc{}
		}
		out[name] = all[name]
		if out[name] == nil {
			out[name] = float64(0)
		}
	}
	return out
}

// Overview returns the organizations of the first instance by name, each with a summary that has at least the counts that
// are not 0, much faster than Organizations. The documents are not copies, and lack what the API computes, such as the
// billing period: do not change or keep them, and do not call the server before the last one.
func (s *Server) Overview() iter.Seq2[Doc, Doc] {
	return func(yield func(organization, summary Doc) bool) {
		s.mu.Lock()
		defer s.mu.Unlock()
		summary := Doc{}
		for _, o := range s.instance.inOrder("name", "asc") {
			clear(summary)
			maps.Copy(summary, o.summary)
			summary["memberCount"], summary["pendingInviteCount"] = float64(len(o.members)), float64(s.pendingInvitations(o))
			if !yield(o.doc, summary) {
				return
			}
		}
	}
}
