package losant

// KnownOrganization returns an organization if Organizations.Get would return it without a request, or else nil.
func (c *Client) KnownOrganization(ref OrganizationRef) *Organization {
	cache := c.Organizations.cache(ref.InstanceID)
	cache.mu.Lock()
	defer cache.mu.Unlock()
	return cache.asRead(ref.ID)
}

// asRead returns an organization from a GET or from a page, or nil. An organization that this client has written must be
// read again. The caller holds the lock.
func (c *organizationCache) asRead(id string) *Organization {
	_, written := c.written[id]
	switch single, listed := c.single[id], c.listed[id]; {
	case written || c.unusable:
		return nil
	case single != nil:
		return single
	case c.verified:
		return listed
	}
	return nil
}

// KnownOrganizationName returns the name of an organization that this client has read or written, also if it has been
// deleted since. Otherwise it returns an empty string. It sends no request.
func (c *Client) KnownOrganizationName(id string) (name string) {
	c.Organizations.caches.Range(func(_, value any) bool {
		if cache, ok := value.(*organizationCache); ok {
			name = cache.knownName(id)
		}
		return name == ""
	})
	return name
}

func (c *organizationCache) knownName(id string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, known := range []map[string]*Organization{c.written, c.single, c.listed} {
		if org := known[id]; org != nil {
			return org.Name
		}
	}
	return ""
}

// known returns an organization as this client has written or read it, or nil. It sends no request.
func (c *organizationCache) known(id string) *Organization {
	c.mu.Lock()
	defer c.mu.Unlock()
	if org, written := c.written[id]; written {
		return org
	}
	if org := c.single[id]; org != nil || !c.verified || c.unusable {
		return org
	}
	return c.listed[id]
}
