package base

import "slices"

// Sorted converts the entries of a response and sorts them, because the API does not
// document their order. It does not change the response, which other data sources may
// share. Dates can be compared as text, since all of them have the same format.
func Sorted[From, To any](entries []From, convert func(From) To, compare func(a, b To) int) []To {
	sorted := make([]To, len(entries))
	for i, entry := range entries {
		sorted[i] = convert(entry)
	}
	slices.SortStableFunc(sorted, compare)
	return sorted
}
