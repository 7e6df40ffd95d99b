// Package function holds the provider's functions: units that people write, as
// the numbers that limits take.
package functions

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/function"

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

// Definition describes the argument and the result.
func (DurationSeconds) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Seconds of a duration such as \"90d\"",
		MarkdownDescription: "Returns the seconds in a duration, as `limits.data_ttl` takes them. A day has 24 hours. " +
			"A text that is no duration is an error.",
		Parameters: []function.Parameter{function.StringParameter{
			Name: "duration",
			MarkdownDescription: "The duration, such as `90d` or `1w2d12h`: whole numbers of `w` (weeks), `d` (days), `h` (hours), `m` (minutes) " +
				"and `s` (seconds), in this order, each at most once.",
		}},
		Return: function.Int64Return{},
	}
}

// Run parses the duration.
func (DurationSeconds) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	run(ctx, req, resp, base.ParseDuration)
}

// run answers with what parse makes of the only argument, whose error reads on
// from what the argument is.
func run(ctx context.Context, req function.RunRequest, resp *function.RunResponse, parse func(string) (int64, error)) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	n, err := parse(text)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, fmt.Sprintf("%q %s.", text, err))
		return
	}
	resp.Error = resp.Result.Set(ctx, n)
}
