package losant

import (
	"context"
	"time"
)

// Create creates an organization. The response has fewer fields than that of Get.
//
// If the outcome of a POST is unknown (the connection broke, a 5xx, an unreadable response), Create looks for
// organizations of that name that were created since and that no other call has returned. If there is exactly one,
// Create returns it. If there is none, twice, Create repeats the POST. If there are several, Create returns an error
// that names them. An error that leaves the outcome open says so.
func (s *OrganizationService) Create(ctx context.Context, instanceID string, post OrganizationPost) (*Organization, error) {
	return create(ctx, &s.creations, instanceID, creation[Organization]{
		name: post.Name,
		post: post,
		find: func(startedAt time.Time) (*Organization, error) {
			return findCreated[Organization](ctx, &s.creations, instanceID, post.Name, startedAt, WithQuery(nameIs(post.Name)))
		},
		finish: func(org *Organization) { s.cache(instanceID).put(org.ID, org) },
	})
}
