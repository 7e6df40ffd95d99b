package base

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ResolveList returns the instance that a list block searches. It adds an error
// when that is not known or there is no client.
func (l *ListResource) ResolveList(own types.String, diags *diag.Diagnostics) (instanceID string) {
	if diags.HasError() || !l.RequireClient(diags) {
		return ""
	}
	return l.ResolveInstanceID(own, diags)
}

// PageSize returns how many items a list block requests for a page: the limit of
// its results (0 means no limit), but not more than the API sends.
func PageSize(limit int64) int {
	const most = 1000
	if limit <= 0 || limit > most {
		return most
	}
	return int(limit)
}

// Stream turns items into the results of a list block, one by one. It stops at
// the limit, so that it requests no page without need. An error becomes a last
// result with nothing else in it; the action is that of AddError.
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
