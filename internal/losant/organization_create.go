package losant

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// clockSlack is allowed between the Date header of an answer, which counts whole seconds, and the dates of objects.
const clockSlack = 2 * time.Second

// claims holds the ids of the organizations that Create returned, so that no two calls return the same.
type claims struct {
	mu  sync.Mutex
	ids map[string]bool
}

// claim takes the only organization that nobody has claimed, if there is exactly one; else it returns all unclaimed ones.
func (c *claims) claim(candidates ...*Organization) (*Organization, []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var free []*Organization
	var ids []string
	for _, org := range candidates {
		if !c.ids[org.ID] {
			free, ids = append(free, org), append(ids, org.ID)
		}
	}
	if len(free) != 1 {
		return nil, ids
	}
	if c.ids == nil {
		c.ids = map[string]bool{}
	}
	c.ids[free[0].ID] = true
	return free[0], nil
}

// Create creates an organization. The answer has fewer members than that of Get.
//
// When it stays unknown whether a POST took effect (the connection broke, a 5xx, an unreadable answer), Create looks for an
// organization of that name that was created since and that no other call has returned. Exactly one is the one; if there
// is none, also on a second look, the POST is repeated; several are an error that names them. An error that leaves the fate
// open says so.
func (s *OrganizationService) Create(ctx context.Context, instanceID string, post OrganizationPost) (*Organization, error) {
	unlock, err := s.lockName(ctx, instanceID, post.Name)
	if err != nil {
		return nil, err
	}
	defer unlock()
	risk := fmt.Sprintf("the organization %q may have been created in instance %s", post.Name, instanceID)
	org, err := settled(ctx, s.client, instancePath(instanceID).word("orgs"), post, risk, func(began time.Time) (*Organization, error) {
		return s.settle(ctx, instanceID, post.Name, began)
	})
	if err != nil {
		return nil, err
	}
	s.claims.claim(org)
	s.directory(instanceID).put(org.ID, org)
	return org, nil
}

// lockName makes creations of equal names take turns. Without it, one call could adopt what another has created whose answer
// is still on its way.
func (s *OrganizationService) lockName(ctx context.Context, instanceID, name string) (unlock func(), err error) {
	value, _ := s.locks.LoadOrStore(instanceID+"/"+name, make(chan struct{}, 1))
	lock, _ := value.(chan struct{})
	select {
	case lock <- struct{}{}:
		return func() { <-lock }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// settle looks for the organization that a POST of unknown fate may have created, and claims it.
func (s *OrganizationService) settle(ctx context.Context, instanceID, name string, began time.Time) (*Organization, error) {
	candidates, err := s.createdSince(ctx, instanceID, name, began)
	if err != nil {
		return nil, err
	}
	org, ids := s.claims.claim(candidates...)
	if len(ids) > 0 {
		return nil, errors.New("several were created in the meantime: " + strings.Join(ids, ", "))
	}
	return org, nil
}

// createdSince returns the organizations of that name that were created since an instant of this computer's clock. The clocks
// are compared by the Date header of the answer. The newest come first, so one page holds them all.
func (s *OrganizationService) createdSince(ctx context.Context, instanceID, name string, began time.Time) ([]*Organization, error) {
	q, err := newReading([]ReadOption{WithQuery(nameIs(name)), newestFirst()}).page(0)
	if err != nil {
		return nil, err
	}
	request := newCall(http.MethodGet, instancePath(instanceID).word("orgs"), q, nil)
	answer, err := send[list[Organization]](ctx, s.client, request)
	if err != nil {
		return nil, err
	}
	now, err := http.ParseTime(request.header.Get("Date"))
	if err != nil {
		return nil, fmt.Errorf("the server does not tell its time: %w", err)
	}
	since := now.Add(-time.Since(began) - clockSlack)
	var found []*Organization
	for _, org := range answer.Items {
		created, err := time.Parse(time.RFC3339, org.CreationDate)
		if err != nil {
			return nil, fmt.Errorf("organization %s: %w", org.ID, err)
		}
		if org.Name == name && !created.Before(since) {
			found = append(found, org)
		}
	}
	return found, nil
}
