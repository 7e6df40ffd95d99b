package member

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/membership"
)

type instanceModel struct{ personModel }

type instanceIdentity struct {
	InstanceID types.String `tfsdk:"instance_id"`
	Person     types.String `tfsdk:"person"`
}

func (m *instanceModel) identity() instanceIdentity {
	return instanceIdentity{m.InstanceID, m.identifier()}
}

func (i *instanceIdentity) importID() membership.ImportID {
	return membership.ImportID{InstanceID: i.InstanceID.ValueString(), Person: i.Person.ValueString()}
}
