package losant

// RoleAdmin is the role of an administrator, of an organization as of an instance.
const RoleAdmin = "admin"

// Roles returns the roles that a member of an organization can have, the most powerful first.
func Roles() []string { return []string{RoleAdmin, "edit", "collaborate", "view", "none"} }

// InstanceRoles returns the roles that a member of an instance can have.
func InstanceRoles() []string { return []string{RoleAdmin, "view"} }

// MFAModes returns the values of MFAMode in order of strictness.
func MFAModes() []string { return []string{"notRequired", "adminRequired", "required"} }
