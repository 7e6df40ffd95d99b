package losant

import (
	"hash/maphash"
	"maps"
)

// sharedLimits holds each different set of limits once. An instance has many organizations with the same limits, and
// limits take most of the memory of an organization. The caller must not change what it gets.
type sharedLimits struct {
	seed maphash.Seed
	sets map[uint64][]Limits
}

func newSharedLimits() sharedLimits {
	return sharedLimits{seed: maphash.MakeSeed(), sets: map[uint64][]Limits{}}
}

// share returns the set that is equal to limits, which is limits itself the first time.
func (s sharedLimits) share(limits Limits) Limits {
	type entry struct {
		key   string
		value int64
	}
	var hash uint64 // In which the order of the keys makes no difference.
	for key, value := range limits {
		hash += maphash.Comparable(s.seed, entry{key, value})
	}
	for _, set := range s.sets[hash] {
		if maps.Equal(set, limits) && (set == nil) == (limits == nil) {
			return set
		}
	}
	s.sets[hash] = append(s.sets[hash], limits)
	return limits
}
