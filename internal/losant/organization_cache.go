package losant

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

const (
	// fewReads is how many organizations are read one by one in any case, because the response with a page is larger.
	fewReads = 4
	// fewNames is how many names get a query of their own before all pages are read.
	fewNames = 4
	// concurrentPages is how many pages are read at once when all are wanted.
	concurrentPages = 4
)

// organizationCache holds what the client has read of the organizations of one instance, and what it has written
// since. Writes take precedence over reads, so a page need not be read again, in whichever order reads and writes
// happen.
type organizationCache struct {
	client      *Client
	instanceID  string
	singleReads readCache[*Organization]   // by the path of an organization
	queryReads  readCache[[]*Organization] // by name

	absenceReads readCache[bool]            // by id, whether the list contains it
	allReads     readCache[[]*Organization] // all pages again

	mu       sync.Mutex
	listed   map[string]*Organization // by id, from pages
	limits   sharedLimits             // of the listed organizations
	single   map[string]*Organization // by id, from GETs of one organization
	written  map[string]*Organization // by id, as the last write left them; nil is a deleted one
	queried  map[string]bool          // the names with a query of their own
	gets     int                      // completed GETs of one organization, found or not
	lists    int                      // pages that were requested
	failed   []int                    // pages that could not be read
	next     int                      // the first page that was not requested yet
	end      int                      // the number of pages, as far as it is known
	reading  reading                  // what the pages have and lack
	whole    bool                     // all organizations are listed
	lacking  error                    // why they are not, although the pages were read several times
	absent   map[string]bool          // the ids with a query of their own that confirms their absence
	pending  int                      // pages that are being read
	arrived  chan struct{}            // closed when one of them has arrived or failed
	verified bool                     // an organization of a page was compared with a GET
	unusable bool                     // a page could not be read, or it lacks what a GET returns

	users       int // callers that may wait for pages
	pagesCtx    context.Context
	cancelPages context.CancelFunc
}

// cache returns the cache of an instance.
func (s *OrganizationService) cache(instanceID string) *organizationCache {
	value, ok := s.caches.Load(instanceID)
	if !ok {
		value, _ = s.caches.LoadOrStore(instanceID, &organizationCache{
			client: s.client, instanceID: instanceID, end: 1, arrived: make(chan struct{}),
			listed: map[string]*Organization{}, limits: newSharedLimits(), single: map[string]*Organization{},
			written: map[string]*Organization{}, queried: map[string]bool{}, absent: map[string]bool{},
		})
	}
	cache, _ := value.(*organizationCache)
	return cache
}

// get returns an organization from a page or from a GET. An organization that is on no page may have moved from one
// page to another, so only a GET proves that there is none.
func (c *organizationCache) get(ctx context.Context, id string) (*Organization, error) {
	defer c.use(ctx)()
	for ctx.Err() == nil {
		org, page, wait := c.lookup(id)
		switch {
		case org != nil:
			return org, nil
		case page >= 0:
			select {
			case <-c.readPage(page): //nolint:contextcheck,errcheck // If it failed, the GET returns the reason.
			case <-ctx.Done():
			}
		case wait != nil:
			select {
			case <-wait:
			case <-ctx.Done():
			}
		default:
			return c.getSingle(ctx, id)
		}
	}
	return nil, c.canceled(ctx, id)
}

// canceled returns the error of a caller whose context ended while others read for it.
func (c *organizationCache) canceled(ctx context.Context, id string) error {
	return c.client.failure(ctx, newCall(opGetOrganization, c.path(id), baseQuery, nil), ctx.Err())
}

func (c *organizationCache) path(id string) path { return OrganizationRef{c.instanceID, id}.path() }

