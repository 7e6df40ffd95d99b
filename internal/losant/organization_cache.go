package losant

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

const (
	// fewReads is how many organizations are asked for one by one in any case: a page is a larger answer than they are.
	fewReads = 4
	// fewNames is how many names are worth a query of their own, before all pages are read.
	fewNames = 4
	// pagesAtOnce is how many pages are asked for at once when all are wanted.
	pagesAtOnce = 4
)

// directory is what a client knows of the organizations of one instance from the pages of their list, overlaid with what it wrote
// since. The overlay makes it unnecessary to read a page again, however reads and writes interleave.
type directory struct {
	client     *Client
	instanceID string
	singles    shared[*Organization]   // by the path of an organization
	queries    shared[[]*Organization] // by name

	mu      sync.Mutex
	listed  map[string]*Organization // by id
	written map[string]*Organization // by id, as the last write left them; nil for a deleted one
	single  map[string]*Organization // by id, as a GET of their own answered
	asked   map[string]bool          // names with a query of their own
	gets    int                      // answered reads of one organization, found or not
	lists   int                      // pages asked for
	unread  []int                    // pages that were asked for in vain
	next    int                      // the first page that nobody has asked for yet
	end     int                      // the number of pages, as far as is known
	reading int                      // pages on their way
	arrived chan struct{}            // closed when one of them has arrived or failed
	trusted bool                     // an organization of a page was compared with a GET
	useless bool                     // a page could not be read, or told less than a GET
}

func newDirectory(client *Client, instanceID string) *directory {
	return &directory{
		client: client, instanceID: instanceID, end: 1, arrived: make(chan struct{}),
		listed: map[string]*Organization{}, written: map[string]*Organization{},
		single: map[string]*Organization{}, asked: map[string]bool{},
	}
}

// directory returns what is known of an instance.
func (s *OrganizationService) directory(instanceID string) *directory {
	known, ok := s.directories.Load(instanceID)
	if !ok {
		known, _ = s.directories.LoadOrStore(instanceID, newDirectory(s.client, instanceID))
	}
	d, _ := known.(*directory)
	return d
}

// get returns an organization from a page, or else by a GET of its own: an organization that is in no page may have been on its way
// from one to the other, so only the GET tells that there is none.
func (d *directory) get(ctx context.Context, id string) (*Organization, error) {
	for ctx.Err() == nil {
		org, page, wait := d.look(id)
		switch {
		case org != nil:
			return org, nil
		case page >= 0:
			_ = d.read(ctx, page) // If it fails, the GET tells what is wrong.
		case wait != nil:
			select {
			case <-wait:
			case <-ctx.Done():
			}
		default:
			return d.getSingle(ctx, id)
		}
	}
	return nil, d.gaveUp(ctx, id)
}

// gaveUp is the error of a caller whose context ended while others read for it.
func (d *directory) gaveUp(ctx context.Context, id string) error {
	return fmt.Errorf("GET %s: %w", d.client.redact(OrganizationRef{d.instanceID, id}.path().text), ctx.Err())
}

// look returns an organization that is known, or the number of a page to read, or what to wait for. None of them means to ask for
// the organization itself.
func (d *directory) look(id string) (org *Organization, page int, wait <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, written := d.written[id]; written || d.useless {
		return nil, -1, nil
	}
	single, listed := d.single[id], d.listed[id]
	switch {
	case single != nil:
		return single, -1, nil
	case listed != nil && d.trusted:
		return listed, -1, nil
	case listed != nil:
		return nil, -1, nil
	}
	if d.gets >= fewReads && d.lists < d.gets {
		if page = d.take(); page >= 0 {
			return nil, page, nil
		}
	}
	if d.reading > 0 {
		return nil, -1, d.arrived
	}
	return nil, -1, nil
}

// take returns the number of a page that is to be read now, or -1 if all are read or on their way. The caller holds the lock.
func (d *directory) take() int {
	page := d.next
	switch {
	case len(d.unread) > 0:
		page, d.unread = d.unread[0], d.unread[1:]
	case d.next < d.end:
		d.next++
	default:
		return -1
	}
	d.lists++
	d.reading++
	return page
}

