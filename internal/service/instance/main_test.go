package instance_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const jane = "jane@acme.example"
