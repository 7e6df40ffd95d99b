package membership

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// The resource types that manage people.
const (
	TypeInstanceMember      = "losant_instance_member"
	TypeInvitation          = "losant_organization_invitation"
	TypeOrganizationMember  = "losant_organization_member"
	TypeOrganizationMembers = "losant_organization_members"
)

// Person identifies a person in an organization, or in the instance if
// OrganizationID is empty. Email and UserID are empty if they are not known.
type Person struct {
	InstanceID, OrganizationID string
	Email, UserID              string
}

// keys returns what identifies the person, sorted. It is empty if nothing is known.
func (p Person) keys() []string {
	var keys []string
	for _, id := range []string{strings.ToLower(p.Email), p.UserID} {
		if id != "" && p.InstanceID != "" {
			keys = append(keys, p.InstanceID+"/"+p.OrganizationID+"/"+id)
		}
	}
	slices.Sort(keys)
	return keys
}

func (p Person) name() string {
	if p.Email == "" {
		return "user " + p.UserID
	}
	return p.Email
}

func (p Person) parent() string {
	if p.OrganizationID == "" {
		return "instance " + p.InstanceID
	}
	return "organization " + p.OrganizationID
}

// Manager is a resource that manages a person.
type Manager struct {
	Type, Role string
	IsCreation bool
}

// Claims records, within a run, who is kept and who is removed by resources. To
// create a resource can mean to adopt a person, and to destroy another resource
// can mean to remove the same person. Terraform decides in which order, and no
// resource knows another. So a removal skips everybody whom a resource has claimed,
// and a resource adds those again who were removed before its claim.
type Claims struct {
	mu      sync.Mutex
	entries map[string]*claim      // by each key of the person
	locks   map[string]*sync.Mutex // by each key of the person
	sets    map[string]bool        // organizations with a losant_organization_members
	pause   time.Duration
	paused  chan struct{} // closed when removals may begin
}

// claim is what a run knows about one person.
type claim struct {
	kept     bool
	written  bool // whether a resource has added or adopted the person
	managers []Manager
	leaving  []string // types of the resources whose removal of the person is planned
	removing bool     // whether a removal has begun in this run
}

// ClaimsOf returns the claims of a run.
func ClaimsOf(p *base.ProviderData) *Claims {
	return base.Shared(p, "", func() *Claims {
		return &Claims{entries: map[string]*claim{}, locks: map[string]*sync.Mutex{}, sets: map[string]bool{}, pause: p.RemovalPause}
	})
}

// of returns the entry of a person. Entries that turn out to be of the same person
// become one.
func (c *Claims) of(keys []string) *claim {
	var found *claim
	for _, key := range keys {
		switch other := c.entries[key]; {
		case other == nil || other == found:
		case found == nil:
			found = other
		default:
			c.merge(found, other)
		}
	}
	if found == nil {
		found = &claim{}
	}
	for _, key := range keys {
		c.entries[key] = found
	}
	return found
}

// merge adds an entry to that of the same person under another key.
func (c *Claims) merge(into, from *claim) {
	into.kept = into.kept || from.kept
	into.written = into.written || from.written
	into.removing = into.removing || from.removing
	into.managers = append(into.managers, from.managers...)
	into.leaving = append(into.leaving, from.leaving...)
	for key, e := range c.entries {
		if e == from {
			c.entries[key] = into
		}
	}
}

// Overlap is what else happens to a person whom a plan adds or keeps.
type Overlap struct {
	Others   []Manager // other resources that manage the person
	Leaving  []string  // types of the resources whose removal of the person is planned
	Removing bool      // whether a removal has begun in this run
}

// IsRemoved reports whether the person may be removed in this run, or was.
func (o Overlap) IsRemoved() bool { return o.Removing || len(o.Leaving) > 0 }

// Keep records that a plan adds or keeps a person. If isReplacement is true, the
// same resource was planned before in this run: Terraform plans a replacement
// twice.
func (c *Claims) Keep(person Person, m Manager, isReplacement bool) Overlap {
	keys := person.keys()
	if len(keys) == 0 {
		return Overlap{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.of(keys)
	e.kept = true
	if isReplacement {
		if i := slices.IndexFunc(e.managers, func(other Manager) bool { return other.Type == m.Type }); i >= 0 {
			e.managers = slices.Delete(e.managers, i, i+1)
		}
	}
	overlap := Overlap{slices.Clone(e.managers), slices.Clone(e.leaving), e.removing}
	e.managers = append(e.managers, m)
	return overlap
}

// KeepUnchanged records that a plan does not change a person. It returns false, and
// records nothing, if another resource manages or removes the same person.
func (c *Claims) KeepUnchanged(person Person, m Manager) bool {
	keys := person.keys()
	if len(keys) == 0 {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, key := range keys {
		if c.entries[key] != nil {
			return false
		}
	}
	e := &claim{kept: true, managers: []Manager{m}}
	for _, key := range keys {
		c.entries[key] = e
	}
	return true
}

// Claim records that a resource adds or adopts a person. The caller holds the lock
// of the person.
func (c *Claims) Claim(person Person) {
	if keys := person.keys(); len(keys) > 0 {
		c.mu.Lock()
		defer c.mu.Unlock()
		e := c.of(keys)
		e.kept, e.written = true, true
	}
}

// isWritten reports whether a resource has added or adopted a person in this run.
func (c *Claims) isWritten(person Person) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.ContainsFunc(person.keys(), func(key string) bool { return c.entries[key] != nil && c.entries[key].written })
}

// Leave records that a plan removes a person from a resource of a type. It returns
// the other resources that manage the person.
func (c *Claims) Leave(person Person, resourceType string) []Manager {
	keys := person.keys()
	if len(keys) == 0 {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.of(keys)
	e.leaving = append(e.leaving, resourceType)
	return slices.Clone(e.managers)
}

// HasOthers reports whether several resources manage a person.
func (c *Claims) HasOthers(person Person) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.ContainsFunc(person.keys(), func(key string) bool { return c.entries[key] != nil && len(c.entries[key].managers) > 1 })
}

// IsKept reports whether a resource has claimed a person.
func (c *Claims) IsKept(person Person) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.ContainsFunc(person.keys(), func(key string) bool { return c.entries[key] != nil && c.entries[key].kept })
}

// IsRemoving reports whether a removal of a person has begun in this run.
func (c *Claims) IsRemoving(person Person) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.ContainsFunc(person.keys(), func(key string) bool { return c.entries[key] != nil && c.entries[key].removing })
}
