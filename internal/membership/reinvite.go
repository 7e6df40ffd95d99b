package membership

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// StatusGone is the status of a person whose invitation was rejected or revoked, and
// whom the configuration does not invite again.
const StatusGone = "gone"

// DocGone explains StatusGone.
const DocGone = "`gone` (the invitation was rejected or revoked, and `reinvite` is `false`)"

// ReinviteAttribute returns the attribute reinvite of a resource.
func ReinviteAttribute() schema.BoolAttribute {
	return schema.BoolAttribute{
		MarkdownDescription: "Whether the next apply invites a person again after the invitation was rejected or revoked. Defaults to `true`. " +
			"If `false`, the person stays in the state with the status `gone`, and nothing is planned. " +
			"Then an apply that changes the role or sets `reinvite` to `true` invites the person again.",
		Optional: true,
	}
}

// Reinvites reports whether a person is invited again whose invitation was rejected
// or revoked. That is so unless reinvite is false.
func Reinvites(reinvite types.Bool) bool {
	return reinvite.IsNull() || reinvite.IsUnknown() || reinvite.ValueBool()
}