// lookup returns an organization that is known, or a page to read, or what to wait for. If it returns none of them, the
// organization must be read by a GET.
func (c *organizationCache) lookup(id string) (org *Organization, page int, wait <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, written := c.written[id]; written || c.unusable {
		return nil, -1, nil
	}
	if org = c.asRead(id); org != nil || c.listed[id] != nil {
		return org, -1, nil
	}
	if c.gets >= fewReads && c.lists < c.gets {
		if page = c.nextPage(); page >= 0 {
			return nil, page, nil
		}
	}
	if c.pending > 0 {
		return nil, -1, c.arrived
	}
	return nil, -1, nil
}

// nextPage returns a page to read, or -1 if all have been read or are being read. The caller holds the
// lock, and must call readPage.
func (c *organizationCache) nextPage() int {
	page := c.next
	switch {
	case len(c.failed) > 0:
		page, c.failed = c.failed[0], c.failed[1:]
	case c.next < c.end:
		c.next++
	default:
		return -1
	}
	c.lists++
	c.pending++
	return page
}

// use is called by everybody who waits for pages, until the returned function is called. Pages do not run in the context
// of the caller that requests them, who may leave while others still wait. They end when nobody waits for them.
func (c *organizationCache) use(ctx context.Context) (leave func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.users == 0 {
		c.pagesCtx, c.cancelPages = context.WithCancel(context.WithoutCancel(ctx))
	}
	c.users++
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.users--; c.users == 0 {
			c.cancelPages()
		}
	}
}

// readPage begins to read a page that nextPage has returned. The result arrives in the channel, and in the cache.
func (c *organizationCache) readPage(number int) <-chan error {
	c.mu.Lock()
	ctx := c.pagesCtx
	c.mu.Unlock()
	result := make(chan error, 1)
	go func() {
		page, err := c.fetchPage(ctx, number)
		c.storePage(ctx, number, page, err)
		result <- err
	}()
	return result
}

func (c *organizationCache) storePage(ctx context.Context, number int, page *list[Organization], err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pending--
	close(c.arrived)
	c.arrived = make(chan struct{})
	if err != nil {
		c.failed = append(c.failed, number)
		c.unusable = c.unusable || ctx.Err() == nil
		return
	}
	c.shareLimits(page.Items)
	for _, org := range page.Items {
		c.listed[org.ID] = org
		c.verify(org.ID)
	}
	switch isNew := c.reading.add(idsOf(page.Items), page.total()); {
	case !isNew:
		c.end = min(c.end, number+1)
	case number == 0 && page.total() > len(page.Items):
		c.end = min((page.total()-1)/len(page.Items)+1, maxPages)
	case number == 0 && page.mayContinue(defaultPageSize), number == c.end-1 && page.total() < c.reading.count() && page.isFull(defaultPageSize):
		c.end = min(number+2, maxPages)
	}
}

// shareLimits makes new organizations share equal limits. The caller holds the lock.
func (c *organizationCache) shareLimits(organizations []*Organization) {
	for _, org := range organizations {
		org.Limits = c.limits.share(org.Limits)
	}
}

func (c *organizationCache) fetchPage(ctx context.Context, number int) (*list[Organization], error) {
	q, err := newReadOptions([]ReadOption{oldestFirst()}).pageQuery(number)
	if err != nil {
		return nil, err
	}
	return send[list[Organization]](ctx, c.client, newCall(opListOrganizations, organizationsPath(c.instanceID), q, nil))
}

// verify compares an organization of a page with that of a GET, if both are known. The API documents that they are
// equal. If a page returned less, every organization would look changed. The caller holds the lock.
func (c *organizationCache) verify(id string) {
	listed, single := c.listed[id], c.single[id]
	if listed == nil || single == nil {
		return
	}
	c.verified = true
	c.unusable = c.unusable || lacksFields(listed, single)
}

// lacksFields reports whether listed has nothing where single has something. It ignores the summary, which varies.
func lacksFields(listed, single *Organization) bool {
	a, b := reflect.ValueOf(*listed), reflect.ValueOf(*single)
	for i := range a.NumField() {
		if a.Field(i).IsZero() && !b.Field(i).IsZero() && a.Type().Field(i).Name != "Summary" {
			return true
		}
	}
	return len(listed.Limits) < len(single.Limits)
}

