package losant

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
)

const (
	// maxReadings is how often a list is read from its beginning until it is whole.
	maxReadings = 3
	// maxPages is how many pages of a list are read at most, in all readings together.
	maxPages = 10_000
)

// list is a page of a list, or a list without pages. A list without pages has no totalCount.
type list[T any] struct {
	Items      []*T `json:"items"`
	Count      int  `json:"count"`
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

// matches returns an error if an item is of another instance than the path of the list.
func (l *list[T]) matches(p path) error {
	for _, item := range l.Items {
		if item, ok := any(item).(identified); ok {
			instanceID, _ := item.identity()
			if err := p.matches(instanceID, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// total returns how many items the list has on all its pages, or 0 if the page does not say so plausibly.
func (l *list[T]) total() int {
	if l.TotalCount < len(l.Items) {
		return 0
	}
	return l.TotalCount
}

// isFull reports whether the page has as many items as fit on it. The server may reduce the page size, so the size that
// the response names counts.
func (l *list[T]) isFull(requested int) bool {
	return len(l.Items) > 0 && len(l.Items) >= cmp.Or(max(l.PerPage, 0), requested)
}

// mayContinue reports whether the first page does not prove that it is the only one: it has no total, or a total that may
// be its own, because the server has reduced the page size.
func (l *list[T]) mayContinue(requested int) bool {
	reduced := l.PerPage > 0 && l.PerPage < requested
	return l.isFull(requested) && (l.total() == 0 || reduced && l.total() == len(l.Items))
}

// incompleteError describes a list that lacks items, in each reading.
type incompleteError struct {
	operation, path string
	found, total    int
}

func (e *incompleteError) Error() string {
	return fmt.Sprintf("GET %s: the list is incomplete: it has %d different items, but its total is %d", e.path, e.found, e.total)
}

// IsIncomplete reports whether a list lacked items each time it was read.
func IsIncomplete(err error) bool {
	_, ok := errors.AsType[*incompleteError](err)
	return ok
}

// reading is one reading of a list from its beginning.
type reading struct {
	ids         map[string]bool
	unnamed     int // items without an id
	first, last int // the totals of the first and the last page that have one
	shrunk      bool
}

// add adds the items of a page, and reports whether there was a new one.
func (r *reading) add(ids []string, total int) (isNew bool) {
	if r.ids == nil {
		r.ids = map[string]bool{}
	}
	before := r.count()
	for _, id := range ids {
		if id == "" {
			r.unnamed++
		} else {
			r.ids[id] = true
		}
	}
	if total > 0 {
		r.shrunk = r.shrunk || total < r.last
		r.first, r.last = cmp.Or(r.first, total), total
	}
	return r.count() > before
}

func (r *reading) count() int { return len(r.ids) + r.unnamed }

// isWhole reports whether no item is missing. An item that was added in the meantime may be missing. If an item was
// deleted in the meantime, another one may have moved to a page that was read before.
func (r *reading) isWhole() bool { return r.count() >= min(r.first, r.last) && !r.shrunk }

// idsOf returns the id of each item, or "" for an item that has none.
func idsOf[T any](items []*T) []string {
	ids := make([]string, len(items))
	for i, item := range items {
		if item, ok := any(item).(identified); ok {
			_, ids[i] = item.identity()
		}
	}
	return ids
}

// source is where the pages of a list come from.
type source[T any] struct {
	operation operation
	path      string // as shown
	pageSize  int    // as requested; 0: the list has no pages
	fetch     func(number int) (*list[T], error)
}

// all yields each item once, in the order of the pages. It reads the list again while items are missing, and then yields
// an error.
func (s source[T]) all() iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		yielded := map[string]bool{}
		var r reading
		left := maxPages
		for range maxReadings {
			r = reading{}
			for number := 0; left > 0; number++ {
				left--
				page, err := s.fetch(number)
				if err != nil {
					yield(nil, err)
					return
				}
				ids := idsOf(page.Items)
				isNew := r.add(ids, page.total())
				for i, item := range page.Items {
					if id := ids[i]; yielded[id] {
						continue
					} else if id != "" {
						yielded[id] = true
					}
					if !yield(item, nil) {
						return
					}
				}
				if !isNew || !s.continues(page, &r, number) {
					break
				}
			}
			if r.isWhole() {
				return
			}
		}
		yield(nil, &incompleteError{s.operation.name, s.path, r.count(), r.last})
	}
}

// continues reports whether to read another page after one that has brought something new.
func (s source[T]) continues(page *list[T], r *reading, number int) bool {
	switch {
	case page.total() > r.count():
		return true
	case s.pageSize == 0:
		return false
	case number == 0:
		return page.mayContinue(s.pageSize)
	}
	return page.total() < r.count() && page.isFull(s.pageSize)
}

// paged yields the items of a list that has pages.
func paged[T any](ctx context.Context, c *Client, op operation, p path, r readOptions) iter.Seq2[*T, error] {
	return source[T]{op, c.clean(p.text), r.pageSize, func(number int) (*list[T], error) {
		q, err := r.pageQuery(number)
		if err != nil {
			return nil, err
		}
		call := newCall(op, p, q, nil)
		if r.smallerPages {
			call.retries = c.maxRetries // A smaller page is more promising than a retry.
		}
		page, err := send[list[T]](ctx, c, call)
		if err == nil && r.total != nil && page.total() > 0 {
			*r.total = page.total()
		}
		return page, err
	}}.all()
}

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

// exists reports whether an item of a whole list matches.
func exists[T any](seq iter.Seq2[*T, error], matches func(*T) bool) (bool, error) {
	item, err := firstMatch(seq, matches)
	return item != nil, err
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
