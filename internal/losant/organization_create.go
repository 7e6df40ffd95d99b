package losant

import (
	"context"
	"fmt"
	"time"
)

// Create creates an organization. The answer has fewer members than that of Get.
//
// When it stays unknown whether a POST took effect (the connection broke, a 5xx, an unreadable answer), Create looks for an
// organization of that name that was created since and that no other call has returned. Exactly one is the one; if there
// is none, also on a second look, the POST is repeated; several are an error that names them. An error that leaves the fate
// open says so.
func (s *OrganizationService) Create(ctx context.Context, instanceID string, post OrganizationPost) (*Organization, error) {
	unlock, err := s.creations.lock(ctx, instanceID, post.Name)
	if err != nil {
		return nil, err
	}
	defer unlock()
	q, err := newReading([]ReadOption{WithQuery(nameIs(post.Name)), newestFirst()}).page(0)
	if err != nil {
		return nil, err
	}
	orgs := instancePath(instanceID).word("orgs")
	risk := fmt.Sprintf("the organization %q may have been created in instance %s", post.Name, instanceID)
	org, err := settled(ctx, s.client, opCreateOrganization, orgs, post, risk, func(began time.Time) (*Organization, error) {
		return s.creations.find(ctx, orgs, q, post.Name, began)
	})
	if err != nil {
		return nil, err
	}
	if _, err := s.creations.claim(org); err != nil {
		return nil, err
	}
	s.directory(instanceID).put(org.ID, org)
	return org, nil
}
