package mockserver

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// param is one query parameter of an operation.
type param struct {
	name     string
	fallback string
	values   []string // The permitted values; nil permits every value.
	digits   bool     // A number of milliseconds or items.
	blank    bool     // An empty value means the same as no parameter.
	brackets bool     // The name continues in brackets, and a request may have several.
}

// hypermediaParams are parameters of every operation.
var hypermediaParams = []param{{name: "_actions"}, {name: "_links", fallback: "true"}, {name: "_embedded"}}

// datedFields are the sort fields of most lists.
var datedFields = []string{"name", "id", "creationDate", "lastUpdated"}

func booleanParam(name string) param {
	return param{name: name, fallback: "false", values: []string{"true", "false"}}
}

func sortParams(fallback, direction string, sort []string, filter ...string) []param {
	return []param{
		{name: "sortField", fallback: fallback, values: sort},
		{name: "sortDirection", fallback: direction, values: []string{"asc", "desc"}},
		{name: "filterField", values: filter, blank: true},
		{name: "filter"},
	}
}

func pageParams(sort []string, filter ...string) []param {
	return append(sortParams("name", "asc", sort, filter...),
		param{name: "page", fallback: "0", digits: true}, param{name: "perPage", fallback: "100", digits: true})
}

var digits = regexp.MustCompile(`^\d{1,15}$`)

// parse checks a raw query string against the route's parameters and fills in their defaults.
func (c *call) parse(raw string) (map[string]string, error) {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return nil, invalid("query string is malformed")
	}
	params := slices.Concat(hypermediaParams, c.route.params)
	out := map[string]string{}
	for _, p := range params {
		out[p.name] = p.fallback
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		values := query[name]
		i := slices.IndexFunc(params, func(p param) bool {
			return p.name == name || p.brackets && strings.HasPrefix(name, p.name+"[")
		})
		if i < 0 {
			continue // The API ignores parameters that the operation does not declare.
		}
		isBare := params[i].brackets && name == params[i].name
		if isBare || len(values) > 1 || !utf8.ValidString(values[0]) {
			return nil, invalid("%s is the wrong type", name)
		}
		value, err := c.parseValue(params[i], values[0])
		if err != nil {
			return nil, err
		}
		out[name] = value
	}
	return out, nil
}

func (c *call) parseValue(p param, value string) (string, error) {
	switch {
	case p.blank && value == "":
		return p.fallback, nil
	case p.values != nil && !slices.Contains(p.values, value):
		return "", notInEnum(p.name, p.values)
	case p.digits && !digits.MatchString(value):
		if p.fallback != "" && c.settingIs("bad-page", "ignored") {
			return p.fallback, nil
		}
		return "", invalid("%s must be a whole number, not negative", p.name)
	}
	return value, nil
}

// integer returns a parameter of digits. ok is false if the request does not have it.
func (c *call) integer(name string) (n int64, ok bool) {
	n, err := strconv.ParseInt(c.params[name], 10, 64)
	return n, err == nil
}
