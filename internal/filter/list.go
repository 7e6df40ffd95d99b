package filter

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/tags"
)

// ListAttributes returns the attributes of Basic for a list block.
func ListAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"instance_id": base.ListInstanceID(),
		"name": schema.StringAttribute{
			MarkdownDescription: DocName,
			Optional:            true,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"tags": schema.MapAttribute{
			MarkdownDescription: DocTags,
			Optional:            true,
			ElementType:         tags.ElementType(),
			Validators:          []validator.Map{mapvalidator.NoNullValues(), tags.KeyValidator()},
		},
		"query": schema.StringAttribute{
			MarkdownDescription: DocQuery,
			Optional:            true,
			Validators: []validator.String{
				base.JSONObject(), stringvalidator.ConflictsWith(path.MatchRoot("name"), path.MatchRoot("tags")),
			},
		},
	}
}

// Listed returns the organizations that match the filters, for a list block with a
// limit.
func (f *Basic) Listed(ctx context.Context, client *losant.Client, instanceID string, limit int64) base.Found[*losant.Organization] {
	var total int
	found := f.Find(ctx, client, instanceID, losant.WithPageSize(base.PageSize(limit)), losant.WithTotal(&total))
	return base.Found[*losant.Organization]{Items: found, Total: &total}
}
