package mockserver

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// hypermedia adds the members that every answer carries beside its documented ones, unless the request declines them
// with _links=false. Hrefs have no host; the link to the answer itself defaults to the request's path.
func (c *call) hypermedia(doc Doc, kind string, hrefs Doc) Doc {
	if c.params["_links"] == "false" {
		return doc
	}
	links := Doc{"self": Doc{"href": c.path}}
	for rel, href := range hrefs {
		links[rel] = Doc{"href": href}
	}
	doc["_type"], doc["_links"] = kind, links
	return doc
}

// resource is hypermedia for a single object, which has a tag of its contents as well.
func (c *call) resource(doc Doc, kind string, hrefs Doc) Doc {
	if c.is("unknown-fields", "added") {
		doc["flightRecorder"] = Doc{"enabled": true}
		if limits := object(doc, "limits"); limits != nil {
			limits["quantumdevice"] = float64(7)
		}
	}
	if c.params["_links"] != "false" {
		body := marshal(doc)
		sum := sha256.Sum256(body)
		doc["_etag"] = fmt.Sprintf(`"%x-%s"`, len(body), base64.RawStdEncoding.EncodeToString(sum[:20]))
	}
	return c.hypermedia(doc, kind, hrefs)
}

// marshal writes a document that the mock made itself, which cannot fail.
func marshal(doc any) []byte { return must(json.Marshal(doc)) }

// must panics on an error that only a mistake of the caller can cause.
func must[T any](value T, err error) T {
	if err != nil {
		panic("mockserver: " + err.Error())
	}
	return value
}
