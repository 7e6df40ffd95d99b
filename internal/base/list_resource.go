package base

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ListResource is embedded by every list resource.
type ListResource struct{ *ProviderData }

// Configure takes over the provider's data.
func (l *ListResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	l.ProviderData = dataFrom(req.ProviderData, &resp.Diagnostics)
}

// Listing tells where a list block looks, and adds an error when nothing can be
// asked there.
func (l *ListResource) Listing(own types.String, diags *diag.Diagnostics) (instanceID string) {
	if diags.HasError() || !l.CanAct(diags) {
		return ""
	}
	return l.Instance(own, diags)
}

// ListInstanceID is the instance that a list block asks.
func ListInstanceID() schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "ID of the Losant instance. Defaults to the provider's `instance_id`.",
		Optional:            true,
		Validators:          []validator.String{IsID()},
	}
}

// ListOrganizationID is the organization that a list block asks.
func ListOrganizationID() schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "ID of the organization.",
		Required:            true,
		Validators:          []validator.String{IsID()},
	}
}

// PageSize is how many items a list block needs of a page: the limit of its
// results, which is 0 for none, but not more than the API sends.
func PageSize(limit int64) int {
	const most = 1000
	if limit <= 0 || limit > most {
		return most
	}
	return int(limit)
}

// Stream makes a list block's results of items, as they come. It stops at the
// limit, so that no page is asked for in vain, and ends with a result of nothing
// but the error when there is one; the action and the scope are those of AddError.
func Stream[T any](
	ctx context.Context, req list.ListRequest, items iter.Seq2[T, error], action, scope string, fill func(item T, result *list.ListResult),
) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		left := req.Limit
		for item, err := range items {
			if err != nil {
				push(list.ListResult{Diagnostics: diag.Diagnostics{ErrorDiagnostic(action, scope, err)}})
				return
			}
			result := req.NewListResult(ctx)
			fill(item, &result)
			if left--; !push(result) || left == 0 {
				return
			}
		}
	}
}
