package limits

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// validLimits accepts maps whose keys are limits of an organization and whose
// values are in the limits' ranges.
type validLimits struct{}

func (validLimits) Description(context.Context) string {
	return "keys must be names of limits, values must be whole numbers in their ranges"
}

func (v validLimits) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (validLimits) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	resp.Diagnostics.Append(Validate(req.Path, req.ConfigValue)...)
}

// Validate checks the keys and the known values of limits at a path. Terraform
// does not validate again when it learns an unknown map, so plans validate too.
func Validate(at path.Path, limits types.Map) diag.Diagnostics {
	var diags diag.Diagnostics
	elements := limits.Elements()
	for _, name := range slices.Sorted(maps.Keys(elements)) {
		limitAt := at.AtMapKey(name)
		i, ok := organizationTable.names[name]
		if !ok {
			diags.AddAttributeError(limitAt, fmt.Sprintf("Unknown limit %q", name), suggestion(name))
			continue
		}
		n, ok := elements[name].(types.Number)
		if !ok || n.IsNull() || n.IsUnknown() {
			continue
		}
		least, most := organizationTable.rows[i].valueRange()
		if problem := base.WholeNumberProblem(n.ValueBigFloat(), least, most); problem != "" {
			diags.AddAttributeError(limitAt, "Invalid limit "+name, fmt.Sprintf("%s.%s %s.", at, name, problem))
		}
	}
	return diags
}

// suggestion returns what a misspelled name of a limit may have been meant to be.
func suggestion(name string) string {
	if limit, ok := resembles(name); ok {
		return fmt.Sprintf("There is no limit %q. Did you mean %q?", name, limit)
	}
	var names []string
	for _, l := range organizationTable.rows {
		names = append(names, l.Name)
	}
	return fmt.Sprintf("There is no limit %q. The limits are %s.", name, strings.Join(names, ", "))
}

// resembles returns the limit that a name resembles, if there is one. Letter case,
// _ and - make no difference. The name in the API and a plural count as well.
func resembles(name string) (limit string, ok bool) {
	normalize := strings.NewReplacer("_", "", "-", "", " ", "")
	normal := func(s string) string { return normalize.Replace(strings.ToLower(s)) }
	forms := make(map[string]string, 2*len(organizationTable.rows))
	for _, l := range organizationTable.rows {
		forms[normal(l.Name)], forms[normal(l.Key)] = l.Name, l.Name
	}
	nearest := base.Nearest(normal(name), slices.Sorted(maps.Keys(forms)))
	return forms[nearest], nearest != ""
}

// atLeastOneLimit accepts maps with at least one value that is not null.
type atLeastOneLimit struct{}

func (atLeastOneLimit) Description(context.Context) string { return "at least one limit must be set" }

func (v atLeastOneLimit) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (atLeastOneLimit) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	for _, limit := range req.ConfigValue.Elements() {
		if !limit.IsNull() {
			return
		}
	}
	resp.Diagnostics.AddAttributeError(req.Path, "No limit is set",
		fmt.Sprintf("Set at least one limit in %s, for example device = 100.", req.Path))
}
