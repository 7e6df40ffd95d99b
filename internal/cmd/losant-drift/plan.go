package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// plan is the part of a plan that the report needs.
type plan struct {
	objects   int
	changes   []*change
	customers map[string]string   // names of organizations by ID
	deleted   map[string]identity // values of what was deleted outside Terraform, by address
}

// change is an object that an apply would change. Its values are not kept, because those of a large plan need gigabytes.
type change struct {
	address, typeName, action string
	// From the code or else from Losant. What is sensitive is empty.
	id, organizationID, name, email string
	differences                     []difference
}

// identity holds the values that identify an object.
type identity struct {
	ID             text `json:"id"`
	Name           text `json:"name"`
	OrganizationID text `json:"organization_id"`
}

// text is a value that is empty unless it is a string. An attribute with the same name can be something else in another
// type of object.
type text string

// UnmarshalJSON implements [json.Unmarshaler].
func (t *text) UnmarshalJSON(raw []byte) error {
	var value any
	err := json.Unmarshal(raw, &value)
	s, _ := value.(string)
	*t = text(s)
	return err
}

// changeJSON is an item of resource_changes and of resource_drift.
type changeJSON struct {
	Address string `json:"address"`
	Mode    string `json:"mode"`
	Type    string `json:"type"`
	Change  struct {
		Actions         []string        `json:"actions"`
		Before          json.RawMessage `json:"before"`
		After           json.RawMessage `json:"after"`
		AfterUnknown    json.RawMessage `json:"after_unknown"`
		BeforeSensitive json.RawMessage `json:"before_sensitive"`
		AfterSensitive  json.RawMessage `json:"after_sensitive"`
		Importing       *struct{}       `json:"importing"`
	} `json:"change"`
}

// readPlan reads the output of terraform show -json PLAN.
func readPlan(r io.Reader) (*plan, error) {
	p := &plan{customers: map[string]string{}, deleted: map[string]identity{}}
	isPlan, isErrored := false, false
	dec := json.NewDecoder(r)
	err := eachField(dec, func(name string) error {
		switch name {
		case "errored":
			return dec.Decode(&isErrored)
		case "planned_values":
			isPlan = true
		case "resource_drift":
			return p.eachChange(dec, p.addDrift)
		case "resource_changes":
			return p.eachChange(dec, p.addChange)
		case "prior_state":
			return eachField(dec, func(name string) error {
				if name == "values" {
					return p.readDataSources(dec)
				}
				return skip(dec)
			})
		}
		return skip(dec)
	})
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, errors.New("it is empty or incomplete")
	case err != nil:
		return nil, err
	case !isPlan:
		return nil, errors.New("it is not a plan: use the output of terraform show -json PLAN")
	case isErrored:
		return nil, errors.New("the plan failed, and is incomplete")
	}
	return p, nil
}

func (p *plan) eachChange(dec *json.Decoder, add func(*changeJSON) error) error {
	return eachItem(dec, func() error {
		var c changeJSON
		if err := dec.Decode(&c); err != nil {
			return err
		}
		if c.Mode == "data" { // Terraform reads it during the apply.
			return nil
		}
		if err := add(&c); err != nil {
			return fmt.Errorf("%s: %w", c.Address, err)
		}
		return nil
	})
}

// addDrift records what was deleted outside Terraform.
func (p *plan) addDrift(c *changeJSON) error {
	if !slices.Contains(c.Change.Actions, "delete") {
		return nil
	}
	before, err := p.identify(c.Type, c.Change.Before, c.Change.BeforeSensitive)
	p.deleted[c.Address] = before
	return err
}

func (p *plan) addChange(c *changeJSON) error {
	p.objects++
	if _, err := p.identify(c.Type, c.Change.Before, c.Change.BeforeSensitive); err != nil {
		return err
	}
	action := strings.Join(c.Change.Actions, " ")
	switch {
	case action == "no-op" && c.Change.Importing == nil:
		return nil
	case action == "no-op":
		action = "import"
	case action == "delete create", action == "create delete":
		action = "replace"
	}
	if _, err := p.identify(c.Type, c.Change.After, c.Change.AfterSensitive); err != nil { // The name in the code wins.
		return err
	}
	var v values
	for _, field := range []struct {
		into *any
		raw  json.RawMessage
	}{
		{&v.before, c.Change.Before},
		{&v.after, c.Change.After},
		{&v.beforeIsSensitive, c.Change.BeforeSensitive},
		{&v.afterIsSensitive, c.Change.AfterSensitive},
		{&v.afterIsUnknown, c.Change.AfterUnknown},
	} {
		if err := decode(field.raw, field.into); err != nil {
			return err
		}
	}
	p.changes = append(p.changes, &change{
		address: c.Address, typeName: c.Type, action: action,
		id: v.text("id"), organizationID: v.text("organization_id"), name: v.text("name"), email: v.text("email"),
		differences: v.differences(action),
	})
	return nil
}

// decode decodes a value, which may be missing. Numbers stay as they are written.
func decode(raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	return dec.Decode(into)
}

// identify returns what identifies an object, and records the name of an organization. A sensitive name is left out.
func (p *plan) identify(typeName string, values, isSensitive json.RawMessage) (identity, error) {
	var o identity
	if !strings.HasPrefix(typeName, "losant_") {
		return o, nil // Values of other providers may have other types.
	}
	err := decode(values, &o)
	if bytes.Contains(isSensitive, []byte("true")) {
		var marks any
		err = errors.Join(err, decode(isSensitive, &marks))
		if marks == true || objectOf(marks)["name"] == true {
			o.Name = ""
		}
	}
	if typeName == "losant_organization" && o.ID != "" && o.Name != "" {
		p.customers[string(o.ID)] = string(o.Name)
	}
	return o, err
}

// readDataSources reads the names of organizations from the data sources of a state. Names in the code win.
func (p *plan) readDataSources(dec *json.Decoder) error {
	return eachField(dec, func(name string) error {
		switch name {
		case "root_module":
			return p.readDataSources(dec)
		case "child_modules":
			return eachItem(dec, func() error { return p.readDataSources(dec) })
		case "resources":
			return eachItem(dec, func() error { return p.readDataSource(dec) })
		}
		return skip(dec)
	})
}

func (p *plan) readDataSource(dec *json.Decoder) error {
	var resource struct {
		Mode      string          `json:"mode"`
		Type      string          `json:"type"`
		Values    json.RawMessage `json:"values"`
		Sensitive json.RawMessage `json:"sensitive_values"`
	}
	if err := dec.Decode(&resource); err != nil || resource.Mode != "data" {
		return err
	}
	var list struct {
		identity
		Organizations []identity `json:"organizations"`
	}
	switch resource.Type {
	case "losant_organization", "losant_organizations":
		if bytes.Contains(resource.Sensitive, []byte("true")) {
			return nil
		}
		if err := decode(resource.Values, &list); err != nil {
			return err
		}
	}
	for _, o := range append(list.Organizations, list.identity) {
		if id := string(o.ID); id != "" && p.customers[id] == "" {
			p.customers[id] = string(o.Name)
		}
	}
	return nil
}
