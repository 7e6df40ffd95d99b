package functions

import (
	"context"
	"errors"
	"math/big"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/function"
)

var _ function.Function = ByteSize{}

// ByteSize is the function byte_size.
type ByteSize struct{}

// NewByteSize returns the function.
func NewByteSize() function.Function { return ByteSize{} }

// Metadata names the function.
func (ByteSize) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "byte_size"
}

// Definition describes the parameter and the result.
func (ByteSize) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Number of bytes in a size such as \"5GiB\"",
		MarkdownDescription: "Returns the number of bytes in a size, for example for `limits.storage`. " +
			"The size must be valid and a whole number of bytes. Returns null for null.",
		Parameters: []function.Parameter{function.StringParameter{
			Name:           "size",
			AllowNullValue: true,
			MarkdownDescription: "The size, such as `5GiB` or `1.5GiB`: a number and `B`, `KiB`, `MiB`, `GiB` or `TiB` (steps of 1024), " +
				"or `kB`, `MB`, `GB` or `TB` (steps of 1000), without spaces. Case-sensitive.",
		}},
		Return: function.Int64Return{},
	}
}

// Run returns the number of bytes.
func (ByteSize) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	run(ctx, req, resp, parseByteSize)
}

var (
	sizePattern = regexp.MustCompile(`^(\d+(?:\.\d+)?)([A-Za-z]+)$`)

	byteUnits = map[string]int64{
		"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
		"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
	}
)

// parseByteSize returns the number of bytes in a size such as 5GiB or 1.5GiB. The
// error says what is allowed and does not repeat the text.
func parseByteSize(text string) (int64, error) {
	parts := sizePattern.FindStringSubmatch(text)
	if parts == nil || byteUnits[parts[2]] == 0 {
		return 0, errors.New("must be a size such as 5GiB or 1.5GiB: a number and B, KiB, MiB, GiB or TiB (steps of 1024), or kB, MB, GB or TB (steps of 1000), without spaces")
	}
	size, _ := new(big.Rat).SetString(parts[1]) // The pattern matched it.
	size.Mul(size, new(big.Rat).SetInt64(byteUnits[parts[2]]))
	switch {
	case !size.IsInt():
		return 0, errors.New("must be a whole number of bytes")
	case !size.Num().IsInt64():
		return 0, errors.New("must be less than 2^63 bytes, which is 8388608TiB")
	}
	return size.Num().Int64(), nil
}
