package mockserver

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// envelope returns the response for a list, with its count, sort order and filter.
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

// page returns one page of all matches, counted from 0. A page past the end is empty, not an error.
func page[T, R any](c *call, matches []T, render func(T) R) Doc {
	number, _ := c.integer("page")
	requested, _ := c.integer("perPage")
	limit, _ := strconv.ParseInt(c.setting("max-per-page"), 10, 32)
	size := int(min(max(requested, 1), limit))

	// The division avoids an overflow by a very large page number.
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

// glob compiles the filter parameter, in which * matches anything. It returns nil without a filter.
func (c *call) glob() *regexp.Regexp {
	if c.params["filterField"] == "" || c.params["filter"] == "" {
		return nil
	}
	flags := "(?is)"
	if c.settingIs("filter-case", "sensitive") {
		flags = "(?s)"
	}
	pattern := strings.ReplaceAll(regexp.QuoteMeta(c.params["filter"]), `\*`, ".*")
	return regexp.MustCompile(flags + "^" + pattern + "$")
}

// matching returns the documents that match the filter parameters.
func (c *call) matching(docs []Doc) []Doc {
	field, glob := c.params["filterField"], c.glob()
	return slices.DeleteFunc(docs, func(doc Doc) bool { return glob != nil && !glob.MatchString(text(doc, field)) })
}

// ownedList is the response for a list of documents that belong to the instance.
func (c *call) ownedList(kind string, docs []Doc, render func(Doc) Doc) Doc {
	sortDocs(docs, c.params["sortField"], c.params["sortDirection"], "id")
	doc := page(c, c.matching(docs), render)
	doc["ownerId"], doc["ownerType"] = c.instance.id, "instance"
	return c.hypermedia(doc, kind, nil)
}

func sortDocs(docs []Doc, field, direction, unique string) {
	sortByDoc(docs, field, direction, unique, func(doc Doc) Doc { return doc })
}

// sortByDoc sorts by a string field, and items with equal fields by a unique one.
func sortByDoc[T any](items []T, field, direction, unique string, doc func(T) Doc) {
	slices.SortFunc(items, func(a, b T) int {
		x, y := doc(a), doc(b)
		return cmp.Or(strings.Compare(text(x, field), text(y, field)), strings.Compare(text(x, unique), text(y, unique)))
	})
	if direction == "desc" {
		slices.Reverse(items)
	}
}
