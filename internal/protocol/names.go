package protocol

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/guard"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// A resource of the members or limits of an organization has only the ID of the
// organization. Users know organizations by their names, so messages show the name
// too.

var bareOrganization = regexp.MustCompile(`\borganization ([0-9a-f]{24})\b`)

// nameOrganizations adds the names of organizations to messages. To name the
// organization of one of the objects, it may read it. With an error, it only uses what the
// run knows, because another request could fail as well.
func (s *server) nameOrganizations(ctx context.Context, diagnostics []*tfprotov6.Diagnostic, objects ...*tfprotov6.DynamicValue) {
	if len(diagnostics) == 0 {
		return
	}
	data := s.data()
	if data == nil || data.Client == nil {
		return
	}
	mayRead := !hasError(diagnostics)
	withName := func(id string) string {
		name := knownName(data, id)
		if name == "" && mayRead {
			name = readName(ctx, data, id, objects)
		}
		return name
	}
	for _, d := range diagnostics {
		d.Summary = addNames(d.Summary, withName)
		d.Detail = addNames(d.Detail, withName)
	}
}

// addNames adds the names that nameOf returns by ID to the organizations in a text.
func addNames(text string, nameOf func(id string) string) string {
	return bareOrganization.ReplaceAllStringFunc(text, func(bare string) string {
		id := bare[len("organization "):]
		name := nameOf(id)
		if name == "" {
			return bare
		}
		return "organization " + base.DisplayName(name, id)
	})
}

// knownName returns the name of an organization that the run has read or written, or that
// is in the state. Otherwise it returns an empty string.
func knownName(data *base.ProviderData, id string) string {
	if name := data.Client.KnownOrganizationName(id); name != "" {
		return name
	}
	return guard.NameInState(data, id)
}

// ListResource names organizations in the diagnostics of results.
func (s *server) ListResource(ctx context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	stream, err := s.frameworkServer.ListResource(ctx, req)
	if err != nil || stream == nil {
		return stream, err
	}
	results := stream.Results
	stream.Results = func(yield func(tfprotov6.ListResourceResult) bool) {
		for result := range results {
			s.nameOrganizations(ctx, result.Diagnostics, req.Config)
			if !yield(result) {
				return
			}
		}
	}
	return stream, nil
}

// PlanAction names organizations in its diagnostics.
func (s *server) PlanAction(ctx context.Context, req *tfprotov6.PlanActionRequest) (*tfprotov6.PlanActionResponse, error) {
	resp, err := s.frameworkServer.PlanAction(ctx, req)
	if err == nil {
		s.nameOrganizations(ctx, resp.Diagnostics, req.Config)
	}
	return resp, err
}

// nameOrganizationsIn does the same as nameOrganizations for an event of an action. It
// sends no request.
func (s *server) nameOrganizationsIn(ctx context.Context, event tfprotov6.InvokeActionEvent) tfprotov6.InvokeActionEvent {
	switch typed := event.Type.(type) {
	case tfprotov6.ProgressInvokeActionEventType:
		if data := s.data(); data.HasClient() {
			typed.Message = addNames(typed.Message, func(id string) string { return knownName(data, id) })
		}
		event.Type = typed
	case tfprotov6.CompletedInvokeActionEventType:
		s.nameOrganizations(ctx, typed.Diagnostics)
	}
	return event
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
