package mockserver

import (
	"fmt"
	"regexp"
)

var idPattern = regexp.MustCompile(`^[A-Fa-f\d]{24}$`)

// nextID returns an id like those of MongoDB: a time, a machine and a counter. Ids are sorted by creation and are the same
// on every server, so that recorded output can be compared.
func (s *Server) nextID() string {
	for {
		s.counter++
		id := fmt.Sprintf("%08x%010x%06x", 0x60000000+s.counter, int64(0x105a4700c0), s.counter)
		if !s.used(id) {
			return id
		}
	}
}

// used reports whether an id is taken. Only control documents choose their ids.
func (s *Server) used(id string) bool {
	if s.instances[id] != nil || s.accounts[id] != nil {
		return true
	}
	for _, in := range s.instances {
		if in.organizations[id] != nil {
			return true
		}
	}
	return false
}
