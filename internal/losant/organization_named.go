package losant

import (
	"context"
	"maps"
	"slices"
)

// Named returns the organizations of exactly that name; there may be several. The first four names asked in the client's
// life cost a request each, and from then on all further ones together cost one reading of all pages. What other
// clients do in the meantime is not seen; what this one does is. The organizations are shared, so callers must not change them.
func (s *OrganizationService) Named(ctx context.Context, instanceID, name string) ([]*Organization, error) {
	d := s.directory(instanceID)
	if d.affordsQuery(name) {
		found, err := d.queries.get(ctx, name, func() ([]*Organization, error) {
			return Collect(s.All(ctx, instanceID, WithQuery(nameIs(name))))
		})
		if err != nil {
			return nil, err
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.named(name, slices.Values(found)), nil
	}
	if err := d.complete(ctx); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.named(name, maps.Values(d.listed)), nil
}

// Snapshot returns all organizations of an instance by id, without their summaries. All pages are read once in the client's life,
// for this, for Named and for Get. What other clients do in the meantime is not seen; what this one does is. The organizations
// are shared, so callers must not change them.
func (s *OrganizationService) Snapshot(ctx context.Context, instanceID string) (map[string]*Organization, error) {
	d := s.directory(instanceID)
	if err := d.complete(ctx); err != nil {
		return nil, err
	}
	return d.all(), nil
}

// nameIs is the query for an exact name, in which a * is nothing special.
func nameIs(name string) any {
	return map[string]any{"name": map[string]string{"$eq": name}}
}