// getSingle reads an organization by a GET, once until this client writes it.
func (c *organizationCache) getSingle(ctx context.Context, id string) (*Organization, error) {
	p := c.path(id)
	org, err := c.singleReads.get(ctx, p.text, func(ctx context.Context) (*Organization, error) {
		org, err := send[Organization](ctx, c.client, newCall(opGetOrganization, p, baseQuery, nil))
		c.mu.Lock()
		defer c.mu.Unlock()
		if _, written := c.written[id]; !written && (err == nil || IsNotFound(err)) {
			c.gets++
			c.single[id] = org
			c.verify(id)
		}
		return org, err
	})
	if err != nil && ctx.Err() != nil {
		return nil, c.canceled(ctx, id)
	}
	return org, err
}

// readAll reads all pages that have not been read yet. If the pages lack organizations, for example because some were
// deleted in the meantime, it reads all of them again, once in the client's life.
func (c *organizationCache) readAll(ctx context.Context) error {
	if err := c.readPages(ctx); err != nil {
		return err
	}
	c.mu.Lock()
	c.whole = c.whole || c.reading.isWhole()
	whole, lacking := c.whole, c.lacking
	c.mu.Unlock()
	if whole || lacking != nil {
		return lacking
	}
	again, err := c.allReads.get(ctx, "", func(ctx context.Context) ([]*Organization, error) {
		all, err := Collect(c.client.Organizations.All(ctx, c.instanceID))
		c.mu.Lock()
		defer c.mu.Unlock()
		c.shareLimits(all)
		return all, err
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	if IsIncomplete(err) {
		c.lacking = err
	}
	if err != nil {
		return err
	}
	c.whole = true
	for _, org := range again {
		c.listed[org.ID] = org
	}
	return nil
}

// readPages reads the pages that have not been read yet.
func (c *organizationCache) readPages(ctx context.Context) error {
	defer c.use(ctx)()
	group, ctx := errgroup.WithContext(ctx)
	for range concurrentPages {
		group.Go(func() error { return c.readRemaining(ctx) })
	}
	return group.Wait()
}

// readRemaining reads pages until none is left. It waits for those that others read, because the first page says how
// many there are.
func (c *organizationCache) readRemaining(ctx context.Context) error {
	for {
		c.mu.Lock()
		page, pending, wait := c.nextPage(), c.pending, c.arrived
		c.mu.Unlock()
		switch {
		case page >= 0:
			select {
			case err := <-c.readPage(page): //nolint:contextcheck // A page is read for all callers.
				if err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		case pending == 0:
			return nil
		default:
			select {
			case <-wait:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// put records an organization as this client has written it. nil is a deleted one. The organization is read by a GET
// from then on.
func (c *organizationCache) put(id string, org *Organization) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.written[id] = org
	c.singleReads.forget(c.path(id).text)
}

// affordsQuery reports whether a name has a query of its own.
func (c *organizationCache) affordsQuery(name string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.queried) < fewNames {
		c.queried[name] = true
	}
	return c.queried[name]
}

// named returns the organizations of exactly that name among those that were read and those that were written, sorted
// by id. The caller holds the lock.
func (c *organizationCache) named(name string, read iter.Seq[*Organization]) []*Organization {
	var found []*Organization
	for org := range read {
		if _, written := c.written[org.ID]; !written && org.Name == name {
			found = append(found, org)
		}
	}
	for _, org := range c.written {
		if org != nil && org.Name == name {
			found = append(found, org)
		}
	}
	slices.SortFunc(found, func(a, b *Organization) int { return cmp.Compare(a.ID, b.ID) })
	return found
}

// all returns the organizations that were read and written, by id.
func (c *organizationCache) all() map[string]*Organization {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := maps.Clone(c.listed)
	maps.Copy(all, c.written)
	maps.DeleteFunc(all, func(_ string, org *Organization) bool { return org == nil })
	return all
}
