package provider_test

import (
	"maps"
	"math"
	"os"
	"runtime/debug"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/provider"
)

// variables lists the variables that TuneProcess reads.
var variables = []string{
	"GOGC", "GOMEMLIMIT", "TF_LOG", "TF_LOG_PROVIDER", "TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_PROVIDER_LOSANT",
}

// The settings before the call of TuneProcess.
const (
	gcPercentBefore   = 100
	memoryLimitBefore = math.MaxInt64
)

// tuned is the result of TuneProcess.
type tuned struct {
	Environment map[string]string
	GCPercent   int
	MemoryLimit int64
}

// tuneProcess calls TuneProcess with the variables that a user has set, and
// restores the process afterwards.
func tuneProcess(t *testing.T, env map[string]string) tuned {
	t.Helper()
	for _, name := range variables {
		t.Setenv(name, env[name]) // Restores the variable after the test.
		if env[name] == "" {
			if err := os.Unsetenv(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	percent, limit := debug.SetGCPercent(gcPercentBefore), debug.SetMemoryLimit(memoryLimitBefore)
	provider.TuneProcess()
	got := tuned{Environment: map[string]string{}}
	for _, name := range variables {
		if value, ok := os.LookupEnv(name); ok {
			got.Environment[name] = value
		}
	}
	got.GCPercent, got.MemoryLimit = debug.SetGCPercent(percent), debug.SetMemoryLimit(limit)
	return got
}

func TestProcessIsTunedIfTheUserSetNothing(t *testing.T) { //nolint:paralleltest // It changes the process.
	want := tuned{
		Environment: map[string]string{"TF_LOG_SDK": "OFF", "TF_LOG_SDK_PROTO": "OFF", "TF_LOG_SDK_FRAMEWORK": "OFF", "TF_LOG_PROVIDER_LOSANT": "OFF"},
		GCPercent:   400,
		MemoryLimit: 192 << 20,
	}
	if diff := cmp.Diff(want, tuneProcess(t, nil)); diff != "" {
		t.Errorf("process (-want +got):\n%s", diff)
	}
}

func TestTuningOverridesNoVariable(t *testing.T) { //nolint:paralleltest // It changes the process.
	for _, name := range variables { //nolint:paralleltest // It changes the process.
		t.Run(name, func(t *testing.T) {
			want := tuneProcess(t, nil)
			set := map[string]string{name: "50"}
			switch name {
			case "GOGC":
				maps.Copy(want.Environment, set)
				want.GCPercent = gcPercentBefore
			case "GOMEMLIMIT":
				maps.Copy(want.Environment, set)
				want.MemoryLimit = memoryLimitBefore
			default: // A log level that the user set turns off nothing.
				want.Environment = set
			}
			got := tuneProcess(t, set)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("process (-want +got):\n%s", diff)
			}
		})
	}
}
