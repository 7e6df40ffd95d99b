package losant

import (
	"context"
	"fmt"
	"iter"
)

// fewAbsences is how many organizations get a query of their own before all pages are read to confirm their absence.
const fewAbsences = 4

// contradictionError says that the API contradicts itself about the existence of an object.
type contradictionError string

func (e contradictionError) Error() string { return string(e) }

func contradiction(format string, args ...any) error {
	return contradictionError(fmt.Sprintf(format, args...))
}

// ConfirmAbsence returns nil if an organization does not exist: a GET does not find it, and neither does the list of
// organizations. A response with the list also proves that the instance exists and that the token has access to it. The
// first four organizations cost a query each. All further ones together cost one reading of all pages.
func (s *OrganizationService) ConfirmAbsence(ctx context.Context, ref OrganizationRef) error {
	cache := s.cache(ref.InstanceID)
	if !cache.isMissing(ref.ID) {
		switch _, err := cache.getSingle(ctx, ref.ID); {
		case err == nil:
			return contradiction("Losant finds organization %s itself", ref.ID)
		case !IsNotFound(err):
			return err
		}
	}
	listed, err := cache.isListed(ctx, ref.ID)
	if err == nil && listed {
		err = contradiction("the list of organizations still contains organization %s", ref.ID)
	}
	return err
}

// isMissing reports whether a GET has not found an organization, which this client has not written since.
func (c *organizationCache) isMissing(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	org, read := c.single[id]
	_, written := c.written[id]
	return read && org == nil && !written
}

// isListed reports whether the list of organizations contains one. An older page that contains it proves nothing.
func (c *organizationCache) isListed(ctx context.Context, id string) (bool, error) {
	if !c.affordsAbsence(id) {
		if err := c.readAll(ctx); err != nil {
			return false, err
		}
		c.mu.Lock()
		listed := c.listed[id] != nil
		c.mu.Unlock()
		if !listed {
			return false, nil
		}
	}
	return c.absenceReads.get(ctx, id, func(ctx context.Context) (bool, error) {
		query := map[string]any{"id": map[string]string{"$eq": id}}
		return exists(c.client.Organizations.All(ctx, c.instanceID, WithQuery(query)), func(o *Organization) bool { return o.ID == id })
	})
}

// affordsAbsence reports whether an organization has a query of its own.
func (c *organizationCache) affordsAbsence(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.absent) < fewAbsences && !c.whole {
		c.absent[id] = true
	}
	return c.absent[id] && !c.whole
}

// confirmAbsence returns nil if a list does not contain the object with an id. The cache holds the ids of the list.
func confirmAbsence[T any](
	ctx context.Context, cache *readCache[map[string]bool], noun, instanceID, id string, all func(context.Context) iter.Seq2[*T, error],
) error {
	listed, err := cache.get(ctx, instanceID, func(ctx context.Context) (map[string]bool, error) {
		items, err := Collect(all(ctx))
		ids := map[string]bool{}
		for _, itemID := range idsOf(items) {
			ids[itemID] = true
		}
		return ids, err
	})
	if err == nil && listed[id] {
		err = contradiction("the list still contains %s %s", noun, id)
	}
	return err
}
