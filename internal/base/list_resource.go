package base

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// DocListLimit ends the description of a list resource.
const DocListLimit = " Without `limit`, Terraform lists at most 100."

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

// Found are the items that a list block finds.
type Found[T any] struct {
	Items iter.Seq2[T, error]
	// Total is how many items there are without a limit. It is set when the first item
	// is there, and 0 if it is not known.
	Total *int
	// Some is what Total counts, if only some of them are items. It is empty if each is
	// an item.
	Some string
	// ID is the attribute with the ID of what has the items. An error that it was not
	// found points at the attribute. It is empty if there is none.
	ID path.Path
	// Refused is the attribute that an error with status 400 points at. It is empty if
	// there is none.
	Refused path.Path
}

// FoundAll returns the items of a list that was read as a whole, or its error.
func FoundAll[T any](items []T, err error) Found[T] {
	total := len(items)
	return Found[T]{Items: func(yield func(T, error) bool) {
		if err != nil {
			var none T
			yield(none, err)
			return
		}
		for _, item := range items {
			if !yield(item, nil) {
				return
			}
		}
	}, Total: &total}
}

// FoundInOrganization is FoundAll for the items of the organization in organization_id.
func FoundInOrganization[T any](items []T, err error) Found[T] {
	found := FoundAll(items, err)
	found.ID = path.Root("organization_id")
	return found
}

// errorDiagnostic returns the diagnostic of a failed list.
func (f Found[T]) errorDiagnostic(action string, err error) diag.Diagnostic {
	d := ErrorDiagnostic(action, err)
	if losant.IsNotFound(err) && len(f.ID.Steps()) > 0 {
		return diag.WithPath(f.ID, d)
	}
	return AtRefused(f.Refused, d, err)
}

// AtRefused points a diagnostic at an attribute if Losant refused a request with status
// 400. The attribute is empty if nothing in the configuration can be the reason.
func AtRefused(at path.Path, d diag.Diagnostic, err error) diag.Diagnostic {
	if losant.StatusCode(err) == http.StatusBadRequest && len(at.Steps()) > 0 {
		return diag.WithPath(at, d)
	}
	return d
}

// Stream converts items to results of a list block, one at a time. It stops at
// the limit, so it requests no page that is not needed. If there are more items, the
// last result has a warning. An error becomes the last result; the action is as for
// AddError, for example "list the members of instance X".
func Stream[T any](
	ctx context.Context, req list.ListRequest, found Found[T], action string, fill func(item T, result *list.ListResult),
) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		var pushed int64
		var last *list.ListResult // The result at the limit, while it is not known whether there are more items.
		for item, err := range found.Items {
			if last != nil {
				found.warn(pushed, action, &last.Diagnostics)
				break
			}
			if err != nil {
				push(list.ListResult{Diagnostics: diag.Diagnostics{found.errorDiagnostic(action, err)}})
				return
			}
			result := req.NewListResult(ctx)
			fill(item, &result)
			pushed++
			isLast := pushed == req.Limit
			if isLast && int64(*found.Total) > pushed {
				if found.Some != "" {
					last = &result
					continue
				}
				found.warn(pushed, action, &result.Diagnostics)
			}
			if !push(result) || isLast {
				return
			}
		}
		if last != nil {
			push(*last)
		}
	}
}

// warn adds a warning that a list block has reached its limit.
func (f Found[T]) warn(pushed int64, action string, diags *diag.Diagnostics) {
	what := fmt.Sprintf("%d %s", *f.Total, strings.TrimPrefix(strings.TrimPrefix(action, "list "), "the "))
	if f.Some != "" {
		what = fmt.Sprintf("at most %d %s", *f.Total, f.Some)
	}
	diags.AddWarning(fmt.Sprintf("Listed %d of %s", pushed, what), fmt.Sprintf(
		"To list all, set limit = %d in the list block. Without limit, Terraform lists at most 100.", *f.Total))
}
