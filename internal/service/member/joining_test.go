package member_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// A plan names each person whom the apply adds or invites, also if it cannot read who
// already belongs to the organization.
func TestPlanAnnouncesPeopleWhoseOrganizationIsNotCreated(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	const start, explained = "WARNING Applying adds or invites ", "A person with a Losant account joins at once. Losant invites anybody else by e-mail."
	config := person("", jane, "edit")
	config["organization_id"] = acctest.Unknown
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(config)).Diagnostics,
		start+jane+` to an organization that is not created yet: `+explained+` The role is "edit".`)
	config["email"], config["role"] = acctest.Unknown, acctest.Unknown
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(config)).Diagnostics,
		start+`a person who is not known yet to an organization that is not created yet: `+explained+` The role is not known yet.`)

	members := p.Other(membersType)
	config = membersConfig("", owner, "admin", jane, "view")
	config["organization_id"] = acctest.Unknown
	acctest.ExpectDetails(t, members.Plan(members.Null(), members.Config(config)).Diagnostics,
		start+"people to an organization that is not created yet: "+explained+"\n\n"+jane+`: the role is "view".`+"\n"+owner+`: the role is "admin".`)
	acctest.ExpectWrites(t, srv)
}

// An apply plans the people of a new organization once more. It does not announce them
// a second time.
func TestPeopleOfANewOrganizationAreAnnouncedOnce(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	organization := acctest.NewProtocol(t, srv, "losant_organization", nil)
	organization.Run(func() {
		created := organization.Apply(organization.Null(), organization.Config(map[string]any{"name": "Acme"}))
		org := organization.Text(created.State, "id")
		p := organization.Other(typeName)
		acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(person(org, jane, "edit"))).Diagnostics)
		members := organization.Other(membersType)
		config := members.Config(membersConfig(org, owner, "admin", "bob@acme.example", "view"))
		acctest.ExpectDetails(t, members.Plan(members.Null(), config).Diagnostics)
	})
}
