package losant

import (
	"context"
	"fmt"
	"slices"
)

// CreateOption changes how Create creates an organization.
type CreateOption func(*createOptions)

type createOptions struct{ refuseEqualName bool }

// RefuseEqualName makes Create return an *EqualNameError if an organization of the same name exists. Create reads that
// from the server right before the POST, which costs a request.
func RefuseEqualName() CreateOption { return func(o *createOptions) { o.refuseEqualName = true } }

// EqualNameError is the error of a Create with RefuseEqualName. Nothing was created.
type EqualNameError struct {
	Name          string
	Organizations []*Organization // those that have the name; at least one
}

func (e *EqualNameError) Error() string {
	return fmt.Sprintf("%d organizations named %q exist", len(e.Organizations), e.Name)
}

// Create creates an organization. The response has fewer fields than that of Get. Create calls Named first, which may
// cost a request.
//
// If the outcome of a POST is unknown (the connection broke, a 5xx, an unreadable response), Create looks for new
// organizations of that name: those that Named did not return, and no other call has returned. If exactly one of them
// has the values of the post, Create returns it. If there is none, twice, Create repeats the POST. In all other cases,
// or if Named failed, Create returns an error that names them. An error that leaves the outcome open says so.
func (s *OrganizationService) Create(ctx context.Context, instanceID string, post OrganizationPost, opts ...CreateOption) (*Organization, error) {
	var options createOptions
	for _, opt := range opts {
		opt(&options)
	}
	n := creation[Organization, Organization]{
		name:   post.Name,
		post:   post,
		values: post,
		before: func(ctx context.Context) ([]*Organization, error) { return s.Named(ctx, instanceID, post.Name) },
		look: func(ctx context.Context) ([]*Organization, error) {
			return s.creations.list(ctx, instanceID, WithQuery(nameIs(post.Name)))
		},
		result: func(_ context.Context, org *Organization) (*Organization, error) { return org, nil },
		finish: func(org *Organization) { s.cache(instanceID).put(org.ID, org) },
	}
	if options.refuseEqualName {
		n.before = n.look
		n.check = refuseEqualName(post.Name)
	}
	return create(ctx, &s.creations, instanceID, n)
}

// refuseEqualName returns a check that there is no organization of a name.
func refuseEqualName(name string) func([]*Organization, error) error {
	return func(before []*Organization, err error) error {
		equal := slices.DeleteFunc(before, func(org *Organization) bool { return org.Name != name })
		if err == nil && len(equal) > 0 {
			err = &EqualNameError{Name: name, Organizations: equal}
		}
		return err
	}
}
