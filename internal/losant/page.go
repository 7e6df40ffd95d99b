package losant

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
)

// list is the response of every list. A list without pages has no totalCount: it ends after its first page.
type list[T any] struct {
	Items      []*T `json:"items"`
	TotalCount int  `json:"totalCount"`
	PerPage    int  `json:"perPage"`
}

func (l *list[T]) validate() error {
	if l.Items == nil {
		return errors.New("the list has no items")
	}
	for i, item := range l.Items {
		if item == nil {
			return fmt.Errorf("item %d of the list is null", i)
		}
		if item, ok := any(item).(validator); ok {
			if err := item.validate(); err != nil {
				return err
			}
		}
		if item, ok := any(item).(completer); ok {
			if err := item.complete(); err != nil {
				return err
			}
		}
	}
	return nil
}

// pages yields the items of all pages. The server may reduce the page size, so the size that the response names
// counts, or else the number of its items.
func pages[T any](fetch func(page int) (*list[T], error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for number := 0; ; number++ {
			page, err := fetch(number)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			size := page.PerPage
			if size <= 0 {
				size = len(page.Items)
			}
			if len(page.Items) == 0 || (number+1)*size >= page.TotalCount {
				return
			}
		}
	}
}

// paged yields the items of a list that has pages.
func paged[T any](ctx context.Context, c *Client, op operation, p path, r readOptions) iter.Seq2[*T, error] {
	return pages(func(number int) (*list[T], error) {
		q, err := r.pageQuery(number)
		if err != nil {
			return nil, err
		}
		call := newCall(op, p, q, nil)
		if r.smallerPages {
			call.retries = c.maxRetries // A smaller page is more promising than a retry.
		}
		return send[list[T]](ctx, c, call)
	})
}

// fallback yields the organizations of first. If first ends because a page was too much for the server, it continues with
// those of second.
func fallback(first, second iter.Seq2[*Organization, error]) iter.Seq2[*Organization, error] {
	return func(yield func(*Organization, error) bool) {
		seen := map[string]bool{}
		forward := func(organizations iter.Seq2[*Organization, error], isLast bool) (done bool) {
			for org, err := range organizations {
				switch {
				case err != nil && !isLast && isTooMuch(err):
					return false
				case err == nil && seen[org.ID]:
					continue
				case err == nil:
					seen[org.ID] = true
				}
				if !yield(org, err) || err != nil {
					return true
				}
			}
			return true
		}
		if !forward(first, false) {
			forward(second, true)
		}
	}
}

// isTooMuch reports whether a server may have failed because a page was too large.
func isTooMuch(err error) bool {
	return StatusCode(err) >= http.StatusInternalServerError || IsUnreachable(err)
}

// unpaged reads the lists of one kind that have no pages. All readers share the response until forget is called, so
// they must not change the items.
type unpaged[T any] struct {
	client    *Client
	operation operation
	segment   string // the last one of the path
	reads     readCache[*list[T]]
}

func (u *unpaged[T]) path(parent path) path { return parent.segment(u.segment) }

// all yields the items of the list under a parent.
func (u *unpaged[T]) all(ctx context.Context, parent path) iter.Seq2[*T, error] {
	return pages(func(int) (*list[T], error) {
		return u.reads.get(ctx, parent.text, func(ctx context.Context) (*list[T], error) {
			return send[list[T]](ctx, u.client, newCall(u.operation, u.path(parent), baseQuery, nil))
		})
	})
}

// forget is called after a write that may have changed the list.
func (u *unpaged[T]) forget(parent path) { u.reads.forget(parent.text) }

// firstMatch returns the first item that matches, or nil.
func firstMatch[T any](seq iter.Seq2[*T, error], matches func(*T) bool) (*T, error) {
	for item, err := range seq {
		if err != nil {
			return nil, err
		}
		if matches(item) {
			return item, nil
		}
	}
	return nil, nil //nolint:nilnil // no item and no error
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
