package losant

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// Another letter case is another field.
func TestDecodeIsCaseSensitive(t *testing.T) {
	t.Parallel()
	var org Organization
	text := `{"id":"1","ID":"2","name":"Acme","NAME":"Evil","Limits":{"device":9},"limits":{"device":1},"Tags":[],"banner":{"message":"m","Message":"evil"},
		"tags":[{"key":"k","value":"v","Value":"evil"}],"summary":{"PayloadCount":{"a":{"b":1}}}}`
	if err := decodeObject([]byte(text), &org); err != nil {
		t.Fatal(err)
	}
	if org.ID != "1" || org.Name != "Acme" || org.Limits["device"] != 1 || org.Banner.Message != "m" || org.Tags[0].Value != "v" || org.Summary.PayloadCount != nil {
		t.Errorf("got %+v", org)
	}
	if err := decodeObject([]byte(`{"ID":"1","items":[{"USERID":"u"}]}`), new(list[Member])); err != nil {
		t.Error(err)
	}
}

// A response that lacks a field that every object has, or has one of another type, is an error: an object without a
// name or limits would look like drift.
func TestIncompleteResponses(t *testing.T) {
	t.Parallel()
	get := map[string]func(context.Context, *Client) error{
		"organization":                 calls["get"],
		"organization after an update": calls["update"],
		"instance":                     func(ctx context.Context, c *Client) error { _, err := c.Instances.Get(ctx, instanceID); return err },
		"member":                       func(ctx context.Context, c *Client) error { _, err := Collect(c.Members.All(ctx, orgRef)); return err },
		"instance member": func(ctx context.Context, c *Client) error {
			_, err := Collect(c.InstanceMembers.All(ctx, instanceID))
			return err
		},
		"invitation": func(ctx context.Context, c *Client) error {
			_, err := Collect(c.Invitations.All(ctx, orgRef))
			return err
		},
		"listed organization": calls["list"],
		"token":               func(ctx context.Context, c *Client) error { _, err := c.Tokens.Get(ctx, instanceID, orgID); return err },
		"rule": func(ctx context.Context, c *Client) error {
			_, err := c.NotificationRules.Get(ctx, instanceID, orgID)
			return err
		},
		"custom node": func(ctx context.Context, c *Client) error {
			_, err := c.CustomNodes.Get(ctx, instanceID, orgID)
			return err
		},
	}
	const (
		organization = `"name":"Acme","limits":{"device":1},"tags":[],"isReadOnly":false`
		person       = `"userId":"u","email":"a@x.io","role":"view"`
		apiToken     = `"name":"ci","status":"active","scope":[]`
		customNode   = `"name":"n","triggers":[],"nodes":[],"customNodeConfig":{}`
		rule         = `"name":"n","targetQueryJson":"{}","ruleConfig":{"ruleType":"payloadUsage","thresholdType":"percentOfLimit"}`
	)
	for name, tc := range map[string]struct {
		fields string
		broken map[string]string // a field that is replaced, by the replacement
	}{
		"organization":                 {organization, map[string]string{`"name":"Acme"`: `"NAME":"Acme"`, `"limits":{"device":1}`: `"limits":null`, `"tags":[]`: `"tags":null`, `{"device":1}`: `{"device":"1"}`, `[]`: `[{"key":"k"}]`}},
		"organization after an update": {organization, map[string]string{`"name":"Acme"`: `"name":5`, `"limits":{"device":1},`: ``, `"tags":[],`: ``}},
		"listed organization":          {organization, map[string]string{`"name":"Acme",`: ``, `"limits":{"device":1}`: `"limits":"x"`, `"tags":[]`: `"tags":{}`, `"tags":[],`: `"banner":"x","tags":[],`}},
		"instance":                     {`"name":"Acme","limits":{}`, map[string]string{`"name":"Acme",`: ``, `"limits":{}`: `"limits":{"device":true}`, `{}`: `null`}},
		"member":                       {person, map[string]string{`"userId":"u",`: ``, `"view"`: `""`, `"email":"a@x.io"`: `"email":5`}},
		"instance member":              {person, map[string]string{`"userId":"u",`: ``, `,"role":"view"`: ``}},
		"invitation":                   {person, map[string]string{`"email":"a@x.io"`: `"email":null`, `,"role":"view"`: ``, `"role":"view"`: `"role":"view","hasExpired":"yes"`}},
		"token":                        {apiToken, map[string]string{`"name":"ci",`: ``, `"status":"active",`: ``, `,"scope":[]`: ``, `[]`: `"all"`}},
		"custom node":                  {customNode, map[string]string{`"name":"n",`: ``, `"triggers":[],`: ``, `"triggers":[]`: `"triggers":{}`, `"nodes":[],`: ``, `"nodes":[]`: `"nodes":null`, `"customNodeConfig":{}`: `"customNodeConfig":[]`}},
		"rule":                         {rule, map[string]string{`"name":"n",`: ``, `"{}"`: `{}`, `"ruleType":"payloadUsage",`: ``}},
	} {
		for before, after := range tc.broken {
			t.Run(name+" with "+after+" for "+before, func(t *testing.T) {
				t.Parallel()
				respondWith := func(fields string) error {
					c, _ := serve(t, respond(200, `{"id":"`+orgID+`",`+fields+`,"items":[{"id":"v",`+fields+`}]}`), WithMaxRetries(0))
					if name == "instance" {
						c, _ = serve(t, respond(200, `{"id":"`+instanceID+`",`+fields+`}`), WithMaxRetries(0))
					}
					return get[name](t.Context(), c)
				}
				if err := respondWith(tc.fields); err != nil {
					t.Fatalf("the complete response: %v", err)
				}
				err := respondWith(strings.Replace(tc.fields, before, after, 1))
				if e, ok := errors.AsType[*Error](err); !ok || e.Type != unreadableResponse || strings.Contains(e.Error(), " Go ") {
					t.Errorf("error %v", err)
				}
			})
		}
	}
}

// An error about types speaks of JSON.
func TestErrorsAboutTypes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"text":5}`:           "field text: number instead of text",
		`{"flag":"yes"}`:       "field flag: text instead of true or false",
		`{"count":"5"}`:        "field count: text instead of number",
		`{"count":1.5}`:        "field count: number instead of whole number of this size",
		`{"count":1e30}`:       "field count: number instead of whole number of this size",
		`{"texts":{}}`:         "field texts: object instead of list",
		`{"texts":[true]}`:     "field texts: true or false instead of text",
		`{"inner":[]}`:         "field inner: list instead of object",
		`{"inner":{"text":1}}`: "field inner: field text: number instead of text",
		`{"texts":[}`:          "the response is not valid JSON: invalid character",
		`{`:                    "the response is not valid JSON: unexpected end of JSON input",
	} {
		type inner struct {
			Text string `json:"text"`
		}
		var object struct {
			Text  string   `json:"text"`
			Flag  bool     `json:"flag"`
			Count int64    `json:"count"`
			Texts []string `json:"texts"`
			Inner *inner   `json:"inner"`
		}
		checkError(t, decodeObject([]byte(text), &object), want)
	}
}

// A server that omits what is empty or off may omit the tags.
func TestTagsMayBeOmittedWithOtherEmptyFields(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, respond(200, `{"id":"`+orgID+`","name":"Acme","limits":{}}`))
	if err := calls["get"](t.Context(), c); err != nil {
		t.Error(err)
	}
}
