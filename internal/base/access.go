package base

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// access is whether Losant lets the token use an instance.
type access struct {
	read     sync.Once
	err      error
	reported atomic.Bool
}

// CanCheck reports whether a plan that creates or changes an object can ask Losant
// about it: there is a client, the instance is known, and the token works for it. It
// reads the instance once in a run. If the token does not work it adds an error, but
// only one in the run. Call it only for objects that change: a plan without changes
// sends no request.
func (d *ProviderData) CanCheck(ctx context.Context, instanceID types.String, diags *diag.Diagnostics) bool {
	id := instanceID.ValueString()
	if !d.HasClient() || id == "" {
		return false
	}
	a := Shared(d, id, func() *access { return new(access) })
	a.read.Do(func() { _, a.err = d.Client.Instances.Get(ctx, id) })
	// Without the scope instance.get, the token still works.
	if a.err == nil || losant.StatusCode(a.err) == http.StatusForbidden {
		return true
	}
	if a.reported.CompareAndSwap(false, true) {
		diags.Append(CheckError("check instance "+id, a.err)...)
	}
	return false
}
