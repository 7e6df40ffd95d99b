package provider

// Operations are the operations that the changes of a resource send. Each list has
// alternatives: a change needs one of them.
type Operations struct{ Create, Update, Delete []string }

// changeOperations holds the operations of each resource type, by its type name. An
// operation that only some changes need is not in it.
var changeOperations = map[string]Operations{
	"losant_organization": {
		Create: []string{"instanceOrgs.post"}, Update: []string{"instanceOrg.patch"}, Delete: []string{"instanceOrg.delete"},
	},
	"losant_organization_limits": {Create: []string{"instanceOrg.patch"}, Update: []string{"instanceOrg.patch"}},
	"losant_organization_member": {
		Create: []string{"instanceOrgMembers.post"},
		Update: []string{"instanceOrgMember.patch", "instanceOrgMembers.post", "instanceOrgInvite.resendInvite", "instanceOrgInvites.post"},
		Delete: []string{"instanceOrgMember.delete", "instanceOrgInvite.delete"},
	},
	"losant_organization_members": {
		Create: []string{"instanceOrgMembers.post", "instanceOrgMember.patch", "instanceOrgMember.delete", "instanceOrgInvite.delete"},
		Update: []string{"instanceOrgMembers.post", "instanceOrgMember.patch", "instanceOrgMember.delete", "instanceOrgInvite.delete"},
	},
	"losant_organization_invitation": {
		Create: []string{"instanceOrgInvites.post", "instanceOrgInvite.resendInvite"},
		Update: []string{"instanceOrgInvite.resendInvite", "instanceOrgInvites.post", "instanceOrgInvite.delete"},
		Delete: []string{"instanceOrgInvite.delete"},
	},
	"losant_instance_member": {
		Create: []string{"instanceMembers.post"}, Update: []string{"instanceMember.patch"}, Delete: []string{"instanceMember.delete"},
	},
	"losant_instance_settings": {Create: []string{"instance.patch"}, Update: []string{"instance.patch"}},
	"losant_instance_api_token": {
		Create: []string{"instanceApiTokens.post"}, Update: []string{"instanceApiToken.patch"}, Delete: []string{"instanceApiToken.delete"},
	},
	"losant_instance_notification_rule": {
		Create: []string{"instanceNotificationRules.post"}, Update: []string{"instanceNotificationRule.patch"}, Delete: []string{"instanceNotificationRule.delete"},
	},
	"losant_instance_custom_node": {
		Create: []string{"instanceCustomNodes.post"}, Update: []string{"instanceCustomNode.patch"}, Delete: []string{"instanceCustomNode.delete"},
	},
}

// ChangeOperations returns the operations of a resource type.
func ChangeOperations(typeName string) Operations { return changeOperations[typeName] }
