package protocol

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// A resource of the members or limits of an organization has only the ID of the
// organization. Users know organizations by their names, so messages show the name
// too.

var bareOrganization = regexp.MustCompile(`\borganization ([0-9a-f]{24})\b`)

// nameOrganizations adds the names of organizations to messages. To name the
// organization of one of the objects, it may read it. With an error, it only uses what the
// run has read or written, because another request could fail as well.
func (s *server) nameOrganizations(ctx context.Context, diagnostics []*tfprotov6.Diagnostic, objects ...*tfprotov6.DynamicValue) {
	if len(diagnostics) == 0 {
		return
	}
	data := s.data()
	if data == nil || data.Client == nil {
		return
	}
	mayRead := !hasError(diagnostics)
	withName := func(text string) string {
		id := text[len("organization "):]
		name := data.Client.KnownOrganizationName(id)
		if name == "" && mayRead {
			name = readName(ctx, data, id, objects)
		}
		if name == "" {
			return text
		}
		return "organization " + base.DisplayName(name, id)
	}
	for _, d := range diagnostics {
		d.Summary = bareOrganization.ReplaceAllStringFunc(d.Summary, withName)
		d.Detail = bareOrganization.ReplaceAllStringFunc(d.Detail, withName)
	}
}

// readName returns the name of an organization if one of the objects is or belongs
// to it, or else an empty string. It also returns that if it cannot read the name.
func readName(ctx context.Context, data *base.ProviderData, id string, objects []*tfprotov6.DynamicValue) string {
	for _, object := range objects {
		attributes, _ := decode(object)
		if name, ok := attributes["name"].(string); ok && attributes["id"] == id {
			return name
		}
		if attributes["organization_id"] != id {
			continue
		}
		instanceID, isSet := attributes["instance_id"].(string)
		if !isSet {
			instanceID = data.DefaultInstanceID.ValueString()
		}
		if org, err := data.Client.Organizations.Get(ctx, losant.OrganizationRef{InstanceID: instanceID, ID: id}); err == nil {
			return org.Name
		}
	}
	return ""
}
