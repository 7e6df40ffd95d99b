package losant

import (
	"context"
	"errors"
	"fmt"
	"iter"
)

// list is the envelope of every list. Lists without pages have no totalCount: they end after their first page.
type list[T any] struct {
	Items      []*T `json:"items"`
	TotalCount int  `json:"totalCount"`
	PerPage    int  `json:"perPage"`
}

func (l *list[T]) check() error {
	if l.Items == nil {
		return errors.New("the list has no items")
	}
	for i, item := range l.Items {
		if item == nil {
			return fmt.Errorf("item %d of the list is null", i)
		}
		if checked, ok := any(item).(checker); ok {
			if err := checked.check(); err != nil {
				return err
			}
		}
	}
	return nil
}

// pages yields the items of all pages. The page size that an answer names counts, not the one asked for, since the server
// may clamp it; where it names none, the number of items does.
func pages[T any](fetch func(page int) (*list[T], error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for number := 0; ; number++ {
			l, err := fetch(number)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, item := range l.Items {
				if !yield(item, nil) {
					return
				}
			}
			size := l.PerPage
			if size <= 0 {
				size = len(l.Items)
			}
			if len(l.Items) == 0 || (number+1)*size >= l.TotalCount {
				return
			}
		}
	}
}

// listed yields the items of a list that has pages.
func listed[T any](ctx context.Context, c *Client, op operation, p path, r reading) iter.Seq2[*T, error] {
	return pages(func(number int) (*list[T], error) {
		q, err := r.page(number)
		if err != nil {
			return nil, err
		}
		return send[list[T]](ctx, c, newCall(op, p, q, nil))
	})
}

// unpaged reads the lists of one kind, which the API sends in one answer each. That answer serves all readers until the list is
// forgotten, so they must not change its items.
type unpaged[T any] struct {
	client    *Client
	operation operation
	word      string // the last of the path
	reads     shared[*list[T]]
}

// all yields the items of the list that an owner has.
func (u *unpaged[T]) all(ctx context.Context, owner path) iter.Seq2[*T, error] {
	return pages(func(int) (*list[T], error) {
		return u.reads.get(ctx, owner.text, func() (*list[T], error) {
			return send[list[T]](ctx, u.client, newCall(u.operation, owner.word(u.word), flags, nil))
		})
	})
}

// forget is called after a write that may have changed the list.
func (u *unpaged[T]) forget(owner path) { u.reads.forget(owner.text) }

// find returns the first item that fits, or nil.
func find[T any](seq iter.Seq2[*T, error], fits func(*T) bool) (*T, error) {
	for item, err := range seq {
		if err != nil {
			return nil, err
		}
		if fits(item) {
			return item, nil
		}
	}
	return nil, nil //nolint:nilnil // nothing, without an error
}

// Collect returns the items of seq, or its first error.
func Collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var items []T
	for item, err := range seq {
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}
