package base_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

const (
	defaultInstance = "5f9b3c1de41a2b0007a3c9d1"
	otherInstance   = "5f9b3c1de41a2b0007a3c9d2"
	objectID        = "60106426dc03c6aad06540bb"
)

// importer is one of the two ways to import.
type importer struct {
	idName  string
	schema  identityschema.Schema
	run     func(*base.ProviderData, resource.ImportStateRequest, *resource.ImportStateResponse)
	idField string
}

func importers(t *testing.T) map[string]importer {
	t.Helper()
	return map[string]importer{
		"object": {
			idName: "TOKEN_ID", schema: base.ObjectIdentitySchema("token"), idField: "id",
			run: func(d *base.ProviderData, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
				d.ImportObject(t.Context(), "TOKEN_ID", req, resp)
			},
		},
		"organization": {
			idName: "ORG_ID", schema: base.OrganizationIdentitySchema(), idField: "organization_id",
			run: func(d *base.ProviderData, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
				d.ImportOrganization(t.Context(), req, resp)
			},
		},
	}
}

// importState imports by an id, or by an identity if the id is empty. It returns
// the state and the error.
func importState(t *testing.T, i importer, data *base.ProviderData, id string, identity map[string]string) (map[string]string, string) {
	t.Helper()
	stateSchema := schema.Schema{Attributes: map[string]schema.Attribute{"id": base.ID("token"), "instance_id": base.InstanceID()}}
	if i.idField != "id" {
		stateSchema.Attributes[i.idField] = base.OrganizationID()
	}
	values := map[string]tftypes.Value{}
	for _, name := range []string{"instance_id", i.idField} {
		values[name] = tftypes.NewValue(tftypes.String, nil)
		if value, ok := identity[name]; ok {
			values[name] = tftypes.NewValue(tftypes.String, value)
		}
	}
	identityType := i.schema.Type().TerraformType(t.Context())
	req := resource.ImportStateRequest{ID: id, Identity: &tfsdk.ResourceIdentity{Schema: i.schema, Raw: tftypes.NewValue(identityType, values)}}
	resp := resource.ImportStateResponse{
		State:    tfsdk.State{Schema: stateSchema, Raw: tftypes.NewValue(stateSchema.Type().TerraformType(t.Context()), nil)},
		Identity: &tfsdk.ResourceIdentity{Schema: i.schema, Raw: tftypes.NewValue(identityType, nil)},
	}
	i.run(data, req, &resp)
	if resp.Diagnostics.HasError() {
		return nil, resp.Diagnostics[0].Summary() + ": " + resp.Diagnostics[0].Detail()
	}
	state := map[string]string{}
	for name := range stateSchema.Attributes {
		var value types.String
		resp.Diagnostics.Append(resp.State.GetAttribute(t.Context(), path.Root(name), &value)...)
		state[name] = value.ValueString()
	}
	for name := range values {
		var value types.String
		resp.Diagnostics.Append(resp.Identity.GetAttribute(t.Context(), path.Root(name), &value)...)
		if value.ValueString() != state[name] {
			t.Errorf("%s is %s in the identity and %s in the state", name, value, state[name])
		}
	}
	if resp.Diagnostics.HasError() {
		t.Fatal(resp.Diagnostics)
	}
	return state, ""
}

func importData(t *testing.T, instanceID types.String) *base.ProviderData {
	t.Helper()
	client, err := losant.New("token")
	if err != nil {
		t.Fatal(err)
	}
	data := base.NewProviderData()
	data.Client, data.DefaultInstanceID = client, instanceID
	return data
}

func TestImportAcceptsEveryFormOfTheID(t *testing.T) {
	t.Parallel()
	for kind, i := range importers(t) {
		for name, tc := range map[string]struct {
			id       string
			identity map[string]string
			instance string
		}{
			"id":                    {id: objectID, instance: defaultInstance},
			"id in upper case":      {id: strings.ToUpper(objectID), instance: defaultInstance},
			"instance and id":       {id: otherInstance + "/" + objectID, instance: otherInstance},
			"both in upper case":    {id: strings.ToUpper(otherInstance + "/" + objectID), instance: otherInstance},
			"identity":              {identity: map[string]string{i.idField: objectID}, instance: defaultInstance},
			"identity and instance": {identity: map[string]string{i.idField: objectID, "instance_id": otherInstance}, instance: otherInstance},
		} {
			t.Run(kind+"/"+name, func(t *testing.T) {
				t.Parallel()
				got, failure := importState(t, i, importData(t, types.StringValue(defaultInstance)), tc.id, tc.identity)
				want := map[string]string{"id": objectID, i.idField: objectID, "instance_id": tc.instance}
				if diff := cmp.Diff(want, got); diff != "" || failure != "" {
					t.Errorf("state (-want +got):\n%s%s", diff, failure)
				}
			})
		}
	}
}

func TestImportRejectsMalformedIDs(t *testing.T) {
	t.Parallel()
	for kind, i := range importers(t) {
		for _, id := range []string{
			"acme", "/", "/" + objectID, objectID + "/", "acme/" + objectID, objectID + "/acme", objectID + "/" + objectID + "/" + objectID, " " + objectID,
		} {
			t.Run(kind+"/"+id, func(t *testing.T) {
				t.Parallel()
				_, got := importState(t, i, importData(t, types.StringValue(defaultInstance)), id, nil)
				forms := i.idName + " or INSTANCE_ID/" + i.idName
				if i.idName == "ORG_ID" {
					forms = "ORG_ID, name:NAME, INSTANCE_ID/ORG_ID or INSTANCE_ID/name:NAME"
				}
				want := `Invalid import ID: "` + id + `" is not a valid import ID. Use ` + forms + ", where each ID has 24 hexadecimal digits."
				if got != want {
					t.Errorf("got %q, want %q", got, want)
				}
			})
		}
	}
}

func TestImportNeedsAnInstance(t *testing.T) {
	t.Parallel()
	for kind, i := range importers(t) {
		for want, data := range map[string]*base.ProviderData{
			"Missing Losant instance: ":                  importData(t, types.StringNull()),
			"The Losant instance is not known yet: ":     importData(t, types.StringUnknown()),
			"The provider is not fully configured yet: ": {Unknown: []string{"api_token"}},
		} {
			t.Run(kind+"/"+want, func(t *testing.T) {
				t.Parallel()
				if _, got := importState(t, i, data, objectID, nil); !strings.HasPrefix(got, want) {
					t.Errorf("got %q, want %q", got, want)
				}
			})
		}
	}
}
