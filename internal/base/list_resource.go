package base

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ResolveList returns the instance that a list block searches. It adds an error
// if the instance is not known or there is no client.
func (l *ListResource) ResolveList(configured types.String, diags *diag.Diagnostics) (instanceID string) {
	if diags.HasError() || !l.RequireClient(diags) {
		return ""
	}
	return l.ResolveInstanceID(configured, diags)
}

// PageSize returns how many items a list block requests in a page: as many as the
// limit of its results, at most what the API allows. 0 means no limit.
func PageSize(limit int64) int {
	const maxPageSize = 1000
	if limit <= 0 || limit > maxPageSize {
		return maxPageSize
	}
	return int(limit)
}

// Stream converts items to results of a list block, one at a time. It stops at
// the limit, so it requests no page that is not needed. An error becomes the last
// result; the action is as for AddError.
func Stream[T any](
	ctx context.Context, req list.ListRequest, items iter.Seq2[T, error], action string, fill func(item T, result *list.ListResult),
) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		left := req.Limit
		for item, err := range items {
			if err != nil {
				push(list.ListResult{Diagnostics: diag.Diagnostics{ErrorDiagnostic(action, err)}})
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
