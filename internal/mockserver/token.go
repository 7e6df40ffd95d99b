package mockserver

import (
	"encoding/base64"
	"slices"
	"time"
)

// tokenNoun describes the API tokens of an instance.
func tokenNoun() noun {
	listParams := pageParams([]string{"name", "status", "id", "creationDate", "lastUpdated", "expirationDate"}, "name", "status")
	shapes := []shape{instanceTokenShape}
	return noun{
		path: instancePath + "/tokens",
		routes: []route{
			{method: "GET", operation: "instanceApiTokens.get", handle: listTokens, params: listParams},
			{method: "POST", operation: "instanceApiTokens.post", access: manage, handle: postToken, bodyName: "apiToken", body: shapes, status: 201},
			{method: "GET", path: "/{apiTokenId}", operation: "instanceApiToken.get", handle: getToken},
			{method: "PATCH", path: "/{apiTokenId}", operation: "instanceApiToken.patch", access: manage, handle: patchToken, bodyName: "apiToken", body: shapes},
			{method: "DELETE", path: "/{apiTokenId}", operation: "instanceApiToken.delete", access: manage, handle: deleteToken},
		},
		id:              "apiTokenId",
		find:            findToken,
		primaryTarget:   "ApiToken",
		secondaryTarget: "ApiToken",
		controls:        crudControls("/_control/instance/tokens", (*Server).addInstanceToken, (*Server).editToken, (*Server).removeToken),
		assumptions: []Assumption{
			{"token-expired", "Is an expired API token still listed, or not found?", []string{"kept", "gone"}},
			{"token-past-expiration", "Is an API token with an expirationDate in the past refused?", []string{"refused", "accepted"}},
			{"token-scope-omitted", "What happens to an API token without a scope: does it get all.Instance, or is it refused?", []string{"all.Instance", "refused"}},
			{"token-scope-order", "In which order are the scopes of an API token returned?", []string{"kept", "sorted"}},
			{"token-shape", "Is the secret of an API token opaque, or a JSON Web Token with the ID, the scopes, the expiration and the URL of the API?", []string{"opaque", "jwt"}},
		},
	}
}

var instanceTokenShape = shape{
	{name: "name", use: writable, required: create | seed, min: 1, max: 255},
	{name: "description", use: writable, max: 32767},
	{name: "status", use: writable, enum: []string{"active", "inactive"}},
	{name: "scope", use: create | readOnly, kind: aList, unique: true, item: &field{kind: aScope}},
	{name: "expirationDate", use: create | readOnly, kind: aDate},
	{name: "creationDate", use: readOnly, kind: aDate},
}

func findToken(c *call, id string) error {
	t := c.tokenByID(id)
	if t == nil || !slices.Contains(c.tokensOf(c.instance), t) {
		return notFound("API token")
	}
	c.object, c.primary = t, t.party(c.Server)
	return nil
}

func listTokens(c *call) (any, error) {
	var all []Doc
	for _, t := range c.tokensOf(c.instance) {
		all = append(all, c.showToken(t))
	}
	return c.ownedList("apiTokens", all, c.tokenDoc), nil
}

// postToken returns the secret. No other response does.
func postToken(c *call) (any, error) {
	expires, err := time.Parse(time.RFC3339, text(c.body, "expirationDate"))
	if err == nil && !c.clock().Before(expires) && c.settingIs("token-past-expiration", "refused") {
		return nil, invalid("expirationDate must be in the future")
	}
	t, err := c.newToken(c.instance, c.body, c.token)
	if err != nil {
		return nil, err
	}
	c.primary = t.party(c.Server)
	shown := c.showToken(t)
	shown["token"] = t.secret
	return c.tokenDoc(shown), nil
}

func getToken(c *call) (any, error) { return c.tokenDoc(c.showToken(found[*token](c))), nil }

func patchToken(c *call) (any, error) {
	c.changeToken(found[*token](c), c.body)
	return getToken(c)
}

func deleteToken(c *call) (any, error) {
	delete(c.tokens, found[*token](c).secret)
	return done, nil
}

// newToken creates a token of an instance from a checked document. The creator is nil for the control API.
func (s *Server) newToken(in *instance, fields Doc, creator *token) (*token, error) {
	doc := clone(fields)
	if len(list(doc, "scope")) == 0 {
		if s.settingIs("token-scope-omitted", "refused") {
			return nil, invalid("scope is required")
		}
		doc["scope"] = []any{"all.Instance"}
	}
	if doc["status"] == nil {
		doc["status"] = "active"
	}
	for _, name := range []string{"expirationDate", "creationDate"} {
		if doc[name] != nil {
			doc[name] = normalizeDate(doc[name])
		}
	}
	if doc["creationDate"] == nil {
		doc["creationDate"] = date(s.clock())
	}
	doc["lastUpdated"] = doc["creationDate"]
	if creator != nil {
		doc["creatorId"], doc["creatorType"] = creator.author()
	}
	id := s.nextID()
	doc["id"] = id
	t := &token{instance: in, secret: s.newSecret(doc), doc: doc}
	s.tokens[t.secret] = t
	return t, nil
}

