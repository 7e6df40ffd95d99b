package member

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

type instanceModel struct{ personModel }

type instanceIdentity struct {
	InstanceID types.String `tfsdk:"instance_id"`
	Person     types.String `tfsdk:"person"`
}

func (i *instanceIdentity) importID() membership.ImportID {
	return membership.ImportID{InstanceID: i.InstanceID.ValueString(), Person: i.Person.ValueString()}
}

// importedInstanceState returns a state that a refresh completes.
func importedInstanceState(instanceID types.String, person string) instanceModel {
	return instanceModel{importedPerson(instanceID, instanceID.ValueString(), person)}
}

func (m *instanceModel) identity() instanceIdentity {
	return instanceIdentity{m.InstanceID, m.identifier()}
}

func (m *instanceModel) find(roster *membership.Roster) *losant.Member {
	return roster.Member(m.UserID.ValueString(), m.Email.ValueString())
}
