package mockserver

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// envelope starts the answer of a list: how it was sorted and filtered, and what it counts.
func (c *call) envelope(items []any) Doc {
	doc := Doc{
		"items":         items,
		"count":         len(items),
		"sortField":     c.params["sortField"],
		"sortDirection": c.params["sortDirection"],
	}
	if c.params["filterField"] != "" {
		doc["filterField"], doc["filter"] = c.params["filterField"], c.params["filter"]
	}
	return doc
}

// page cuts one page, counted from 0, out of all matches. A page past the end is empty, not an error.
func page[T any](c *call, matches []T, render func(T) any) Doc {
	number, _ := c.integer("page")
	asked, _ := c.integer("perPage")
	limit, _ := strconv.ParseInt(c.setting("max-per-page"), 10, 32)
	size := int(min(max(asked, 1), limit))

	// Dividing first keeps an enormous page number from overflowing.
	first := len(matches)
	if number <= int64(len(matches)/size) {
		first = int(number) * size
	}
	items := []any{}
	for _, match := range matches[min(first, len(matches)):min(first+size, len(matches))] {
		items = append(items, render(match))
	}
	doc := c.envelope(items)
	doc["page"], doc["perPage"], doc["totalCount"] = number, size, len(matches)
	return doc
}

// glob compiles the filter parameter, in which * stands for anything. It is nil when nothing is filtered.
func (c *call) glob() *regexp.Regexp {
	if c.params["filterField"] == "" || c.params["filter"] == "" {
		return nil
	}
	flags := "(?is)"
	if c.is("filter-case", "sensitive") {
		flags = "(?s)"
	}
	pattern := strings.ReplaceAll(regexp.QuoteMeta(c.params["filter"]), `\*`, ".*")
	return regexp.MustCompile(flags + "^" + pattern + "$")
}

// matching are the documents that the filter parameters let through.
func (c *call) matching(docs []Doc) []Doc {
	field, glob := c.params["filterField"], c.glob()
	return slices.DeleteFunc(docs, func(doc Doc) bool { return glob != nil && !glob.MatchString(text(doc, field)) })
}

// sortDocs sorts by one string member, and where that is equal by a member that never is.
func sortDocs[T any](items []T, field, direction, unique string, doc func(T) Doc) {
	slices.SortFunc(items, func(a, b T) int {
		x, y := doc(a), doc(b)
		return cmp.Or(strings.Compare(text(x, field), text(y, field)), strings.Compare(text(x, unique), text(y, unique)))
	})
	if direction == "desc" {
		slices.Reverse(items)
	}
}
