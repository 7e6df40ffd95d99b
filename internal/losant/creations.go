package losant

import (
	"context"
	"fmt"
	"strings"
	"sync"
)

// creations creates the objects of one kind in instances, each exactly once, and distinguishes objects with equal
// names. C is the type of the objects in the list.
//
// No clock is involved. The objects of a name that existed before a POST are known, so only a new one can be the work
// of a POST whose outcome is unknown.
type creations[C any] struct {
	client           *Client
	noun             string
	path             func(instanceID string) path // of the list
	createOp, listOp operation
	idAndName        func(*C) (id, name string)

	lists   readCache[[]*C] // by instance, as first read
	locks   sync.Map        // by instance and name: a chan struct{} that holds a value while an object is being created
	claimed sync.Map        // the ids of the objects that were returned or changed, so that no two calls return the same one
}

// creation is an object to create. T is the type of the response.
type creation[T, C any] struct {
	name   string
	post   any
	values any // what the object has that the POST creates
	// before returns the objects that exist before the POST. They may have been read earlier in the run.
	before func(context.Context) ([]*C, error)
	// check may refuse the creation because of the result of before. May be nil.
	check func(before []*C, err error) error
	// look reads the objects that exist now.
	look func(context.Context) ([]*C, error)
	// result returns the result for an object that a POST without a response has created, or nil to create another.
	result func(context.Context, *C) (*T, error)
	// finish is called with what was created, before the next creation with that name begins. May be nil.
	finish func(*T)
	// late is called with an object that an earlier POST has created after a later one has succeeded. May be nil.
	late func(context.Context, *C)
}

// lock makes creations with equal names take turns. Otherwise a call could adopt the object of another call whose
// response has not arrived yet.
func (c *creations[C]) lock(ctx context.Context, instanceID, name string) (unlock func(), err error) {
	value, _ := c.locks.LoadOrStore(instanceID+"/"+name, make(chan struct{}, 1))
	lock, _ := value.(chan struct{})
	select {
	case lock <- struct{}{}:
		return func() { <-lock }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// create creates an object exactly once, see postOnce.
func create[T, C any](ctx context.Context, c *creations[C], instanceID string, n creation[T, C]) (*T, error) {
	unlock, err := c.lock(ctx, instanceID, n.name)
	if err != nil {
		return nil, err
	}
	defer unlock()
	s, err := newSearch(ctx, c, n)
	if err != nil {
		return nil, err
	}
	searched := false
	find := func(ctx context.Context) (*T, error) {
		searched = true
		found, err := s.find(ctx)
		if found == nil || err != nil {
			return nil, err
		}
		return n.result(ctx, found)
	}
	warning := fmt.Sprintf("the %s %q may have been created in instance %s", c.noun, n.name, instanceID)
	object, err := postOnce(ctx, c.client, c.createOp, c.path(instanceID), n.post, warning, find)
	if err != nil {
		return nil, err
	}
	if o, ok := any(object).(identified); ok {
		_, id := o.identity()
		c.claim(id)
	}
	if n.finish != nil {
		n.finish(object)
	}
	if searched && n.late != nil {
		// The wanted object exists, so an error does not matter.
		if found, _ := s.find(ctx); found != nil {
			n.late(ctx, found)
		}
	}
	return object, nil
}

// list reads the objects of an instance, the newest first.
func (c *creations[C]) list(ctx context.Context, instanceID string, opts ...ReadOption) ([]*C, error) {
	r := newReadOptions(append(opts, newestFirst()))
	return Collect(paged[C](ctx, c.client, c.listOp, c.path(instanceID), r))
}

// known returns the objects of an instance, which are read once.
func (c *creations[C]) known(ctx context.Context, instanceID string) ([]*C, error) {
	return c.lists.get(ctx, instanceID, func(ctx context.Context) ([]*C, error) { return c.list(ctx, instanceID) })
}

// claim records that an object is not the work of a POST whose outcome is still unknown.
func (c *creations[C]) claim(id string) { c.claimed.Store(id, true) }

// search looks for the object that a POST with an unknown outcome has created.
type search[C any] struct {
	creations *creations[C]
	name      string
	values    any
	look      func(context.Context) ([]*C, error)
	before    map[string]bool // the ids of the objects that existed before the POST
	beforeErr error           // why they are not known
}

// newSearch prepares a search before the POST is sent. It returns an error if the POST must not be sent.
func newSearch[T, C any](ctx context.Context, c *creations[C], n creation[T, C]) (*search[C], error) {
	s := &search[C]{creations: c, name: n.name, values: n.values, look: n.look, before: map[string]bool{}}
	existing, err := n.before(ctx)
	switch {
	case n.check != nil:
		if err := n.check(existing, err); err != nil {
			return nil, err
		}
	case err != nil && (isTransient(err) || isThrottled(err)):
		// During an outage, nothing is sent whose outcome could not be found out.
		return nil, err
	}
	for _, object := range existing {
		id, _ := c.idAndName(object)
		s.before[id] = true
	}
	s.beforeErr = err
	return s, nil
}

// find returns the new object that has the values of the POST, and claims it. It returns nil if there is no new object
// of that name. In all other cases it returns an error that names the new objects.
func (s *search[C]) find(ctx context.Context) (*C, error) {
	objects, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	var equal []*C
	var ids []string
	for _, object := range objects {
		id, name := s.creations.idAndName(object)
		if _, claimed := s.creations.claimed.Load(id); name != s.name || claimed || s.before[id] {
			continue
		}
		ids = append(ids, id)
		if hasValues(object, s.values) {
			equal = append(equal, object)
		}
	}
	switch {
	case s.beforeErr != nil:
		ids = append(ids, "none")[:max(len(ids), 1)]
		return nil, fmt.Errorf("these have the name now: %s; which of them existed before is unknown: %w", strings.Join(ids, ", "), s.beforeErr)
	case len(ids) == 0:
		return nil, nil //nolint:nilnil // nothing found and no error
	case len(equal) == 0:
		return nil, fmt.Errorf("those created in the meantime have other values: %s", strings.Join(ids, ", "))
	case len(equal) > 1:
		return nil, fmt.Errorf("several were created in the meantime: %s", strings.Join(ids, ", "))
	}
	id, _ := s.creations.idAndName(equal[0])
	s.creations.claim(id)
	return equal[0], nil
}
