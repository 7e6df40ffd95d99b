package losant

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// path is the path of a request, without the path of the base URL. A path with an error is not requested.
type path struct {
	text string
	err  error
}

func instancePath(instanceID string) path {
	return path{}.segment("instances").id("instance", instanceID)
}

func (r OrganizationRef) path() path {
	return instancePath(r.InstanceID).segment("orgs").id("organization", r.ID)
}

func (p path) segment(text string) path { return path{p.text + "/" + text, p.err} }

// id appends an id as one segment, whatever it contains. An empty id would address the whole collection, and dots its
// parent.
func (p path) id(noun, id string) path {
	switch {
	case p.err != nil:
		return p
	case id == "":
		return path{p.text, errors.New(noun + " id is required")}
	case id == "." || id == "..":
		return path{p.text, fmt.Errorf("invalid %s id %q", noun, id)}
	}
	return p.segment(escape(id))
}

// matches returns an error if the ids in a response are not those of the object at the path. A response may lack either
// id.
func (p path) matches(instanceID, id string) error {
	segments := strings.Split(p.text, "/") // "", "instances", the id of the instance, and so on
	if instanceID != "" && len(segments) > 2 && !strings.EqualFold(escape(instanceID), segments[2]) {
		return fmt.Errorf("the response is for another instance: %q", instanceID)
	}
	if id != "" && !strings.EqualFold(escape(id), segments[len(segments)-1]) {
		return fmt.Errorf("the response is for another object: %q", id)
	}
	return nil
}

// query is an encoded query string.
type query string

// baseQuery begins every query: responses without descriptions of actions and without links, but with embedded objects.
const baseQuery query = "_actions=false&_links=false&_embedded=true"

// with appends a parameter, unless its value is empty.
func (q query) with(name, value string) query {
	if value == "" {
		return q
	}
	return q + query("&"+escape(name)+"="+escape(value))
}

// withFlag appends a parameter, unless it is false.
func (q query) withFlag(name string, value bool) query {
	if !value {
		return q
	}
	return q.with(name, strconv.FormatBool(value))
}

// escape encodes all characters except the unreserved ones of RFC 3986.
func escape(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}
