package mockserver

// AddInstanceToken makes an API token of the instance as a POST would and returns its id; AddToken is for those who want
// the secret. The document may hold what only a GET shows, such as creationDate, and an expirationDate that has passed.
// It panics when the document is invalid.
func (s *Server) AddInstanceToken(doc Doc) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return must(s.addInstanceToken(doc))
}

func (s *Server) addInstanceToken(doc Doc) (string, error) {
	given, err := wire(doc)
	if err != nil {
		return "", err
	}
	if len(list(given, "scope")) == 0 {
		given["scope"] = []any{"all.Instance"}
	}
	if err := instanceTokenShape.check("", given, seed); err != nil {
		return "", err
	}
	t, err := s.mint(s.instance, given, nil)
	if err != nil {
		return "", err
	}
	s.attest(t.instance, deed{scope: "instanceApiTokens.post", primary: t.party(s), ids: Doc{}, body: given})
	return text(t.doc, "id"), nil
}

// InstanceTokens lists the API tokens of the instance in the order of their creation, as the API shows them. The first
// is that of Token.
func (s *Server) InstanceTokens() []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Doc
	for _, t := range s.tokensOf(s.instance) {
		out = append(out, s.showToken(t))
	}
	sortDocs(out, "id", "asc", "id", func(doc Doc) Doc { return doc })
	return out
}

// EditToken changes an API token of any instance behind the client's back; what a client cannot change may be among the
// changes. It panics when there is no such token or the changes are invalid.
func (s *Server) EditToken(id string, changes Doc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(0, s.editToken(id, changes))
}

func (s *Server) editToken(id string, changes Doc) error {
	given, err := wire(changes)
	if err != nil {
		return err
	}
	if err := instanceTokenShape.check("", given, edit); err != nil {
		return err
	}
	t := s.tokenByID(id)
	if t == nil || t.instance == nil {
		return notFound("API token")
	}
	s.changeToken(t, given)
	s.attest(t.instance, deed{scope: "instanceApiToken.patch", primary: t.party(s), ids: Doc{"apiTokenId": t.doc["id"]}, body: given})
	return nil
}

// RemoveToken deletes an API token of any instance. It panics when there is no such token.
func (s *Server) RemoveToken(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(0, s.removeToken(id))
}

func (s *Server) removeToken(id string) error {
	t := s.tokenByID(id)
	if t == nil || t.instance == nil {
		return notFound("API token")
	}
	delete(s.tokens, t.secret)
	s.attest(t.instance, deed{scope: "instanceApiToken.delete", primary: t.party(s), ids: Doc{"apiTokenId": t.doc["id"]}})
	return nil
}
