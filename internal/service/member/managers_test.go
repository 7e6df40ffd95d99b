package member_test

import (
	"slices"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// Whichever of two resources for the same person Terraform plans last warns, also
// if nothing changes.
func TestTwoResourcesOfOnePerson(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		types [2]string
		parts string
	}{
		"two members":                {[2]string{typeName, typeName}, `A losant_organization_member (role "edit") and a losant_organization_member (role "edit") manage ` + jane},
		"a member and a set":         {[2]string{typeName, membersType}, `A losant_organization_members (role "edit") and a losant_organization_member (role "edit") manage ` + jane},
		"a set and a member":         {[2]string{membersType, typeName}, `A losant_organization_member (role "edit") and a losant_organization_members (role "edit") manage ` + jane},
		"two sets":                   {[2]string{membersType, membersType}, "WARNING Two losant_organization_members manage organization "},
		"two invitations":            {[2]string{invitationType, invitationType}, `A losant_organization_invitation (role "edit") and a losant_organization_invitation (role "edit") manage ` + jane},
		"an invitation and a set":    {[2]string{invitationType, membersType}, `A losant_organization_members (role "edit") and a losant_organization_invitation (role "edit") manage ` + jane},
		"a member and an invitation": {[2]string{typeName, invitationType}, `A losant_organization_invitation (role "edit") and a losant_organization_member (role "edit") manage ` + jane},
		"two members of instance":    {[2]string{instanceType, instanceType}, `A losant_instance_member (role "view") and a losant_instance_member (role "view") manage ` + jane},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			first, second := move{from: tc.types[0], to: tc.types[1], isUnchanged: true, isInvited: slices.Contains(tc.types[:], invitationType)}.start(t, srv, org, 0)
			p := first.resource
			p.Run(func() {
				config := map[string]any{"organization_id": org, "email": jane, "role": "edit"}
				switch tc.types[0] {
				case instanceType:
					config = instancePerson(jane, "view")
				case membersType:
					config = membersConfig(org, owner, "admin", jane, "edit")
				}
				acctest.ExpectDetails(t, p.Plan(first.prior, p.Config(config)).Diagnostics)
				acctest.ExpectDetails(t, second.plan(), tc.parts)
			})
			acctest.ExpectWrites(t, srv)
		})
	}
}

// An accepted invitation manages nobody, and a person in one organization is not
// the same in another.
func TestOneResourceOfOnePerson(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	invitation := acctest.NewProtocol(t, srv, invitationType, nil)
	config := person(org, jane, "edit")
	invited := invitation.Apply(invitation.Null(), invitation.Config(config))
	srv.AcceptInvitation(org, jane)
	invited = invitation.MustRefresh(invited)
	member := invitation.Other(typeName)
	object := member.MustRefresh(member.Apply(member.Null(), member.Config(config)))
	elsewhere := srv.AddOrganization(mockserver.Doc{"name": "Other"})
	member.Run(func() {
		acctest.ExpectDetails(t, invitation.Plan(invited, invitation.Config(config)).Diagnostics)
		acctest.ExpectDetails(t, member.Plan(object, member.Config(config)).Diagnostics)
		acctest.ExpectDetails(t, member.Plan(member.Null(), member.Config(person(elsewhere, jane, "edit"))).Diagnostics, "WARNING Applying adds "+jane)
	})
}

// The plan of a move names both types in the block to write, in either order.
func TestPlanShowsTheMovedBlock(t *testing.T) {
	t.Parallel()
	const block = "moved {\n  from = losant_organization_invitation.NAME # the one that will be destroyed, of " + jane +
		"\n  to   = losant_organization_member.NAME # the one that will be created\n}"
	for _, isReversed := range []bool{false, true} {
		srv, org := start(t)
		leaving, coming := move{from: invitationType, to: typeName, isInvited: true}.start(t, srv, org, 0)
		leaving.resource.Run(func() {
			if isReversed {
				acctest.ExpectDetails(t, coming.plan(), jane+" already belongs to")
				acctest.ExpectDetails(t, leaving.plan(), block)
				return
			}
			acctest.ExpectDetails(t, leaving.plan())
			acctest.ExpectDetails(t, coming.plan(), jane+" already belongs to", block)
		})
	}
}
