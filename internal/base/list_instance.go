package base

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// InstanceListSchema returns the schema of a list block for objects of an instance,
// such as "API tokens".
func InstanceListSchema(objects string) schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Lists the " + objects + " of an instance, the oldest first, so that `terraform query` can import them (Terraform 1.14 or later)." + DocListLimit,
		Attributes:          map[string]schema.Attribute{"instance_id": ListInstanceID()},
	}
}

// InstanceLister yields the objects of an instance.
type InstanceLister[T any] func(ctx context.Context, instanceID string, opts ...losant.ReadOption) iter.Seq2[T, error]

// Listed is an object as the result of a list block. State is a pointer to its model.
type Listed struct {
	Name            string
	Identity, State any
}

// ListInstance streams the objects of an instance, page by page.
func ListInstance[T any](
	ctx context.Context, l *ListResource, req list.ListRequest, stream *list.ListResultsStream, objects string,
	lister func(*losant.Client) InstanceLister[T], convert func(instanceID types.String, item T) Listed,
) {
	var config struct {
		InstanceID types.String `tfsdk:"instance_id"`
	}
	diags := req.Config.Get(ctx, &config)
	instanceID := l.ResolveList(config.InstanceID, &diags)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	var total int
	items := lister(l.Client)(ctx, instanceID, losant.WithPageSize(PageSize(req.Limit)), losant.WithTotal(&total))
	action := "list the " + objects + " of instance " + instanceID
	stream.Results = Stream(ctx, req, Found[T]{Items: items, Total: &total}, action, func(item T, result *list.ListResult) {
		listed := convert(types.StringValue(instanceID), item)
		result.DisplayName = losant.Printable(listed.Name)
		result.Diagnostics.Append(result.Identity.Set(ctx, listed.Identity)...)
		if req.IncludeResource {
			result.Diagnostics.Append(result.Resource.Set(ctx, listed.State)...)
		}
	})
}
