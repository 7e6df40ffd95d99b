package losant

import (
	"context"
	"iter"
	"net/http"
)

// MemberService reads the people in an organization. Those who are only invited are not among them.
type MemberService struct{ client *Client }

// Member is a person in an organization.
type Member struct {
	InstanceID           string `json:"instanceId"`
	OrganizationID       string `json:"orgId"`
	UserID               string `json:"userId"`
	Email                string `json:"email"`
	FirstName            string `json:"firstName"`
	LastName             string `json:"lastName"`
	AvatarURL            string `json:"avatarUrl"`
	Role                 string `json:"role"` // admin, edit, collaborate, view or none
	TwoFactorAuthEnabled bool   `json:"twoFactorAuthEnabled"`
	SSOLinked            bool   `json:"ssoLinked"` // counts as two-factor authentication
}

// All yields the members of an organization, sorted by e-mail. The API sends them in one answer, without pages.
func (s *MemberService) All(ctx context.Context, instanceID, organizationID string) iter.Seq2[*Member, error] {
	p := organizationPath(instanceID, organizationID).word("members")
	return pages(func(int) (*list[Member], error) {
		return send[list[Member]](ctx, s.client, newCall(http.MethodGet, p, flags, nil))
	})
}
