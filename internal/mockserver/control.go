package mockserver

import "slices"

// find looks an organization up for control, whatever instance it is in.
func (s *Server) find(id string) (*organization, error) {
	for _, in := range s.instances {
		if o := in.organizations[lower(id)]; o != nil {
			return o, nil
		}
	}
	return nil, notFound("Organization")
}

// AddOrganization makes an organization as a POST would and returns its id. The document may also hold what only a GET
// shows, such as id, creationDate, planId, or instanceId for one of another instance; counts come by SetSummary. It
// panics when the document is invalid.
func (s *Server) AddOrganization(doc Doc) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return must(s.addOrganization(doc))
}

func (s *Server) addOrganization(doc Doc) (string, error) {
	given, err := wire(doc)
	if err != nil {
		return "", err
	}
	if err := organizationShape.check("", given, seed); err != nil {
		return "", err
	}
	in := s.instance
	if id, ok := given["instanceId"].(string); ok {
		if in = s.instances[lower(id)]; in == nil {
			return "", notFound("Instance")
		}
	}
	o, err := s.createOrganization(in, given, "")
	if err != nil {
		return "", err
	}
	s.witness("instanceOrgs.post", in, o, nil, nil, given)
	return text(o.doc, "id"), nil
}

// Organization is an organization as GET shows it with every summary count included, and without hypermedia; nil when
// there is none.
func (s *Server) Organization(id string) Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.find(id)
	if err != nil {
		return nil
	}
	return s.showAll(o)
}

func (s *Server) showAll(o *organization) Doc {
	return s.show(o, slices.Concat(resourceCounts, costly))
}

// Organizations are those of the first instance, by name.
func (s *Server) Organizations() []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Doc
	for _, o := range s.instance.inOrder("name", "asc") {
		out = append(out, s.showAll(o))
	}
	return out
}

// EditOrganization changes an organization behind the client's back, as a PATCH does; read-only members may be among
// the changes. It panics when the organization is unknown or the changes are invalid.
func (s *Server) EditOrganization(id string, changes Doc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(0, s.editOrganization(id, changes))
}

func (s *Server) editOrganization(id string, changes Doc) error {
	o, err := s.find(id)
	if err != nil {
		return err
	}
	given, err := wire(changes)
	if err != nil {
		return err
	}
	if err := organizationShape.check("", given, edit); err != nil {
		return err
	}
	if err := s.changeOrganization(o, given); err != nil {
		return err
	}
	s.witness("instanceOrg.patch", o.instance, o, nil, nil, given)
	return nil
}

// RemoveOrganization deletes an organization behind the client's back. It panics when there is none.
func (s *Server) RemoveOrganization(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(0, s.controlRemove(id))
}

func (s *Server) controlRemove(id string) error {
	o, err := s.find(id)
	if err != nil {
		return err
	}
	s.removeOrganization(o)
	s.witness("instanceOrg.delete", o.instance, o, nil, nil, nil)
	return nil
}
