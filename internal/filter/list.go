package filter

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/list"
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

// Search returns the organizations that match the filters of a list block, and their
// instance. Otherwise it streams the errors, and returns false.
func Search(
	ctx context.Context, l *base.ListResource, req list.ListRequest, stream *list.ListResultsStream,
) (instanceID string, found base.Found[*losant.Organization], ok bool) {
	var filters Basic
	diags := req.Config.Get(ctx, &filters)
	instanceID = l.ResolveList(filters.InstanceID, &diags)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return "", found, false
	}
	var total int
	items := filters.Find(ctx, l.Client, instanceID, losant.WithPageSize(base.PageSize(req.Limit)), losant.WithTotal(&total))
	return instanceID, base.Found[*losant.Organization]{Items: items, Total: &total, Refused: filters.refused()}, true
}
