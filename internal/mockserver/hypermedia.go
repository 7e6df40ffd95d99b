package mockserver

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// hypermedia adds the fields that every response has besides its documented ones, unless the request has _links=false.
// Links have no host. The link to the object itself defaults to the path of the request.
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

// resource adds hypermedia to a single object, which also has an ETag of its contents.
func (c *call) resource(doc Doc, kind string, hrefs Doc) Doc {
	if c.settingIs("unknown-fields", "added") {
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

// marshal encodes a document of the mock itself, which cannot fail.
func marshal(doc any) []byte { return must(json.Marshal(doc)) }

// must panics on an error that only a mistake of the caller causes.
func must[T any](value T, err error) T {
	if err != nil {
		panic("mockserver: " + err.Error())
	}
	return value
}
