package base

import "strings"

// Nearest returns the candidate that a misspelled text was probably meant to be.
// It ignores letter case. It returns "" if no candidate is near.
func Nearest(text string, candidates []string) string {
	nearest, limit := "", len(text)/3+1
	for _, candidate := range candidates {
		if max(len(text)-len(candidate), len(candidate)-len(text)) >= limit {
			continue // The distance is at least that.
		}
		if d := distance(strings.ToLower(text), strings.ToLower(candidate)); d < limit {
			nearest, limit = candidate, d
		}
	}
	return nearest
}

// distance counts the letters to insert, delete or replace to turn a into b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0]++
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
