package mockserver

import (
	"slices"
	"strings"
	"time"
)

// mint makes a token of an instance from a checked document. The creator is nil when control makes it.
func (s *Server) mint(in *instance, given Doc, creator *token) (*token, error) {
	doc := clone(given)
	if len(list(doc, "scope")) == 0 {
		if s.is("token-scope-omitted", "refused") {
			return nil, invalid("scope is required")
		}
		doc["scope"] = []any{"all.Instance"}
	}
	if doc["status"] == nil {
		doc["status"] = "active"
	}
	for _, name := range []string{"expirationDate", "creationDate"} {
		if doc[name] != nil {
			doc[name] = s.normalize(doc[name])
		}
	}
	if doc["creationDate"] == nil {
		doc["creationDate"] = date(s.clock())
	}
	doc["lastUpdated"] = doc["creationDate"]
	if creator != nil {
		doc["creatorId"], doc["creatorType"] = s.author(creator)
	}
	id := s.nextID()
	doc["id"] = id
	t := &token{instance: in, secret: "mock-" + id, doc: doc}
	s.tokens[t.secret] = t
	return t, nil
}

// author is who acts with a token: its user, or itself.
func (s *Server) author(t *token) (id, kind string) {
	if t.user != "" {
		return t.user, "user"
	}
	return text(t.doc, "id"), "apiToken"
}

// tokenExpired also counts the very instant of the expiration.
func (s *Server) tokenExpired(t *token) bool {
	expires, err := time.Parse(time.RFC3339, text(t.doc, "expirationDate"))
	return err == nil && !s.clock().Before(expires)
}

// tokensOf are the tokens of an instance that the API knows, in no order.
func (s *Server) tokensOf(in *instance) []*token {
	var all []*token
	for _, t := range s.tokens {
		if t.instance == in && (!s.tokenExpired(t) || s.is("token-expired", "kept")) {
			all = append(all, t)
		}
	}
	return all
}

// tokenByID finds any token, expired or not; nil when there is none.
func (s *Server) tokenByID(id string) *token {
	for _, t := range s.tokens {
		if t.doc["id"] == lower(id) {
			return t
		}
	}
	return nil
}

// changeToken applies checked changes.
func (s *Server) changeToken(t *token, changes Doc) {
	for name, value := range clone(changes) {
		if name == "expirationDate" || name == "creationDate" {
			value = s.normalize(value)
		}
		t.doc[name] = value
	}
	t.doc["lastUpdated"] = s.later(text(t.doc, "lastUpdated"))
}

// showToken is a token as GET tells it, without hypermedia and without its secret.
func (s *Server) showToken(t *token) Doc {
	doc := clone(t.doc)
	doc["apiTokenId"], doc["ownerId"], doc["ownerType"] = doc["id"], t.instance.id, "instance"
	s.reorder(doc, "scope", "token-scope-order", func(a, b any) int {
		x, _ := a.(string)
		y, _ := b.(string)
		return strings.Compare(x, y)
	})
	s.showDescription(doc)
	return doc
}

// tokenDoc is the answer about a token that is shown already.
func (c *call) tokenDoc(shown Doc) Doc {
	return c.resource(shown, "apiToken", Doc{"self": c.instance.path() + "/tokens/" + text(shown, "id")})
}

func listAPITokens(c *call) (any, error) {
	var all []Doc
	for _, t := range c.tokensOf(c.instance) {
		all = append(all, c.showToken(t))
	}
	sortDocs(all, c.params["sortField"], c.params["sortDirection"], "id", func(doc Doc) Doc { return doc })
	doc := page(c, c.matching(all), func(shown Doc) any { return c.tokenDoc(shown) })
	doc["ownerId"], doc["ownerType"] = c.instance.id, "instance"
	return c.hypermedia(doc, "apiTokens", nil), nil
}

// postAPIToken is the only answer that tells the secret.
func postAPIToken(c *call) (any, error) {
	expires, err := time.Parse(time.RFC3339, text(c.body, "expirationDate"))
	if err == nil && !c.clock().Before(expires) && c.is("token-past-expiration", "refused") {
		return nil, invalid("expirationDate must be in the future")
	}
	t, err := c.mint(c.instance, c.body, c.token)
	if err != nil {
		return nil, err
	}
	c.primary = t.party(c.Server)
	shown := c.showToken(t)
	shown["token"] = t.secret
	return c.tokenDoc(shown), nil
}

func getAPIToken(c *call) (any, error) { return c.tokenDoc(c.showToken(c.apiToken)), nil }

func patchAPIToken(c *call) (any, error) {
	c.changeToken(c.apiToken, c.body)
	return getAPIToken(c)
}

func deleteAPIToken(c *call) (any, error) {
	delete(c.tokens, c.apiToken.secret)
	return done, nil
}

func (c *call) findAPIToken() error {
	id, ok := c.ids["apiTokenId"]
	if !ok {
		return nil
	}
	if c.apiToken = c.tokenByID(id); c.apiToken == nil || !slices.Contains(c.tokensOf(c.instance), c.apiToken) {
		return notFound("API token")
	}
	c.primary = c.apiToken.party(c.Server)
	return nil
}
