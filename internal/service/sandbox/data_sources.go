// Package sandbox reads the sandboxes of an instance, which are the personal accounts of its users.
package sandbox

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ datasource.DataSourceWithConfigure = (*sandboxesDataSource)(nil)

// sandboxesDataSource is the data source losant_instance_sandboxes.
type sandboxesDataSource struct{ base.DataSource }

// NewListDataSource returns the data source, which the framework configures.
func NewListDataSource() datasource.DataSource { return &sandboxesDataSource{} }

type listModel struct {
	InstanceID           types.String `tfsdk:"instance_id"`
	Email                types.String `tfsdk:"email"`
	FirstName            types.String `tfsdk:"first_name"`
	LastName             types.String `tfsdk:"last_name"`
	TwoFactorAuthEnabled types.Bool   `tfsdk:"two_factor_auth_enabled"`
	SSOLinked            types.Bool   `tfsdk:"sso_linked"`
	IncludeDeleted       types.Bool   `tfsdk:"include_deleted"`
	Sandboxes            []itemModel  `tfsdk:"sandboxes"`
}

type itemModel struct {
	ID                   types.String   `tfsdk:"id"`
	Email                types.String   `tfsdk:"email"`
	FirstName            types.String   `tfsdk:"first_name"`
	LastName             types.String   `tfsdk:"last_name"`
	EmailVerified        types.Bool     `tfsdk:"email_verified"`
	TwoFactorAuthEnabled types.Bool     `tfsdk:"two_factor_auth_enabled"`
	SSOLinked            types.Bool     `tfsdk:"sso_linked"`
	CreatedAt            types.String   `tfsdk:"created_at"`
	LastLoginAt          types.String   `tfsdk:"last_login_at"`
	DeletedAt            types.String   `tfsdk:"permanent_deletion_at"`
	Organizations        []organization `tfsdk:"organizations"`
}

type organization struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

func itemOf(s *losant.Sandbox) itemModel {
	item := itemModel{
		ID: types.StringValue(s.ID), Email: types.StringValue(s.Email), FirstName: base.OptionalString(s.FirstName), LastName: base.OptionalString(s.LastName),
		EmailVerified: types.BoolPointerValue(s.EmailVerified), TwoFactorAuthEnabled: types.BoolValue(s.TwoFactorAuthEnabled), SSOLinked: types.BoolValue(s.SSOLinked),
		CreatedAt: base.OptionalString(s.CreationDate), LastLoginAt: base.OptionalString(s.LastSuccessfulLogin), DeletedAt: base.OptionalString(s.PermanentDeletion),
		Organizations: []organization{},
	}
	for _, o := range s.Organizations {
		item.Organizations = append(item.Organizations, organization{types.StringValue(o.ID), base.OptionalString(o.Name)})
	}
	return item
}

// filter returns the filter that the API takes.
func (m *listModel) filter() losant.SandboxFilter {
	filter := losant.SandboxFilter{IncludeDeleted: m.IncludeDeleted.ValueBool()}
	for field, pattern := range map[string]types.String{"email": m.Email, "firstName": m.FirstName, "lastName": m.LastName} {
		if !pattern.IsNull() {
			filter.Field, filter.Pattern = field, pattern.ValueString()
		}
	}
	return filter
}

// matches reports whether a sandbox matches the filters that the API does not have.
func (m *listModel) matches(item itemModel) bool {
	same := func(want, got types.Bool) bool { return want.IsNull() || want.Equal(got) }
	return same(m.TwoFactorAuthEnabled, item.TwoFactorAuthEnabled) && same(m.SSOLinked, item.SSOLinked)
}

func (d *sandboxesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_sandboxes"
}

func (d *sandboxesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	// An attribute conflicts with the earlier ones only, so that two of them are one error.
	pattern := func(doc string, earlier ...path.Expression) schema.StringAttribute {
		return schema.StringAttribute{
			MarkdownDescription: "Pattern that the " + doc + " must match. `*` stands for any text. Losant decides whether letter case matters. " +
				"Only one of `email`, `first_name` and `last_name` can be set.",
			Optional:   true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1), stringvalidator.ConflictsWith(earlier...)},
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the sandboxes of an instance, which are the personal accounts of its users. " +
			"The Instance Manager calls this page \"Managing Sandbox Users\".",
		Attributes: map[string]schema.Attribute{
			"instance_id": base.LookupInstanceID(),
			"email":       pattern("e-mail address"),
			"first_name":  pattern("first name", path.MatchRoot("email")),
			"last_name":   pattern("last name", path.MatchRoot("email"), path.MatchRoot("first_name")),
			"two_factor_auth_enabled": schema.BoolAttribute{
				MarkdownDescription: "Only list people who use multi-factor authentication (`true`) or who do not (`false`). SSO counts as multi-factor authentication: to find people who have neither, also set `sso_linked` to `false`.",
				Optional:            true,
			},
			"sso_linked": schema.BoolAttribute{
				MarkdownDescription: "Only list people who sign in by SSO (`true`) or who do not (`false`).",
				Optional:            true,
			},
			"include_deleted": schema.BoolAttribute{
				MarkdownDescription: "Whether to also list accounts that are deleted but can still be restored. Defaults to `false`.",
				Optional:            true,
			},
			"sandboxes": schema.ListNestedAttribute{
				MarkdownDescription: "The people, sorted by e-mail address.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: itemAttributes()},
			},
		},
	}
}

func itemAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                      base.ComputedString("ID of the sandbox. It is probably also the user ID of the person, but Losant does not document that."),
		"email":                   base.ComputedString("E-mail address."),
		"first_name":              base.ComputedString("First name."),
		"last_name":               base.ComputedString("Last name."),
		"email_verified":          base.ComputedBool("Whether the person has confirmed the e-mail address."),
		"two_factor_auth_enabled": base.ComputedBool("Whether the account uses multi-factor authentication."),
		"sso_linked":              base.ComputedBool("Whether the person signs in by SSO, which counts as multi-factor authentication."),
		"created_at":              base.ComputedString("When the account was created, as an RFC 3339 timestamp."),
		"last_login_at":           base.ComputedString("When the person last signed in successfully, as an RFC 3339 timestamp."),
		"permanent_deletion_at":   base.ComputedString("When a deleted account can no longer be restored, as an RFC 3339 timestamp. Null if the account is not deleted."),
		"organizations": schema.ListNestedAttribute{
			MarkdownDescription: "The organizations that the person belongs to. Losant does not return the roles here: `losant_organization_members` has them.",
			Computed:            true,
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"id":   base.ComputedString("ID of the organization."),
				"name": base.ComputedString("Name of the organization."),
			}},
		},
	}
}

// Read lists the sandboxes on all pages.
func (d *sandboxesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data listModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	data.InstanceID = types.StringValue(d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	data.Sandboxes = []itemModel{}
	for sandbox, err := range d.Client.Sandboxes.All(ctx, data.InstanceID.ValueString(), data.filter()) {
		if err != nil {
			base.AddError(&resp.Diagnostics, "list the sandboxes of instance "+data.InstanceID.ValueString(), err)
			return
		}
		if item := itemOf(sandbox); data.matches(item) {
			data.Sandboxes = append(data.Sandboxes, item)
		}
	}
	email.Sort(data.Sandboxes, func(item itemModel) types.String { return item.Email })
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}
