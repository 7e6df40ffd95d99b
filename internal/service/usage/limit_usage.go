package usage

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// The states of a limit.
const (
	stateOK          = "ok"
	stateApproaching = "approaching"
	stateReached     = "reached"
)

// defaultThreshold is the ratio from which a limit is in the state approaching.
const defaultThreshold = 0.8

// thresholdOf returns the configured threshold, or the default.
func thresholdOf(configured types.Number) float64 {
	if configured.IsNull() {
		return defaultThreshold
	}
	return base.Float64(configured)
}

func thresholdAttribute() schema.NumberAttribute {
	return schema.NumberAttribute{
		MarkdownDescription: "`ratio` at which the `state` of a limit becomes `approaching`, from 0.01 to 1. Defaults to `0.8`.",
		Optional:            true,
		Validators:          []validator.Number{base.NumberBetween(0.01, 1)},
	}
}

type limitUsage struct {
	Used  types.Int64   `tfsdk:"used"`
	Limit types.Int64   `tfsdk:"limit"`
	Ratio types.Float64 `tfsdk:"ratio"`
	State types.String  `tfsdk:"state"`
}

// limitUsageAttributes returns the attributes of a limitUsage.
func limitUsageAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"used":  base.ComputedInt64("Amount used, in the unit of the limit. Null if Losant does not measure it."),
		"limit": base.ComputedInt64("The limit. Null if there is no such limit."),
		"ratio": schema.Float64Attribute{
			MarkdownDescription: "`used` divided by `limit`. Null if either of them is null or `limit` is 0.",
			Computed:            true,
		},
		"state": base.ComputedString("`reached` if `used` is `limit` or more (red in the Instance Manager), " +
			"`approaching` if `ratio` is `threshold` or more (orange), otherwise `ok`. Null if `used` is null."),
	}
}

// setUsed sets what is used, and the ratio and the state that follow from it. The
// state is ok if there is no limit. A limit of 0 is always reached and has no
// ratio.
func (u *limitUsage) setUsed(used int64, threshold float64) {
	u.Used, u.State = types.Int64Value(used), types.StringValue(stateOK)
	if u.Limit.IsNull() {
		return
	}
	limit := u.Limit.ValueInt64()
	if limit != 0 {
		u.Ratio = types.Float64Value(float64(used) / float64(limit))
	}
	switch {
	case used >= limit:
		u.State = types.StringValue(stateReached)
	case u.Ratio.ValueFloat64() >= threshold:
		u.State = types.StringValue(stateApproaching)
	}
}

// isBreached reports whether the limit is reached or approaching.
func (u *limitUsage) isBreached() bool {
	state := u.State.ValueString()
	return state == stateReached || state == stateApproaching
}
