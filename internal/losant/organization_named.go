package losant

import (
	"context"
	"maps"
	"slices"
)

// Named returns the organizations of exactly that name. There may be several. The first four names in the client's
// life cost a request each. All further names together cost one reading of all pages. Named sees what this client
// writes in the meantime, but not what others write. The organizations are shared, so callers must not change them.
func (s *OrganizationService) Named(ctx context.Context, instanceID, name string) ([]*Organization, error) {
	cache := s.cache(instanceID)
	if cache.affordsQuery(name) {
		found, err := cache.queryReads.get(ctx, name, func(ctx context.Context) ([]*Organization, error) {
			return Collect(s.All(ctx, instanceID, WithQuery(nameIs(name))))
		})
		if err != nil {
			return nil, err
		}
		cache.mu.Lock()
		defer cache.mu.Unlock()
		return cache.named(name, slices.Values(found)), nil
	}
	if err := cache.readAll(ctx); err != nil {
		return nil, err
	}
	cache.mu.Lock()
	defer cache.mu.Unlock()
	return cache.named(name, maps.Values(cache.listed)), nil
}

// Snapshot returns all organizations of an instance by id, without their summaries. All pages are read once in the
// client's life, for Snapshot, Named and Get together. Snapshot sees what this client writes in the meantime, but not
// what others write. The organizations are shared, so callers must not change them.
func (s *OrganizationService) Snapshot(ctx context.Context, instanceID string) (map[string]*Organization, error) {
	cache := s.cache(instanceID)
	if err := cache.readAll(ctx); err != nil {
		return nil, err
	}
	return cache.all(), nil
}

// nameIs returns the query for an exact name, in which * has no special meaning.
func nameIs(name string) any {
	return map[string]any{"name": map[string]string{"$eq": name}}
}
