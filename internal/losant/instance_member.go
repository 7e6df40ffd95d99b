package losant

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"time"
)

// The operations on members of instances.
var (
	opListInstanceMembers  = newOperation("instanceMembers.get", http.MethodGet, readAccess)
	opAddInstanceMember    = newOperation("instanceMembers.post", http.MethodPost, fullAccess)
	opUpdateInstanceMember = newOperation("instanceMember.patch", http.MethodPatch, fullAccess)
	opRemoveInstanceMember = newOperation("instanceMember.delete", http.MethodDelete, fullAccess)
)

// InstanceMemberService reads and changes the people in an instance. Nobody can be invited to one: a person needs an account first.
type InstanceMemberService struct {
	client *Client
	lists  unpaged[InstanceMember]
}

// InstanceMember is a person in an instance.
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

// InstanceMemberPost is somebody to add to an instance: Role and one of Email and UserID are required.
type InstanceMemberPost struct {
	Email  string `json:"email,omitempty"`
	UserID string `json:"userId,omitempty"`
	Role   string `json:"role"`
}

func (m *InstanceMember) check() error {
	if m.UserID == "" {
		return errors.New("the instance member has no user id")
	}
	return nil
}

// All yields the members of an instance, sorted by e-mail. The API sends them in one answer, which serves all callers until this
// client changes who is in the instance. The members are shared, so callers must not change them.
func (s *InstanceMemberService) All(ctx context.Context, instanceID string) iter.Seq2[*InstanceMember, error] {
	return s.lists.all(ctx, instancePath(instanceID))
}

// Add makes a person a member of an instance. When it stays unknown whether the POST took effect, the person is looked for in the
// list and returned as found, in whichever role; the POST is repeated for one who is not there, also on a second look. An error
// that leaves the fate open says so.
func (s *InstanceMemberService) Add(ctx context.Context, instanceID string, post InstanceMemberPost) (*InstanceMember, error) {
	instance := instancePath(instanceID)
	defer s.forget(instanceID)
	who := person{post.Email, post.UserID}
	risk := fmt.Sprintf("%s may have been added to instance %s", who, instanceID)
	return settled(ctx, s.client, opAddInstanceMember, instance.word("members"), post, risk, func(time.Time) (*InstanceMember, error) {
		s.forget(instanceID)
		return find(s.lists.all(ctx, instance), func(m *InstanceMember) bool { return who.is(m.Email, m.UserID) })
	})
}

// Update gives a member another role. The answer of the API promises no more than the role, so the member is read from a fresh
// list.
func (s *InstanceMemberService) Update(ctx context.Context, instanceID, userID, role string) (*InstanceMember, error) {
	instance := instancePath(instanceID)
	request := newCall(opUpdateInstanceMember, instance.word("members").id("user", userID), flags, roleChange{role})
	request.decode = anything
	err := s.client.do(ctx, request)
	s.forget(instanceID)
	if err != nil {
		return nil, err
	}
	member, err := find(s.lists.all(ctx, instance), func(m *InstanceMember) bool { return m.UserID == userID })
	if member == nil && err == nil {
		err = fmt.Errorf("user %s has the role %s, but is not among the members of instance %s any more", userID, role, instanceID)
	}
	return member, err
}

// Remove ends a membership; the person's account stays. That the person is no member is an error like any other, but not
// when an earlier attempt of this call was lost.
func (s *InstanceMemberService) Remove(ctx context.Context, instanceID, userID string) error {
	defer s.forget(instanceID)
	return s.client.remove(ctx, opRemoveInstanceMember, instancePath(instanceID).word("members").id("user", userID))
}

// forget is called after a write that may have changed who is in an instance, which the instance itself tells as well.
func (s *InstanceMemberService) forget(instanceID string) {
	s.lists.forget(instancePath(instanceID))
	s.client.Instances.reads.forget(instanceID)
}
