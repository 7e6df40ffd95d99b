package member

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/drift"
)

type instanceModel struct{ personModel }

type instanceIdentity struct {
	InstanceID types.String `tfsdk:"instance_id"`
	Person     types.String `tfsdk:"person"`
}

func (m *instanceModel) identity() instanceIdentity {
	return instanceIdentity{m.InstanceID, m.identifier()}
}

func (m *instanceModel) person() drift.Person {
	return drift.Person{UserID: m.UserID.ValueString(), Email: m.Email.ValueString()}
}

// drift returns what a refresh found changed since before.
func (m *instanceModel) drift(before *instanceModel, p parent) drift.Drift {
	d := before.removal(p)
	d.Changes = func() []drift.Change { return m.roleDrift(&before.personModel, m.person()) }
	return d
}

// removal returns that the person is not a member any more.
func (m *instanceModel) removal(p parent) drift.Drift {
	return drift.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: p.displayName(&m.personModel), Imported: m.Role.IsNull(),
		Changes: func() []drift.Change { return []drift.Change{m.person().Left("")} },
	}
}
