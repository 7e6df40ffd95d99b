package losant

import (
	"context"
	"iter"
	"net/http"
	"strconv"
)

// unpaged reads the lists of one kind that have no pages. All readers share the items until forget is called, so they
// must not change them.
type unpaged[T any] struct {
	client    *Client
	operation operation
	segment   string // the last one of the path
	reads     readCache[[]*T]
}

func (u *unpaged[T]) path(parent path) path { return parent.segment(u.segment) }

// all yields the items of the list under a parent.
func (u *unpaged[T]) all(ctx context.Context, parent path) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		items, err := u.reads.get(ctx, parent.text, func(ctx context.Context) ([]*T, error) {
			return Collect(u.read(ctx, parent))
		})
		if err != nil {
			yield(nil, err)
			return
		}
		for _, item := range items {
			if !yield(item, nil) {
				return
			}
		}
	}
}

// read reads a list. The API documents no pages of it. If it has more items than it contains, there must be pages.
func (u *unpaged[T]) read(ctx context.Context, parent path) iter.Seq2[*T, error] {
	p := u.path(parent)
	return source[T]{u.operation, u.client.clean(p.text), 0, func(number int) (*list[T], error) {
		q := baseQuery
		if number > 0 {
			q = q.with("page", strconv.Itoa(number))
		}
		page, err := send[list[T]](ctx, u.client, newCall(u.operation, p, q, nil))
		switch {
		case number > 0 && StatusCode(err) == http.StatusBadRequest: // The list has no pages.
			return &list[T]{Items: []*T{}}, nil
		case err == nil && number == 0:
			page.TotalCount = max(page.TotalCount, page.Count)
		}
		return page, err
	}}.all()
}

// forget is called after a write that may have changed the list.
func (u *unpaged[T]) forget(parent path) { u.reads.forget(parent.text) }
