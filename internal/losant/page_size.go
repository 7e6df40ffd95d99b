package losant

import (
	"iter"
	"net/http"
)

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
