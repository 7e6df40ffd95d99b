package base

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"regexp"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// durationUnits holds the seconds in each unit that durationPattern captures.
var durationUnits = [...]uint64{7 * 24 * 60 * 60, 24 * 60 * 60, 60 * 60, 60, 1}

var durationPattern = regexp.MustCompile(`^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$`)

// ParseDuration returns the seconds in a duration such as 90d or 1w2d12h: whole
// numbers of weeks, days, hours, minutes and seconds, in this order, each at
// most once. A day always has 24 hours. The error says what is allowed and does not
// repeat the text.
func ParseDuration(text string) (int64, error) {
	parts := durationPattern.FindStringSubmatch(text)
	if text == "" || parts == nil {
		return 0, errors.New("must be a duration such as 90d or 1w2d12h: whole numbers of w (weeks), d (days), h (hours), m (minutes) and s (seconds), in this order, each at most once, without spaces")
	}
	var total uint64
	for i, digits := range parts[1:] {
		if digits == "" {
			continue
		}
		n, err := strconv.ParseUint(digits, 10, 63)
		high, seconds := bits.Mul64(n, durationUnits[i])
		sum, carry := bits.Add64(total, seconds, 0)
		if err != nil || high != 0 || carry != 0 || sum>>63 != 0 {
			return 0, errors.New("must be less than 2^63 seconds")
		}
		total = sum
	}
	return int64(total), nil
}

// Duration accepts what ParseDuration accepts, except a duration of zero.
func Duration() validator.String { return duration{} }

type duration struct{}

func (duration) Description(context.Context) string { return "value must be a duration such as 30d" }

func (v duration) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (duration) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	seconds, err := ParseDuration(req.ConfigValue.ValueString())
	if err == nil && seconds == 0 {
		err = errors.New("must be longer than zero")
	}
	if err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid duration",
			fmt.Sprintf("Attribute %s %s, got: %q.", req.Path, err, req.ConfigValue.ValueString()))
	}
}
