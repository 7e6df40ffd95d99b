package mockserver

import (
	"errors"
	"maps"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// use is a set of purposes of a document.
type use uint8

const (
	create   use = 1 << iota // The body of a POST.
	patch                    // The body of a PATCH.
	seed                     // A document that the control API adds.
	edit                     // Changes by the control API.
	writable = create | patch | seed | edit
	readOnly = seed | edit // The API returns the field and does not accept it.
)

// kind is the type of a value.
type kind int

const (
	aString kind = iota
	anInteger
	aNumber
	aBoolean
	aDate
	aDateOrBoolean
	anID
	anEmail
	aScope // Of an instance.
	aURI
	anObject
	aList
	aCount // An object of objects of numbers: payloads by group and origin.
)

// field is the rule for one field of an object. min and max bound the code points of a string, the items of a list, and
// the value of a number; a max of 0 is no bound.
type field struct {
	name     string
	use      use // The documents that may have the field.
	required use // The documents that must have it.
	kind     kind
	min, max int
	enum     []string
	pattern  *regexp.Regexp
	item     *field  // The items of a list.
	unique   bool    // The items of the list must differ.
	nullable bool    // Null is accepted.
	blank    bool    // An empty string is accepted, whatever the kind.
	shapes   []shape // The alternative shapes of an object.
}

// shape lists all fields that an object may have.
type shape []field

// read returns the wire form of a control document, checked against the shape.
func (s shape) read(doc Doc, u use) (Doc, error) {
	fields, err := wireForm(doc)
	if err != nil {
		return nil, err
	}
	return fields, s.check("", fields, u)
}

// check checks a document against the shape. The path is the name of the document, and empty for one of the control API. The
// order of the checks is that of Losant's server framework, which returns only the first violation.
func (s shape) check(path string, doc Doc, u use) error {
	for _, f := range s {
		if _, ok := doc[f.name]; !ok && f.required&u != 0 {
			return invalid("%s is required", within(path, f.name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(doc)) {
		if i := slices.IndexFunc(s, func(f field) bool { return f.name == name && f.use&u != 0 }); i < 0 {
			return additional(path, name)
		}
	}
	for _, f := range s {
		value, ok := doc[f.name]
		if !ok || f.use&u == 0 || value == nil && f.nullable {
			continue
		}
		if err := f.check(within(path, f.name), value, u); err != nil {
			if f.nullable || f.blank { // The schema of the API has several alternatives.
				err = noSchemaMatches(within(path, f.name), err)
			}
			return err
		}
	}
	return nil
}

// within returns the name of a field or an item within something that has a name.
func within(path, name string) string { return strings.TrimPrefix(path+"."+name, ".") }

// additional is the error for a field that the API does not know. The framework of 2025 names only the object.
func additional(path, name string) error {
	if path == "" {
		return invalid("%s is not allowed", name)
	}
	return renamed(invalid("%s has additional properties", path), within(path, name)+" is an additional property")
}

// notInEnum is the error for a text that is not one of those permitted.
func notInEnum(path string, permitted []string) error {
	return renamed(invalid("%s must be an enum value", path), path+" must be one of: "+strings.Join(permitted, ", "))
}

// noSchemaMatches is the error for a value that none of several alternatives permits. The newer framework returns the
// violation of one of them.
func noSchemaMatches(path string, leaf error) error {
	newer := leaf.Error()
	if e, ok := errors.AsType[*apiError](leaf); ok && e.newer != "" {
		newer = e.newer
	}
	return renamed(invalid("%s no (or more than one) schemas match", path), newer)
}

// check checks one value against its rule.
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
	err := invalid("%s is the wrong type", path)
	if f.kind == aDateOrBoolean || f.kind == aScope {
		return noSchemaMatches(path, err)
	}
	return err
}

// malformed is the error for a text that its kind does not permit.
func (f *field) malformed(path string) error {
	switch f.kind {
	case anID:
		return invalid("%s pattern mismatch", path)
	case aDate:
		return invalid("%s must be date-time format", path)
	case aDateOrBoolean:
		return noSchemaMatches(path, invalid("%s must be date-time format", path))
	case anEmail:
		return invalid("%s must be email format", path)
	case aURI:
		return invalid("%s must be uri format", path)
	default:
		return f.wrongType(path)
	}
}

// The format email of JSON Schema: dot-separated atoms, @, and dot-separated labels.
var (
	emailAtoms  = regexp.MustCompile("^[-!#$%&'*+/=?^_`{|}~0-9A-Za-z]+([.][-!#$%&'*+/=?^_`{|}~0-9A-Za-z]+)*$")
	domainLabel = regexp.MustCompile(`^[0-9A-Za-z]([-0-9A-Za-z]{0,61}[0-9A-Za-z])?$`)
)

func isEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	return at >= 0 && len(s) <= 254 && emailAtoms.MatchString(s[:at]) && isDomain(s[at+1:])
}

func isDomain(s string) bool {
	return !slices.ContainsFunc(strings.Split(s, "."), func(label string) bool { return !domainLabel.MatchString(label) })
}

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
		ok = isEmail(v)
	case aScope:
		ok = slices.Contains(instanceScopes(), v)
	case aURI:
		u, err := url.Parse(v)
		ok = err == nil && u.IsAbs()
	case anInteger, aNumber, aBoolean, anObject, aList, aCount:
	}
	switch length := utf8.RuneCountInString(v); {
	case v == "" && f.blank:
	case !ok:
		return f.malformed(path)
	case f.enum != nil && !slices.Contains(f.enum, v):
		return notInEnum(path, f.enum)
	case f.pattern != nil && !f.pattern.MatchString(v):
		return invalid("%s pattern mismatch", path)
	case length < f.min:
		return invalid("%s has less length than allowed", path)
	case f.max > 0 && length > f.max:
		return invalid("%s has longer length than allowed", path)
	}
	return nil
}

func (f *field) checkNumber(path string, v float64) error {
	switch {
	case f.kind != anInteger && f.kind != aNumber, f.kind == anInteger && v != math.Trunc(v):
		return f.wrongType(path)
	case v < float64(f.min):
		return invalid("%s is less than minimum", path)
	case f.max > 0 && v > float64(f.max):
		return invalid("%s is more than maximum", path)
	}
	return nil
}

func (f *field) checkList(path string, v []any, u use) error {
	if f.kind != aList {
		return f.wrongType(path)
	}
	if f.max > 0 && len(v) > f.max {
		return invalid("%s has more items than allowed", path)
	}
	for i, item := range v {
		if err := f.item.check(within(path, strconv.Itoa(i)), item, u); err != nil {
			return err
		}
		if f.unique && slices.Contains(v[:i], item) {
			return invalid("%s must be unique", path)
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
	return checkAny(f.shapes, path, v, u)
}

// checkAny checks a document against alternative shapes, of which one must match. Without any, it may have every field.
func checkAny(shapes []shape, path string, doc Doc, u use) error {
	switch len(shapes) {
	case 0:
		return nil
	case 1:
		return shapes[0].check(path, doc, u)
	}
	var best error
	for _, s := range shapes {
		err := s.check(path, doc, u)
		if err == nil {
			return nil
		}
		// A document is probably meant for the shape whose first field it has.
		if best == nil || doc[s[0].name] != nil {
			best = err
		}
	}
	return noSchemaMatches(path, best)
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
