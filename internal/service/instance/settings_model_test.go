package instance

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/testing/bodytest"
)

func TestEveryFieldOfThePatchHasARow(t *testing.T) {
	t.Parallel()
	bodytest.ExpectRows(t, settingsFields(), losant.InstancePatch{})
}