// read reads a page that was taken.
func (d *directory) read(ctx context.Context, page int) error {
	answer, err := d.fetch(ctx, page)

	d.mu.Lock()
	defer d.mu.Unlock()
	d.reading--
	close(d.arrived)
	d.arrived = make(chan struct{})
	if err != nil {
		d.unread = append(d.unread, page)
		d.useless = d.useless || ctx.Err() == nil
		return err
	}
	for _, org := range answer.Items {
		d.listed[org.ID] = org
		d.compare(org.ID)
	}
	switch size := cmp.Or(answer.PerPage, len(answer.Items)); {
	case len(answer.Items) == 0:
		d.end = min(d.end, page+1)
	case page == 0 && size > 0:
		d.end = (answer.TotalCount + size - 1) / size
	}
	return nil
}

func (d *directory) fetch(ctx context.Context, page int) (*list[Organization], error) {
	q, err := newReading(nil).page(page)
	if err != nil {
		return nil, err
	}
	return send[list[Organization]](ctx, d.client, newCall(opListOrganizations, instancePath(d.instanceID).word("orgs"), q, nil))
}

// compare compares an organization of a page with the answer to a GET of its own, if both are known. The published schema says that they tell
// the same; a server that lists less would make every organization look changed. The caller holds the lock.
func (d *directory) compare(id string) {
	listed, single := d.listed[id], d.single[id]
	if listed == nil || single == nil {
		return
	}
	d.trusted = true
	d.useless = d.useless || lacks(listed, single)
}

// lacks reports whether listed has nothing where single has something. The summary is left out of reads and means nothing here.
func lacks(listed, single *Organization) bool {
	a, b := reflect.ValueOf(*listed), reflect.ValueOf(*single)
	for i := range a.NumField() {
		if a.Field(i).IsZero() && !b.Field(i).IsZero() && a.Type().Field(i).Name != "Summary" {
			return true
		}
	}
	return len(listed.Limits) < len(single.Limits)
}

// getSingle asks for one organization. What this client has not written since is asked for once.
func (d *directory) getSingle(ctx context.Context, id string) (*Organization, error) {
	p := OrganizationRef{d.instanceID, id}.path()
	org, err := d.singles.get(ctx, p.text, func() (*Organization, error) {
		org, err := send[Organization](ctx, d.client, newCall(opGetOrganization, p, flags, nil))
		d.mu.Lock()
		defer d.mu.Unlock()
		if _, written := d.written[id]; !written && (err == nil || IsNotFound(err)) {
			d.gets++
			d.single[id] = org
			d.compare(id)
		}
		return org, err
	})
	if err != nil && ctx.Err() != nil {
		return nil, d.gaveUp(ctx, id)
	}
	return org, err
}

// complete reads all pages that are not read yet.
func (d *directory) complete(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for range pagesAtOnce {
		group.Go(func() error { return d.readOn(ctx) })
	}
	return group.Wait()
}

// readOn reads pages until none is left, waiting for those that others read: the first tells how many there are.
func (d *directory) readOn(ctx context.Context) error {
	for {
		d.mu.Lock()
		page, reading, wait := d.take(), d.reading, d.arrived
		d.mu.Unlock()
		switch {
		case page >= 0:
			if err := d.read(ctx, page); err != nil {
				return err
			}
		case reading == 0:
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

// put records what a write of this client made of an organization; nil is a deleted one. From then on it is asked for by itself.
func (d *directory) put(id string, org *Organization) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.written[id] = org
	d.singles.forget(OrganizationRef{d.instanceID, id}.path().text)
}

// affordsQuery reports whether a name has a query of its own.
func (d *directory) affordsQuery(name string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.asked) < fewNames {
		d.asked[name] = true
	}
	return d.asked[name]
}

// named returns the organizations of exactly that name among those read and those written, sorted by id.
func (d *directory) named(name string, read iter.Seq[*Organization]) []*Organization {
	var found []*Organization
	for org := range read {
		if _, written := d.written[org.ID]; !written && org.Name == name {
			found = append(found, org)
		}
	}
	for _, org := range d.written {
		if org != nil && org.Name == name {
			found = append(found, org)
		}
	}
	slices.SortFunc(found, func(a, b *Organization) int { return cmp.Compare(a.ID, b.ID) })
	return found
}

// all returns what was read and written, by id.
func (d *directory) all() map[string]*Organization {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := maps.Clone(d.listed)
	maps.Copy(all, d.written)
	maps.DeleteFunc(all, func(_ string, org *Organization) bool { return org == nil })
	return all
}
