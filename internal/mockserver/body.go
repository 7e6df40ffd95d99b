package mockserver

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"mime"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// decode reads and checks the body of an operation; operations without one ignore it.
func (c *call) decode(contentType string, body []byte) (Doc, error) {
	if c.route.body == nil {
		return nil, nil
	}
	doc := Doc{}
	if len(body) > 0 {
		if media, _, err := mime.ParseMediaType(contentType); err != nil || media != "application/json" {
			return nil, invalid("Content-Type must be application/json")
		}
		if !utf8.Valid(body) || json.Unmarshal(body, &doc) != nil || doc == nil {
			return nil, invalid("body must be one JSON object")
		}
	} else if c.route.method != "DELETE" && c.route.scope != "instance.generateReport" {
		return nil, invalid("body is required")
	}
	c.clearNulls(doc)
	return doc, checkAny(c.route.body, "", doc, c.route.use)
}

// check holds a document against the shape, for one use of it. Members are visited in a fixed order, so that of
// several errors always the same one is told.
func (s shape) check(path string, doc Doc, u use) error {
	for _, name := range slices.Sorted(maps.Keys(doc)) {
		i := slices.IndexFunc(s, func(f field) bool { return f.name == name && f.use&u != 0 })
		if i < 0 {
			return invalid("%s is not allowed", path+name)
		}
		if doc[name] == nil && s[i].nullable {
			continue
		}
		if err := s[i].check(path+name, doc[name], u); err != nil {
			return err
		}
	}
	for _, f := range s {
		if _, ok := doc[f.name]; !ok && f.required&u != 0 {
			return invalid("%s is required", path+f.name)
		}
	}
	return nil
}

// check holds one value against its rule.
func (f *field) check(path string, value any, u use) error {
	switch v := value.(type) {
	case string:
		return f.checkString(path, v)
	case float64:
		return f.checkNumber(path, v)
	case bool:
		if f.kind == aBoolean || f.kind == aDateOrBoolean {
			return nil
		}
	case []any:
		return f.checkList(path, v, u)
	case Doc:
		return f.checkObject(path, v, u)
	}
	return f.wrongType(path)
}

func (f *field) wrongType(path string) error {
	names := map[kind]string{
		aString: "a string", anInteger: "an integer", aNumber: "a number", aBoolean: "a boolean", aDate: "a date-time",
		aDateOrBoolean: "a date-time or a boolean", anID: "an id", anEmail: "an e-mail address", aScope: "a scope of instances", aURI: "a URI",
		anObject: "an object", aList: "an array", aCount: "an object of counts",
	}
	return invalid("%s must be %s", path, names[f.kind])
}

var emailPattern = regexp.MustCompile(`^[^\s@]+@[^\s@]+$`)

func (f *field) checkString(path, v string) error {
	var ok bool
	switch f.kind {
	case aString:
		ok = true
	case aDate, aDateOrBoolean:
		_, err := time.Parse(time.RFC3339, v)
		ok = err == nil
	case anID:
		ok = idPattern.MatchString(v)
	case anEmail:
		ok = emailPattern.MatchString(v)
	case aScope:
		ok = slices.Contains(instanceScopeWords, v)
	case aURI:
		u, err := url.Parse(v)
		ok = err == nil && u.IsAbs()
	case anInteger, aNumber, aBoolean, anObject, aList, aCount:
	}
	switch length := utf8.RuneCountInString(v); {
	case v == "" && f.blank:
	case !ok:
		return f.wrongType(path)
	case f.enum != nil && !slices.Contains(f.enum, v):
		return invalid("%s must be one of %s", path, strings.Join(f.enum, ", "))
	case f.pattern != nil && !f.pattern.MatchString(v):
		return invalid("%s must match %s", path, f.pattern)
	case length < f.min:
		return invalid("%s must have at least %d characters", path, f.min)
	case f.max > 0 && length > f.max:
		return invalid("%s must have at most %d characters", path, f.max)
	}
	return nil
}

func (f *field) checkNumber(path string, v float64) error {
	switch {
	case f.kind != anInteger && f.kind != aNumber, f.kind == anInteger && v != math.Trunc(v):
		return f.wrongType(path)
	case v < float64(f.min):
		return invalid("%s must be at least %d", path, f.min)
	case f.max > 0 && v > float64(f.max):
		return invalid("%s must be at most %d", path, f.max)
	}
	return nil
}

func (f *field) checkList(path string, v []any, u use) error {
	if f.kind != aList {
		return f.wrongType(path)
	}
	if f.max > 0 && len(v) > f.max {
		return invalid("%s must have at most %d items", path, f.max)
	}
	for i, item := range v {
		if err := f.item.check(path+"[]", item, u); err != nil {
			return err
		}
		if f.unique && slices.Contains(v[:i], item) {
			return invalid("%s must not repeat an item", path)
		}
	}
	return nil
}

func (f *field) checkObject(path string, v Doc, u use) error {
	if f.kind == aCount {
		return checkCounts(path, v)
	}
	if f.kind != anObject {
		return f.wrongType(path)
	}
	return checkAny(f.shapes, path+".", v, u)
}

// checkAny holds a document against alternative shapes.
func checkAny(shapes []shape, path string, doc Doc, u use) error {
	var told error
	for _, s := range shapes {
		err := s.check(path, doc, u)
		if err == nil {
			return nil
		}
		// The alternative that is meant has its first member.
		if told == nil || doc[s[0].name] != nil {
			told = err
		}
	}
	return told
}

func checkCounts(path string, groups Doc) error {
	for name, group := range groups {
		origins, ok := group.(Doc)
		for _, count := range origins {
			n, isNumber := count.(float64)
			ok = ok && isNumber && n >= 0
		}
		if !ok {
			return invalid("%s.%s must be an object of numbers", path, name)
		}
	}
	return nil
}

// decodeStrict reads a control document, of which nothing may be unknown.
func decodeStrict(body []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return invalid("body: %v", err)
	}
	return nil
}
