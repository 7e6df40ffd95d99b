//go:build race

package acctest

// Race tells whether the race detector is on, which makes exhaustive tests ten
// times slower without making them say more.
const Race = true
