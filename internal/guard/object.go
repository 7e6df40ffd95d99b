package guard

import (
	"sync"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// Object is an object in Losant that a resource manages.
type Object struct {
	// Type is the type of the resource, and Noun what messages call the object.
	Type       string `json:"-"`
	Noun       string `json:"-"`
	InstanceID string `json:"instance_id"`
	ID         string `json:"id"`
	Name       string `json:"name"`
}

func (o Object) key() string { return o.Type + "/" + o.InstanceID + "/" + o.ID }

func (o Object) displayName() string { return o.Noun + " " + base.DisplayName(o.Name, o.ID) }

// objects records, within a run, what the plans of resources do with objects. One
// object can have several resources, for example after a second import, and no
// resource knows another.
type objects struct {
	mu      sync.Mutex
	entries map[string]*fate // by Object.key
}

// fate is what the plans of a run do with one object.
type fate struct {
	keeping    int  // resources that keep it
	isImported bool // to the address of one of them
	isDestroyed,
	isReplaced bool
}

func objectsOf(data *base.ProviderData) *objects {
	return base.Shared(data, "", func() *objects { return &objects{entries: map[string]*fate{}} })
}

// change calls f with what the run knows about an object, and returns the result.
func (r *objects) change(o Object, f func(*fate)) fate {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.entries[o.key()]
	if e == nil {
		e = &fate{}
		r.entries[o.key()] = e
	}
	f(e)
	return *e
}

// get returns what the run knows about an object.
func (r *objects) get(o Object) fate { return r.change(o, func(*fate) {}) }

// keep records that the plan of a resource keeps an object.
func (r *objects) keep(o Object) fate { return r.change(o, func(e *fate) { e.keeping++ }) }

// destroy records that the plan of a resource destroys an object, unless another
// resource keeps it.
func (r *objects) destroy(o Object) fate {
	return r.change(o, func(e *fate) { e.isDestroyed = e.isDestroyed || !e.isKept() })
}

// replace records that the plan of a resource replaces an object. The first plan of a
// replacement has recorded that it keeps the object, and the second one can come twice.
func (r *objects) replace(o Object) fate {
	return r.change(o, func(e *fate) {
		if !e.isReplaced && e.keeping > 0 {
			e.keeping--
		}
		e.isReplaced = true
	})
}

// isKept reports whether a resource keeps the object, or is about to: an object is
// imported before its plan.
func (e *fate) isKept() bool { return e.keeping > 0 || e.isImported }

// keepUnchanged is keep, unless another resource manages the object. Then it records
// nothing and returns false.
func (r *objects) keepUnchanged(o Object) (isOnly bool) {
	r.change(o, func(e *fate) {
		if isOnly = *e == (fate{isImported: e.isImported}); isOnly {
			e.keeping++
		}
	})
	return isOnly
}
