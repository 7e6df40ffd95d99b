// Package functions implements the provider's functions. They convert values with
// units to the numbers that limits need.
package functions

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
)

var _ function.Function = DurationSeconds{}

// DurationSeconds is the function duration_seconds.
type DurationSeconds struct{}

// NewDurationSeconds returns the function.
func NewDurationSeconds() function.Function { return DurationSeconds{} }

// Metadata names the function.
func (DurationSeconds) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "duration_seconds"
}

// Definition describes the parameter and the result.
func (DurationSeconds) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Number of seconds in a duration such as \"90d\"",
		MarkdownDescription: "Returns the number of seconds in a duration, for example for `limits.data_ttl`. A day always has 24 hours. " +
			"The duration must be valid. Returns null for null.",
		Parameters: []function.Parameter{function.StringParameter{
			Name:           "duration",
			AllowNullValue: true,
			MarkdownDescription: "The duration, such as `90d` or `1w2d12h`: whole numbers of `w` (weeks), `d` (days), `h` (hours), `m` (minutes) " +
				"and `s` (seconds), in this order, each at most once, without spaces.",
		}},
		Return: function.Int64Return{},
	}
}

// Run returns the number of seconds.
func (DurationSeconds) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	run(ctx, req, resp, base.ParseDuration)
}

// run parses the only argument. The error of parse completes the sentence that
// begins with the argument. Terraform adds the full stop. Null stays null, so that
// optional attributes can be passed on.
func run(ctx context.Context, req function.RunRequest, resp *function.RunResponse, parse func(string) (int64, error)) {
	var text types.String
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	if text.IsNull() {
		resp.Error = resp.Result.Set(ctx, types.Int64Null())
		return
	}
	n, err := parse(text.ValueString())
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, fmt.Sprintf("%q %s", text.ValueString(), err))
		return
	}
	resp.Error = resp.Result.Set(ctx, n)
}
