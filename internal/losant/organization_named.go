package losant

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
)

// fewNames is how many names are worth a query of their own, before all pages are read.
const fewNames = 4

// nameIndex knows the names of organizations: what was read once, overlaid with what this client wrote since. The
// overlay makes it unnecessary to read again, however the reads and writes interleave.
type nameIndex struct {
	queries shared[[]*Organization]            // by instance and name
	pages   shared[map[string][]*Organization] // by instance, then by name

	mu    sync.Mutex
	asked map[string]map[string]bool          // instance, names with a query of their own
	own   map[string]map[string]*Organization // instance, organization id; nil for a deleted one
}

// Named returns the organizations of exactly that name; there may be several. The first four names asked in the client's
// life cost a request each, and from then on all further ones together cost one reading of all pages. What other
// clients do in the meantime is not seen; what this one does is. The organizations are shared, so callers must not change them.
func (s *OrganizationService) Named(ctx context.Context, instanceID, name string) ([]*Organization, error) {
	found, err := s.named(ctx, instanceID, name)
	if err != nil {
		return nil, err
	}
	return s.names.overlay(instanceID, name, found), nil
}

func (s *OrganizationService) named(ctx context.Context, instanceID, name string) ([]*Organization, error) {
	if s.names.affords(instanceID, name) {
		return s.names.queries.get(ctx, instanceID+"/"+name, func() ([]*Organization, error) {
			return Collect(s.All(ctx, instanceID, WithQuery(nameIs(name))))
		})
	}
	byName, err := s.readNames(ctx, instanceID)
	return byName[name], err
}

// Snapshot returns all organizations of an instance by id, without their summaries. All pages are read once in the client's life,
// for this and for Named. What other clients do in the meantime is not seen; what this one does is. The organizations are shared,
// so callers must not change them.
func (s *OrganizationService) Snapshot(ctx context.Context, instanceID string) (map[string]*Organization, error) {
	byName, err := s.readNames(ctx, instanceID)
	if err != nil {
		return nil, err
	}
	all := map[string]*Organization{}
	for _, same := range byName {
		for _, org := range same {
			all[org.ID] = org
		}
	}
	s.names.mu.Lock()
	defer s.names.mu.Unlock()
	maps.Copy(all, s.names.own[instanceID])
	maps.DeleteFunc(all, func(_ string, org *Organization) bool { return org == nil })
	return all, nil
}

// readNames reads all pages, once, into a map by name.
func (s *OrganizationService) readNames(ctx context.Context, instanceID string) (map[string][]*Organization, error) {
	return s.names.pages.get(ctx, instanceID, func() (map[string][]*Organization, error) {
		byName := map[string][]*Organization{}
		for org, err := range s.All(ctx, instanceID) {
			if err != nil {
				return nil, err
			}
			byName[org.Name] = append(byName[org.Name], org)
		}
		return byName, nil
	})
}

// nameIs is the query for an exact name, in which a * is nothing special.
func nameIs(name string) any {
	return map[string]any{"name": map[string]string{"$eq": name}}
}

// affords reports whether a name has a query of its own.
func (x *nameIndex) affords(instanceID, name string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	names := x.asked[instanceID]
	if names == nil {
		names = map[string]bool{}
		if x.asked == nil {
			x.asked = map[string]map[string]bool{}
		}
		x.asked[instanceID] = names
	}
	if len(names) < fewNames {
		names[name] = true
	}
	return names[name]
}

// put records what a write of this client made of an organization; nil is a deleted one.
func (x *nameIndex) put(instanceID, id string, org *Organization) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.own[instanceID] == nil {
		if x.own == nil {
			x.own = map[string]map[string]*Organization{}
		}
		x.own[instanceID] = map[string]*Organization{}
	}
	x.own[instanceID][id] = org
}

// overlay returns what was read, with what this client wrote in its place, sorted by id.
func (x *nameIndex) overlay(instanceID, name string, read []*Organization) []*Organization {
	x.mu.Lock()
	defer x.mu.Unlock()
	own := x.own[instanceID]
	var found []*Organization
	for _, org := range read {
		if _, ok := own[org.ID]; !ok && org.Name == name {
			found = append(found, org)
		}
	}
	for _, org := range own {
		if org != nil && org.Name == name {
			found = append(found, org)
		}
	}
	slices.SortFunc(found, func(a, b *Organization) int { return cmp.Compare(a.ID, b.ID) })
	return found
}
