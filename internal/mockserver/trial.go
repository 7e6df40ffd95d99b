package mockserver

// LapseTrial ends the trial of an organization now: it moves disabledAt, which must be a date in the future, to the
// present. Nobody changes the organization, so that lastUpdated stays and the audit log has no entry. It panics if there is
// no such organization or no trial.
func (s *Server) LapseTrial(id string) {
	s.mustChange(func() error { return s.lapseTrial(id) })
}

func (s *Server) lapseTrial(id string) error {
	o, err := s.organizationByID(id)
	if err != nil {
		return err
	}
	now := date(s.clock())
	if text(o.doc, "disabledAt") <= now {
		return invalid("disabledAt is not in the future")
	}
	o.doc["disabledAt"] = now
	o.changed()
	return nil
}
