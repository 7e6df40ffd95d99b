package mockserver

import (
	"bytes"
	"encoding/json"
	"mime"
	"unicode/utf8"
)

// decode reads and checks the body of a request. Operations without a body ignore it.
func (c *call) decode(contentType string, body []byte) (Doc, error) {
	if c.route.body == nil {
		return nil, nil
	}
	doc := Doc{}
	if len(body) > 0 {
		if media, _, err := mime.ParseMediaType(contentType); err != nil || media != "application/json" {
			return nil, invalid("Content-Type must be application/json")
		}
		if !utf8.Valid(body) || !json.Valid(body) {
			return nil, invalid("body must be JSON")
		}
		if json.Unmarshal(body, &doc) != nil || doc == nil {
			return nil, invalid("%s is the wrong type", c.route.bodyName)
		}
	} else if !c.route.bodyOptional {
		return nil, invalid("%s is required", c.route.bodyName)
	}
	return doc, checkAny(c.route.body, c.route.bodyName, doc, c.route.use)
}

// decodeStrict reads a control document and refuses unknown fields.
func decodeStrict(body []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return invalid("body: %v", err)
	}
	return nil
}