// newSecret returns a secret for the document of a token.
func (s *Server) newSecret(doc Doc) string {
	if s.settingIs("token-shape", "opaque") {
		return "mock-" + text(doc, "id")
	}
	claims := Doc{"sub": doc["id"], "subtype": "apiToken", "scope": list(doc, "scope")}
	if s.url != "" {
		claims["iss"] = s.url
	}
	if expires, err := time.Parse(time.RFC3339, text(doc, "expirationDate")); err == nil {
		claims["exp"] = expires.Unix()
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"none"}`)) + "." + encode(marshal(claims)) + "." + encode([]byte("mock"))
}

// author returns who acts with a token: its user, or the token itself.
func (t *token) author() (id, kind string) {
	if t.user != "" {
		return t.user, "user"
	}
	return text(t.doc, "id"), "apiToken"
}

// tokenExpired reports whether the expiration date is reached.
func (s *Server) tokenExpired(t *token) bool {
	expires, err := time.Parse(time.RFC3339, text(t.doc, "expirationDate"))
	return err == nil && !s.clock().Before(expires)
}

// tokensOf returns the tokens of an instance that the API finds, in no particular order.
func (s *Server) tokensOf(in *instance) []*token {
	var all []*token
	for _, t := range s.tokens {
		if t.instance == in && (!s.tokenExpired(t) || s.settingIs("token-expired", "kept")) {
			all = append(all, t)
		}
	}
	return all
}

// tokenByID returns any token, expired or not, and nil if there is none.
func (s *Server) tokenByID(id string) *token {
	for _, t := range s.tokens {
		if t.doc["id"] == lower(id) {
			return t
		}
	}
	return nil
}

// instanceToken returns an instance token for the control API.
func (s *Server) instanceToken(id string) (*token, error) {
	if t := s.tokenByID(id); t != nil && t.instance != nil {
		return t, nil
	}
	return nil, notFound("API token")
}

// changeToken applies checked changes.
func (s *Server) changeToken(t *token, changes Doc) {
	for name, value := range clone(changes) {
		if name == "expirationDate" || name == "creationDate" {
			value = normalizeDate(value)
		}
		t.doc[name] = value
	}
	t.doc["lastUpdated"] = s.nextUpdate(text(t.doc, "lastUpdated"))
}

// showToken returns a token as GET does, without hypermedia and without its secret.
func (s *Server) showToken(t *token) Doc {
	doc := clone(t.doc)
	doc["apiTokenId"], doc["ownerId"], doc["ownerType"] = doc["id"], t.instance.id, "instance"
	s.reorder(doc, "scope", "token-scope-order", compareStrings)
	s.showDescription(doc)
	return doc
}

// tokenDoc is the response for a token from showToken.
func (c *call) tokenDoc(shown Doc) Doc {
	return c.resource(shown, "apiToken", Doc{"self": c.instance.path() + "/tokens/" + text(shown, "id")})
}

// AddInstanceToken creates an API token of the instance as a POST would and returns its id. Use AddToken to get the
// secret instead. The document may have fields that only GET returns, such as creationDate, and an expirationDate in the
// past. It panics if the document is invalid.
func (s *Server) AddInstanceToken(doc Doc) string {
	return s.mustAdd(func() (string, error) { return s.addInstanceToken(doc) })
}

func (s *Server) addInstanceToken(doc Doc) (string, error) {
	fields, err := wireForm(doc)
	if err != nil {
		return "", err
	}
	if len(list(fields, "scope")) == 0 {
		fields["scope"] = []any{"all.Instance"}
	}
	if err := instanceTokenShape.check("", fields, seed); err != nil {
		return "", err
	}
	t, err := s.newToken(s.instance, fields, nil)
	if err != nil {
		return "", err
	}
	s.recordControl(t.instance, auditEvent{operation: "instanceApiTokens.post", primary: t.party(s), body: fields})
	return text(t.doc, "id"), nil
}

// InstanceTokens returns the API tokens of the instance in the order of their creation, as the API shows them. The first
// is that of Token.
func (s *Server) InstanceTokens() []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Doc
	for _, t := range s.tokensOf(s.instance) {
		all = append(all, s.showToken(t))
	}
	sortDocs(all, "id", "asc", "id")
	return all
}

// EditToken changes an API token of any instance outside the client. The changes may include fields that a client cannot
// change. It panics if there is no such token or the changes are invalid.
func (s *Server) EditToken(id string, changes Doc) {
	s.mustChange(func() error { return s.editToken(id, changes) })
}

func (s *Server) editToken(id string, changes Doc) error {
	fields, err := instanceTokenShape.read(changes, edit)
	if err != nil {
		return err
	}
	t, err := s.instanceToken(id)
	if err != nil {
		return err
	}
	s.changeToken(t, fields)
	s.recordControl(t.instance, auditEvent{operation: "instanceApiToken.patch", primary: t.party(s), ids: Doc{"apiTokenId": t.doc["id"]}, body: fields})
	return nil
}

// RemoveToken deletes an API token of any instance. It panics if there is no such token.
func (s *Server) RemoveToken(id string) {
	s.mustChange(func() error { return s.removeToken(id) })
}

func (s *Server) removeToken(id string) error {
	t, err := s.instanceToken(id)
	if err != nil {
		return err
	}
	delete(s.tokens, t.secret)
	s.recordControl(t.instance, auditEvent{operation: "instanceApiToken.delete", primary: t.party(s), ids: Doc{"apiTokenId": t.doc["id"]}})
	return nil
}
