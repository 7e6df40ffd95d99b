package customnode

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/testing/bodytest"
)

func TestEveryFieldOfTheBodiesHasARow(t *testing.T) {
	t.Parallel()
	bodytest.ExpectRows(t, fields, losant.CustomNodePost{}, losant.CustomNodePatch{})
}
