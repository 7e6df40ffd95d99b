package losant

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
)

// The operations on members of instances.
var (
	opListInstanceMembers  = newOperation("instanceMembers.get", http.MethodGet, readAccess)
	opAddInstanceMember    = newOperation("instanceMembers.post", http.MethodPost, fullAccess)
	opUpdateInstanceMember = newOperation("instanceMember.patch", http.MethodPatch, fullAccess)
	opRemoveInstanceMember = newOperation("instanceMember.delete", http.MethodDelete, fullAccess)
)

// InstanceMemberService reads and changes the members of an instance. There are no invitations to an instance: a
// person needs an account first.
type InstanceMemberService struct {
	client *Client
	lists  unpaged[InstanceMember]
}

func newInstanceMemberService(c *Client) *InstanceMemberService {
	return &InstanceMemberService{
		client: c, lists: unpaged[InstanceMember]{client: c, operation: opListInstanceMembers, segment: "members"},
	}
}

// InstanceMember is a person who belongs to an instance.
type InstanceMember struct {
	InstanceID           string `json:"instanceId"`
	UserID               string `json:"userId"`
	Email                string `json:"email"`
	FirstName            string `json:"firstName"`
	LastName             string `json:"lastName"`
	AvatarURL            string `json:"avatarUrl"`
	Role                 string `json:"role"` // admin or view
	TwoFactorAuthEnabled bool   `json:"twoFactorAuthEnabled"`
	SSOLinked            bool   `json:"ssoLinked"` // counts as two-factor authentication
}

// InstanceMemberPost is a person to add to an instance. Role and either Email or UserID are required.
type InstanceMemberPost struct {
	Email  string `json:"email,omitempty"`
	UserID string `json:"userId,omitempty"`
	Role   string `json:"role"`
}

func (m *InstanceMember) identity() (instanceID, id string) { return m.InstanceID, m.UserID }

func (m *InstanceMember) validate() error {
	if m.UserID == "" {
		return errors.New("the instance member has no user id")
	}
	return nil
}

func (m *InstanceMember) complete() error {
	if m.Role == "" {
		return errors.New("the instance member has no role")
	}
	return checkEmail(m.Email)
}

// All yields the members of an instance, sorted by e-mail. All calls share one request until this client changes who
// belongs to the instance. The members are shared, so callers must not change them.
func (s *InstanceMemberService) All(ctx context.Context, instanceID string) iter.Seq2[*InstanceMember, error] {
	return s.lists.all(ctx, instancePath(instanceID))
}

// Add adds a person to an instance. If the outcome of the POST is unknown, Add looks for the person in the list and
// returns what it finds, whatever the role. If the person is not there, twice, Add repeats the POST. An error that
// leaves the outcome open says so.
func (s *InstanceMemberService) Add(ctx context.Context, instanceID string, post InstanceMemberPost) (*InstanceMember, error) {
	instance := instancePath(instanceID)
	defer s.forget(instanceID)
	who := person{post.Email, post.UserID}
	warning := fmt.Sprintf("%s may have been added to instance %s", who, instanceID)
	return postOnce(ctx, s.client, opAddInstanceMember, s.lists.path(instance), post, warning, func(ctx context.Context) (*InstanceMember, error) {
		s.forget(instanceID)
		return firstMatch(s.lists.all(ctx, instance), func(m *InstanceMember) bool { return who.matches(m.Email, m.UserID) })
	})
}

// Update changes the role of a member. The API only promises to return the role, so the member is read from the list
// again. Update returns an error if the role is another one there.
func (s *InstanceMemberService) Update(ctx context.Context, instanceID, userID, role string) (*InstanceMember, error) {
	instance := instancePath(instanceID)
	p := s.lists.path(instance).id("user", userID)
	call := newCall(opUpdateInstanceMember, p, baseQuery, roleBody{role})
	call.decode = discardBody
	defer s.forget(instanceID)
	if err := s.client.do(ctx, call); err != nil {
		return nil, err
	}
	var member *InstanceMember
	err := s.client.confirmRole(ctx, opUpdateInstanceMember, p, role, func(ctx context.Context) (_ string, err error) {
		s.forget(instanceID)
		member, err = firstMatch(s.lists.all(ctx, instance), func(m *InstanceMember) bool { return m.UserID == userID })
		switch {
		case err != nil:
			return "", err
		case member == nil:
			return "", fmt.Errorf("user %s is no longer a member of instance %s", userID, instanceID)
		}
		return member.Role, nil
	})
	if err != nil {
		return nil, err
	}
	return member, nil
}

// Remove removes a member. The person's account stays. Remove returns an error if the person is not a member, unless
// an earlier attempt of this call may have removed the person.
func (s *InstanceMemberService) Remove(ctx context.Context, instanceID, userID string) error {
	defer s.forget(instanceID)
	instance := instancePath(instanceID)
	return s.client.remove(ctx, opRemoveInstanceMember, s.lists.path(instance).id("user", userID), func(ctx context.Context) (bool, error) {
		s.forget(instanceID)
		return exists(s.lists.all(ctx, instance), func(m *InstanceMember) bool { return m.UserID == userID })
	})
}

// forget is called after a write that may have changed who belongs to an instance. The instance itself lists its
// members too.
func (s *InstanceMemberService) forget(instanceID string) {
	s.lists.forget(instancePath(instanceID))
	s.client.Instances.reads.forget(instanceID)
}
