package losant

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// clockSlack is the tolerance between the Date header of a response, which counts whole seconds, and the dates of
// objects.
const clockSlack = 2 * time.Second

// creations creates the objects of one kind in instances, each exactly once, and distinguishes objects with equal names.
type creations struct {
	client           *Client
	noun             string
	path             func(instanceID string) path // of the list
	createOp, listOp operation

	locks   sync.Map // by instance and name: a chan struct{} that holds a value while an object is being created
	claimed sync.Map // the ids of the objects that were returned, so that no two calls return the same one
}

// created is implemented by pointers to objects of the type T that hold facts about their creation.
type created[T any] interface {
	*T
	creationInfo() creationInfo
}

type creationInfo struct{ id, name, date string }

// lock makes creations with equal names take turns. Otherwise a call could adopt the object of another call whose
// response has not arrived yet.
func (c *creations) lock(ctx context.Context, instanceID, name string) (unlock func(), err error) {
	value, _ := c.locks.LoadOrStore(instanceID+"/"+name, make(chan struct{}, 1))
	lock, _ := value.(chan struct{})
	select {
	case lock <- struct{}{}:
		return func() { <-lock }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// creation is an object to create.
type creation[T any] struct {
	name   string
	post   any
	find   func(startedAt time.Time) (*T, error) // see postOnce
	finish func(*T)                              // called before the next creation with that name begins; may be nil
}

// create creates an object exactly once, see postOnce.
func create[T any, P created[T]](ctx context.Context, c *creations, instanceID string, n creation[T]) (*T, error) {
	unlock, err := c.lock(ctx, instanceID, n.name)
	if err != nil {
		return nil, err
	}
	defer unlock()
	warning := fmt.Sprintf("the %s %q may have been created in instance %s", c.noun, n.name, instanceID)
	object, err := postOnce(ctx, c.client, c.createOp, c.path(instanceID), n.post, warning, n.find)
	if err != nil {
		return nil, err
	}
	c.claimed.Store(P(object).creationInfo().id, true)
	if n.finish != nil {
		n.finish(object)
	}
	return object, nil
}

// findCreated looks for the object that a POST with an unknown outcome may have created since startedAt, and claims
// it. One page, with the newest objects first, holds all of them. The Date header of the response relates the two
// clocks.
func findCreated[T any, P created[T]](
	ctx context.Context, c *creations, instanceID, name string, startedAt time.Time, opts ...ReadOption,
) (*T, error) {
	q, err := newReadOptions(append(opts, newestFirst())).pageQuery(0)
	if err != nil {
		return nil, err
	}
	call := newCall(c.listOp, c.path(instanceID), q, nil)
	page, err := send[list[T]](ctx, c.client, call)
	if err != nil {
		return nil, err
	}
	now, err := http.ParseTime(call.response.header.Get("Date"))
	if err != nil {
		return nil, fmt.Errorf("the response has no valid Date header: %w", err)
	}
	since := now.Add(-time.Since(startedAt) - clockSlack)
	var found []*T
	var ids []string
	for _, item := range page.Items {
		info := P(item).creationInfo()
		if info.name != name {
			continue
		}
		createdAt, err := time.Parse(time.RFC3339, info.date)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", c.noun, info.id, err)
		}
		if _, claimed := c.claimed.Load(info.id); !claimed && !createdAt.Before(since) {
			found, ids = append(found, item), append(ids, info.id)
		}
	}
	switch len(found) {
	case 0:
		return nil, nil //nolint:nilnil // nothing found and no error
	case 1:
		c.claimed.Store(ids[0], true)
		return found[0], nil
	}
	return nil, errors.New("several were created in the meantime: " + strings.Join(ids, ", "))
}
