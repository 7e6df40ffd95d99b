package membership

import (
	"context"
	"errors"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var errStillListed = errors.New("the list still contains the person")

// Absence returns the proof that a person whom Losant did not find is not in an
// organization: both lists, read again, do not contain the person.
func Absence(p *base.ProviderData, ref losant.OrganizationRef, isListed func(*Roster) bool) base.Proof {
	return func(ctx context.Context) error {
		roster, err := ReadRoster(ctx, p.Client, ref)
		switch {
		case losant.IsNotFound(err):
			return p.Client.Organizations.ConfirmAbsence(ctx, ref)
		case err != nil:
			return err
		case isListed(roster):
			return errStillListed
		}
		return p.PersonAbsence(ref)(ctx)
	}
}

// MemberAbsence returns the proof that a user is not a member of an organization.
func MemberAbsence(p *base.ProviderData, ref losant.OrganizationRef, userID string) base.Proof {
	return Absence(p, ref, func(r *Roster) bool { return r.Member(userID, "") != nil })
}

// InvitationAbsence returns the proof that an organization has no invitation with an
// ID.
func InvitationAbsence(p *base.ProviderData, ref losant.OrganizationRef, id string) base.Proof {
	return Absence(p, ref, func(r *Roster) bool {
		for _, i := range r.Invitations {
			if i.ID == id {
				return true
			}
		}
		return false
	})
}

// InstanceMemberAbsence returns the proof that a user is not a member of an instance.
func InstanceMemberAbsence(p *base.ProviderData, instanceID, userID string) base.Proof {
	return func(ctx context.Context) error {
		roster, err := ReadInstanceRoster(ctx, p.Client, instanceID)
		if err == nil && roster.Member(userID, "") != nil {
			return errStillListed
		}
		return err
	}
}
