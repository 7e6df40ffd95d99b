package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// report returns the differences, sorted by customer.
func (p *plan) report(found *findings) *report {
	count := 0
	for _, c := range p.changes {
		count += len(c.differences)
	}
	r := &report{Objects: p.objects, Drift: make([]row, 0, count), Warnings: append([]problem{}, found.warnings...), Errors: []problem{}}
	isShared := p.sharedNames()
	for _, c := range p.changes {
		name, id := p.customer(c)
		customer := cmp.Or(name, id)
		customerLabel := customer
		if isShared[name] {
			customerLabel = fmt.Sprintf("%s (%s)", name, cmp.Or(id, c.address))
		}
		_, wasDeleted := p.deleted[c.address]
		for _, d := range c.differences {
			if wasDeleted && c.action == "create" {
				d.inLosant = deleted
			}
			attribute := formatPath(d.path)
			who, when := found.cause(c.address, d.path)
			r.Drift = append(r.Drift, row{
				Customer: customer, OrganizationID: id, Address: c.address, Action: c.action, Attribute: attribute,
				InCode: d.inCode, InLosant: d.inLosant, Who: who, When: when, customerLabel: customerLabel, label: c.label(attribute, customer),
			})
		}
	}
	slices.SortStableFunc(r.Drift, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.customerLabel, b.customerLabel), cmp.Compare(a.Address, b.Address), cmp.Compare(a.Attribute, b.Attribute))
	})
	return r
}

// customer returns the name and the ID of the organization that an object is or belongs to. Both can be "".
func (p *plan) customer(c *change) (name, id string) {
	deleted := p.deleted[c.address]
	if c.typeName == "losant_organization" {
		return cmp.Or(c.name, string(deleted.Name)), cmp.Or(c.id, string(deleted.ID))
	}
	id = cmp.Or(c.organizationID, string(deleted.OrganizationID))
	return p.customers[id], id
}

// sharedNames returns the names that several organizations have.
func (p *plan) sharedNames() map[string]bool {
	keys, isShared := map[string]string{}, map[string]bool{}
	add := func(name, key string) {
		if other, isUsed := keys[name]; isUsed && other != key && name != "" {
			isShared[name] = true
		}
		keys[name] = key
	}
	for id, name := range p.customers {
		add(name, id)
	}
	for _, c := range p.changes {
		name, id := p.customer(c)
		add(name, cmp.Or(id, c.address)) // A new organization has no ID.
	}
	return isShared
}

// label returns what the table shows as the attribute: the attribute alone if the customer says which object it is, and
// the object otherwise.
func (c *change) label(attribute, customer string) string {
	noun, isLosant := strings.CutPrefix(c.typeName, "losant_")
	noun = strings.ReplaceAll(strings.ReplaceAll(strings.TrimPrefix(noun, "organization_"), "_", " "), " api ", " API ")
	isWhole := slices.Contains([]string{"organization", "limits", "members"}, noun)
	object := noun
	switch {
	case !isLosant || customer == "" && isWhole:
		object = c.address
	case !isWhole:
		object = strings.TrimSpace(fmt.Sprintf("%s %s", noun, cmp.Or(c.email, c.name)))
	case attribute != "":
		return attribute
	}
	if attribute == "" {
		return object
	}
	return object + ": " + attribute
}
